/** What happens to a list, line by line: signs, words and colours say the same. */
import { Text } from "@mantine/core";

export interface Line {
  sign: string;
  position: number;
  title: string;
  count?: number;
}

const SAID: Record<string, string> = { "+": "added", "-": "removed", "~": "moved, keeps its date", "*": "out and in again, loses its date" };
const MOST = 400;

export function Diff({ lines, label = "What changes" }: { lines: readonly Line[]; label?: string }) {
  if (lines.length === 0) return null;
  return (
    <div className="pw-diff" role="list" aria-label={label} tabIndex={0}>
      {lines.slice(0, MOST).map((line, index) => (
        <div key={index} role="listitem" data-sign={line.sign}>
          <span aria-hidden>{line.sign}</span>
          <span className="pw-dim">{line.position}</span>
          <span>
            {line.title}
            {(line.count ?? 1) > 1 && ` and ${(line.count ?? 1) - 1} more behind it`}
            <span className="pw-dim"> {SAID[line.sign]}</span>
          </span>
        </div>
      ))}
      {lines.length > MOST && <Text p="xs" c="dimmed" size="sm" role="listitem">… and {lines.length - MOST} more lines</Text>}
    </div>
  );
}

/** A text or flag before and after. */
export function Detail({ name, before, after }: { name: string; before: unknown; after: unknown }) {
  return (
    <Text size="sm" component="div">
      <span className="pw-dim">{name}: </span>
      <del style={{ background: "var(--pw-removed)" }}>{said(before)}</del> → <ins style={{ background: "var(--pw-added)", textDecoration: "none" }}>{said(after)}</ins>
    </Text>
  );
}

function said(value: unknown): string {
  if (value === null || value === undefined) return "not provided";
  if (typeof value === "boolean") return value ? "yes" : "no";
  const text = String(value);
  return text.trim() === "" ? "(blank)" : text;
}
