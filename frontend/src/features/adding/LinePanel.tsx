/** The line that is active: what it names, what it may mean and why, and what a person can say of it. */
import { Button, Group, Text } from "@mantine/core";
import { type Ref } from "react";
import { whoDid, lasting } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Another } from "./Another";
import type { Choice, Line, Track } from "./queries";
import { likely, naming, STATES } from "./reviewing";

const BY: Record<string, string> = { link: "by its link", catalogue: "among what is known here", search: "by a search at Spotify", decision: "by what was decided once", choice: "by hand" };

interface Props {
  line: Line | undefined;
  account: string;
  editable: boolean;
  onChoose: (choice: Choice) => void;
  onBack: (() => void) | null;
  /** Where another one is searched for. */
  box: Ref<HTMLInputElement>;
  onLeave: () => void;
}

export function LinePanel({ line, account, editable, onChoose, onBack, box, onLeave }: Props) {
  if (line === undefined) return <Text size="sm" c="dimmed">No line is picked. The arrow keys go from one to the next.</Text>;
  const state = STATES[line.state];
  const able = editable && line.state !== "left_out";
  return (
    <div>
      <Text size="xs" c="dimmed">Line {line.line}{line.until > line.line && `–${line.until}`}: {line.text}</Text>
      <Text fw={650} mt={2}>{naming(line)}</Text>
      <Text size="xs" c="dimmed">{[line.album, lasting(line.duration_ms), line.isrc].filter(Boolean).join(", ")}</Text>
      <Text size="sm" mt={6} role="status">
        {state?.words}{line.by !== null && line.state !== "review" && `, ${BY[line.by] ?? line.by}`}.{line.said !== null && <> {whoDid(line.said.actor)}, <Time at={line.said.at} how="relative" />.</>} {line.note}
      </Text>
      {line.track !== null && line.likely.every((one) => one.track.uri !== line.track!.uri) && <Chosen track={line.track} />}
      {line.likely.length > 0 && (
        <ol className="pw-likely" aria-label="What it may mean">
          {line.likely.map((one, place) => (
            <li key={one.track.uri}>
              <button type="button" disabled={!able} aria-pressed={line.uri === one.track.uri} onClick={() => onChoose({ choose: "track", uri: one.track.uri })}>
                <span className="pw-key" aria-hidden>{place + 1}</span>
                <span style={{ minWidth: 0 }}>
                  <b>{one.track.name}</b> <span className="pw-dim">{one.track.artist}</span>
                  <span className="pw-dim" style={{ display: "block", fontSize: 12 }}>{[one.track.album, lasting(one.track.duration_ms)].filter(Boolean).join(", ")}</span>
                  <span style={{ display: "block", fontSize: 12 }}>{one.why.join("; ")}</span>
                </span>
                <span className="pw-dim" style={{ fontSize: 12, whiteSpace: "nowrap" }}>{likely(one.score)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {line.state === "search" && <Text size="sm" c="dimmed">It is not known here: the search above looks for it, or take one yourself.</Text>}
      {able && (
        <>
          {line.state === "sure" && line.uri !== null && <Button fullWidth mt={6} onClick={() => onChoose({ choose: "track", uri: line.uri! })}>Take it</Button>}
          <Another key={line.number} account={account} box={box} onChosen={(uri) => onChoose({ choose: "track", uri })} onLeave={onLeave} />
          <Group gap={6} mt={10}>
            <Button size="compact-sm" variant="default" onClick={() => onChoose({ choose: "missing" })}>It does not exist</Button>
            <Button size="compact-sm" variant="default" onClick={() => onChoose({ choose: "skip" })}>Leave it out</Button>
            {onBack !== null && <Button size="compact-sm" variant="subtle" onClick={onBack}>Back</Button>}
          </Group>
          <p className="pw-keys"><span><kbd className="pw-key">j</kbd> <kbd className="pw-key">k</kbd> go</span><span><kbd className="pw-key">1</kbd>–<kbd className="pw-key">3</kbd> choose</span><span><kbd className="pw-key">Enter</kbd> take the best</span><span><kbd className="pw-key">n</kbd> does not exist</span><span><kbd className="pw-key">s</kbd> leave out</span><span><kbd className="pw-key">/</kbd> another</span><span><kbd className="pw-key">z</kbd> back</span></p>
        </>
      )}
    </div>
  );
}

function Chosen({ track }: { track: Track }) {
  return (
    <p style={{ margin: "8px 0", fontSize: "var(--mantine-font-size-sm)" }}>
      <b>{track.name}</b> <span className="pw-dim">{track.artist}</span>
      <span className="pw-dim" style={{ display: "block", fontSize: 12 }}>{[track.album, lasting(track.duration_ms)].filter(Boolean).join(", ")}</span>
    </p>
  );
}
