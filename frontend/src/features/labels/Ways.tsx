/** Of how many tracks features are known, by which way, as one bar: by id, by ISRC, by likeness, and what is unknown. */
import { number } from "@/shared/text";
import type { Covered } from "./queries";
import { share, WAYS, waysTold } from "./ways";

const tint = (strength: number) => `color-mix(in srgb, var(--pw-accent-text) ${strength}%, var(--pw-line))`;
const TINTS: Record<(typeof WAYS)[number]["what"], string> = { by_id: tint(100), by_isrc: tint(65), by_likeness: tint(38) };

export function Ways({ of, height = 10 }: { of: Covered; height?: number }) {
  return (
    <div role="img" aria-label={waysTold(of)} title={waysTold(of)} style={{ display: "flex", height, width: "100%", borderRadius: height / 2, overflow: "hidden", background: "var(--pw-line)" }}>
      {WAYS.map(({ what }) => of[what] > 0 && <span key={what} style={{ width: `${share(of, of[what])}%`, minWidth: 2, background: TINTS[what] }} />)}
    </div>
  );
}

/** What the colours of the bar mean, with how many tracks of each. */
export function WaysKey({ of }: { of: Covered }) {
  return (
    <ul aria-label="Features known" style={{ display: "flex", flexWrap: "wrap", gap: "2px 14px", listStyle: "none", margin: "4px 0 0", padding: 0, fontSize: 12.5 }}>
      {WAYS.map(({ what, words }) => (
        <li key={what} style={{ display: "flex", alignItems: "center", gap: 6 }}>
          <span aria-hidden style={{ width: 10, height: 10, borderRadius: 3, background: TINTS[what] }} />
          {words} {number(of[what])}
        </li>
      ))}
      <li style={{ display: "flex", alignItems: "center", gap: 6 }}>
        <span aria-hidden style={{ width: 10, height: 10, borderRadius: 3, background: "var(--pw-line)" }} />
        not known {number(of.tracks - of.heard)}{of.unsure > 0 && `, of which ${number(of.unsure)} may be, not for certain`}
      </li>
    </ul>
  );
}
