/** What was left out of a table, and why; what of its tracks is not known. */
import type { Counts } from "./queries";
import { number } from "@/shared/text";

const SHOWN = 30;

export function Reasons({ counts }: { counts: Counts }) {
  const unknown = Object.entries(counts.unknown).filter(([, count]) => count > 0);
  if (counts.reasons.length === 0 && unknown.length === 0) return null;
  return (
    <ul className="pw-log" tabIndex={0} aria-label="What was left out" style={{ maxHeight: 180 }}>
      {counts.reasons.map((one) => <li key={one.code}>{number(one.count)} {one.words}.</li>)}
      {unknown.length > 0 && <li>Not known: {unknown.map(([what, count]) => `${what} of ${number(count)}`).join(", ")}.</li>}
      {counts.samples.slice(0, SHOWN).map((one, index) => (
        <li key={index} className="pw-dim">line {one.line}{one.column !== "" && `, ${one.column}`}: {one.code}{one.text !== "" && ` (${one.text})`}</li>
      ))}
    </ul>
  );
}
