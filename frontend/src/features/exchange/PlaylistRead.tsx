/** What a file asks of one playlist: tracks, details, placements, what it takes, and what has a say against it. */
import { Checkbox, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Detail } from "@/shared/plan/Diff";
import { sentence } from "@/shared/plan/words";
import { counted, number, titled } from "@/shared/text";
import type { ReadPlaylist } from "./queries";

const MOST = 200;
const HOW: Record<string, string> = { link: "", isrc: "by its ISRC", name: "by its name" };
const WHAT: Record<string, string> = { make: "comes in", change: "other times", cancel: "cancelled", stay: "stays for good" };

export function PlaylistRead({ read, on, onTurn }: { read: ReadPlaylist; on: boolean; onTurn: (on: boolean) => void }) {
  const { added, removed, moved, placements } = read;
  const details = Object.entries(read.details);
  const sums = [added.length > 0 && `${number(added.length)} added`, removed.length > 0 && `${number(removed.length)} removed`, moved > 0 && `${number(moved)} moved`, details.length > 0 && counted(details.length, "detail"), placements.length > 0 && counted(placements.length, "placement")].filter((one) => one !== false);
  return (
    <li style={{ display: "block", opacity: on ? 1 : 0.6 }}>
      <div className="pw-read-head">
        <Checkbox checked={on} onChange={(event) => onTurn(event.currentTarget.checked)} label={<><b>{titled(read.name)}</b> <span className="pw-dim">{sums.join(", ")}</span></>} />
        <Text size="xs" c="dimmed">{read.sketch !== null && `${sentence(read.sketch)}. `}<Link className="pw-link pw-text-link" to="/playlists/$playlist" params={{ playlist: read.playlist }}>Open</Link></Text>
      </div>
      {read.held !== null && <Text size="sm" style={{ color: "var(--pw-warn)" }}>{read.held}</Text>}
      {read.rule_set !== null && <Text size="xs" style={{ color: "var(--pw-warn)" }}>Rules keep it ({read.rule_set}): what is changed here becomes a change by hand, and they have a say at the next refresh.</Text>}
      {read.since && <Text size="xs" c="dimmed">It was changed here after the file was written: that stays.</Text>}
      {read.told.map((each) => <Text key={each} size="xs" c="dimmed">{each}</Text>)}
      <details>
        <summary>Every change{read.order_by === "number" && "; the order goes by the numbers"}</summary>
        {details.map(([name, [before, after]]) => <Detail key={name} name={name} before={before} after={after} />)}
        {(added.length > 0 || removed.length > 0) && (
          <div className="pw-diff" role="list" aria-label={`Tracks of ${read.name}`} tabIndex={0} style={{ margin: "6px 0" }}>
            {removed.slice(0, MOST).map((one, index) => <div key={`- ${index}`} role="listitem" data-sign="-"><span aria-hidden>-</span><span /><span>{one.title} <span className="pw-dim">removed</span></span></div>)}
            {added.slice(0, MOST).map((one) => <div key={`+ ${one.cell}`} role="listitem" data-sign="+"><span aria-hidden>+</span><span className="pw-dim">{one.cell}</span><span>{one.title} <span className="pw-dim">added {HOW[one.how] ?? one.how}</span></span></div>)}
          </div>
        )}
        {added.length + removed.length > 2 * MOST && <Text size="xs" c="dimmed">The first {number(MOST)} of each.</Text>}
        {placements.length > 0 && (
          <ul className="pw-list" aria-label={`Placements of ${read.name}`}>
            {placements.slice(0, MOST).map((one, index) => <li key={index}><span>{one.title} <span className="pw-dim">{one.words}</span></span><span className="pw-dim" style={{ whiteSpace: "nowrap" }}>{WHAT[one.what]} {one.from}{one.until !== "" && ` – ${one.until}`}</span></li>)}
          </ul>
        )}
      </details>
    </li>
  );
}
