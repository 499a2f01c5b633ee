/** A waiting plan line by line, with what may be said of each: drop it, keep it, put it elsewhere. */
import { Button, NumberInput, Text } from "@mantine/core";
import type { Change, Line, Said } from "./overrides";

const SAID: Record<Line["sign"], string> = { "+": "comes in", "-": "goes out", "~": "is moved", "*": "out and in again" };
const MOST = 400;

export const keyOf = (line: Line): string => `${line.sign === "-" ? "now" : "then"} ${line.position}`;

interface Props {
  lines: readonly Line[];
  total: number;
  said: Readonly<Record<string, Said>>;
  onSay: (key: string, change: Change | null) => void;
}

export function PlanLines({ lines, total, said, onSay }: Props) {
  // What is kept makes the list longer; a place beyond its end is refused in the preview.
  const most = total + lines.filter((line) => line.sign === "-").length;
  return (
    <div className="pw-diff" role="list" aria-label="What the plan does" tabIndex={0}>
      {lines.slice(0, MOST).map((line) => {
        const key = keyOf(line);
        return <One key={key} line={line} most={most} change={said[key] as Change | undefined} onSay={(change) => onSay(key, change)} />;
      })}
      {lines.length > MOST && <Text p="xs" c="dimmed" size="sm" role="listitem">… and {lines.length - MOST} more lines</Text>}
    </div>
  );
}

function One({ line, most, change, onSay }: { line: Line; most: number; change: Change | undefined; onSay: (change: Change | null) => void }) {
  const verb = line.sign === "-" ? "keep" : "drop";
  const base = { uri: line.uri, position: line.position };
  const on = change?.verb === verb;
  return (
    <div role="listitem" data-sign={line.sign}>
      <span aria-hidden>{line.sign}</span>
      <span className="pw-dim">{line.position}</span>
      <span style={{ display: "flex", gap: 8, alignItems: "center", flexWrap: "wrap" }}>
        <span style={{ flex: "1 1 160px", textDecoration: change?.verb === "drop" ? "line-through" : undefined }}>{line.title} <span className="pw-dim">{SAID[line.sign]}</span></span>
        <Button size="compact-xs" variant={on ? "filled" : "default"} aria-pressed={on} aria-label={`${verb === "keep" ? "Keep" : "Drop"} ${line.title}`} onClick={() => onSay(on ? null : { verb, ...base })}>
          {verb === "keep" ? "Keep" : "Drop"}
        </Button>
        {line.sign !== "-" && (
          <NumberInput
            size="xs" w={84} min={1} max={most} allowDecimal={false} hideControls placeholder="Put at" aria-label={`Put ${line.title} at`}
            value={change?.verb === "put" ? (change.at ?? "") : ""} disabled={change?.verb === "drop"}
            onChange={(at) => onSay(typeof at === "number" ? { verb: "put", ...base, at } : null)}
          />
        )}
      </span>
    </div>
  );
}
