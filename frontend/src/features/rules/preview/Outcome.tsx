/** The tracks that are in, each with why, and those that are out; any of them tells its whole story. */
import { Group, SegmentedControl, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { number } from "@/shared/text";
import type { Result, RowTold } from "../types";

const WAIT_MS = 250;

interface Props {
  told: Result;
  find: string;
  onFind: (find: string) => void;
  onExplain: (uri: string) => void;
}

export function Outcome({ told, find, onFind, onExplain }: Props) {
  const [side, setSide] = useState<"in" | "out">("in");
  const [typed, setTyped] = useState(find);
  useEffect(() => {
    if (typed === find) return undefined;
    const timer = setTimeout(() => onFind(typed), WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed, find, onFind]);
  const rows: readonly RowTold[] = find !== "" ? told.found : side === "in" ? told.items : told.out;
  const of = side === "in" ? told.total : told.out_total;
  return (
    <div>
      <Group gap="xs" mb={6}>
        <SegmentedControl size="xs" aria-label="Which tracks" value={side} onChange={(value) => setSide(value === "out" ? "out" : "in")} data={[{ value: "in", label: `In ${number(told.total)}` }, { value: "out", label: `Out ${number(told.out_total)}` }]} />
        <TextInput size="xs" aria-label="Find a track" placeholder="Is a track in, and why?" leftSection={<IconSearch size={14} aria-hidden />} style={{ flex: "1 1 140px" }} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      </Group>
      {rows.length === 0 ? <Text size="sm" c="dimmed" p="xs">{find !== "" ? "No track is called so, nor by anybody called so." : side === "in" ? "No track gets through." : "No track is left out."}</Text> : (
        <ol className="pw-outcome" aria-label={find !== "" ? "Tracks found" : side === "in" ? "Tracks that are in" : "Tracks that are out"} tabIndex={0}>
          {rows.map((row, index) => (
            <li key={`${row.uri} ${index}`}>
              <button type="button" className="pw-outcome-line" onClick={() => onExplain(row.uri)}>
                <span className="pw-dim pw-number">{row.position ?? "–"}</span>
                <span style={{ minWidth: 0 }}>
                  <span className="pw-outcome-title">{row.title} <span className="pw-dim">{row.artists.map((one) => one.name).join(", ")}</span></span>
                  <span className="pw-outcome-why">{row.position === null && find !== "" ? `Out: ${row.why}` : row.why}</span>
                </span>
                <span className="pw-marks">
                  {row.pinned && <span className="pw-mark">pinned</span>}
                  {row.fresh && row.position !== null && <span className="pw-mark" data-tone="new">new</span>}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {rows.length < of && find === "" && <Text size="xs" c="dimmed" mt={4}>The first {number(rows.length)} of {number(of)}: find the others by their words.</Text>}
    </div>
  );
}
