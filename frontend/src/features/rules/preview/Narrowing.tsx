/** How many tracks are left after each step, as bars that get shorter: seen at a glance, read by its words. */
import { number } from "@/shared/text";
import type { Path } from "../form/schema";
import type { Bar } from "./bars";

export function Narrowing({ bars, onOpen }: { bars: readonly Bar[]; onOpen?: ((path: Path) => void) | undefined }) {
  return (
    <ol className="pw-narrowing" aria-label="What is left after each step">
      {bars.map((bar, index) => {
        const { path } = bar;
        const words = (
          <>
            <span className="pw-bar-words">{bar.part !== null && <span className="pw-dim">{bar.part}: </span>}{bar.words}</span>
            <span className="pw-bar-count">{bar.kind === "source" ? `+ ${number(bar.count)}` : <>{bar.lost > 0 && <span className="pw-dim">− {number(bar.lost)}</span>} {number(bar.count)}</>}</span>
          </>
        );
        return (
          <li key={index} data-part={bar.part !== null || undefined}>
            {onOpen === undefined || path === null ? <span className="pw-bar-line">{words}</span> : <button type="button" className="pw-bar-line" onClick={() => onOpen(path)}>{words}</button>}
            <span className="pw-bar-ground" aria-hidden>
              <span className="pw-bar-stays" data-kind={bar.kind} style={{ marginLeft: `${bar.from}%`, width: `${bar.stays}%` }} />
              <span className="pw-bar-goes" style={{ width: `${bar.goes}%` }} />
            </span>
            {bar.unknown > 0 && <span className="pw-bar-unknown">of {number(bar.unknown)} it is not known</span>}
          </li>
        );
      })}
    </ol>
  );
}
