/** Pairs in a list of which only what is seen is drawn: a tick says that the entry goes. */
import { Checkbox } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { titled } from "@/shared/text";
import type { Pair, Pairs } from "./queries";

const ROW_HEIGHT = 74;

interface Props {
  playlists: Pairs["playlists"];
  /** What there is instead comes in; else it stays. */
  comes: boolean;
  left: ReadonlySet<string>;
  onLeft: (uri: string, alone: boolean) => void;
}

const named = (track: Pair["track"], uri: string | null) => (track === null ? (uri ?? "") : `${track.artist} – ${track.name}`);
const beside = (track: Pair["track"]) => (track?.album == null ? "" : `, ${track.album}`);

export function PairList({ playlists, comes, left, onLeft }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => playlists.flatMap((one) => one.pairs.map((pair) => ({ playlist: titled(one.name), pair }))), [playlists]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 8, initialRect: { width: 700, height: 400 } });
  return (
    <div ref={scroller} className="pw-table" role="list" aria-label="Pairs" tabIndex={0} style={{ maxHeight: "42dvh" }}>
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const { playlist, pair } = rows[item.index]!;
          const going = !left.has(pair.uri);
          const goes = named(pair.track, pair.uri);
          return (
            <div key={item.index} role="listitem" aria-setsize={rows.length} aria-posinset={item.index + 1} className="pw-row pw-line" style={{ gridTemplateColumns: "24px minmax(0, 1fr)", height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}>
              <Checkbox aria-label={`${goes} goes from ${playlist}, place ${pair.place}`} checked={going} onChange={(event) => onLeft(pair.uri, !event.currentTarget.checked)} />
              <span className="pw-two" style={{ opacity: going ? 1 : 0.65 }}>
                <span>{going ? <del>{goes}</del> : goes}<span className="pw-dim">{beside(pair.track)}</span></span>
                <span>
                  {comes ? "→ " : pair.elsewhere === null ? "stays here" : `stays in ${titled(pair.elsewhere)}`}
                  {pair.other_uri !== pair.uri && <>{!comes && ": "}{named(pair.other, pair.other_uri)}<span className="pw-dim">{beside(pair.other)}</span></>}
                </span>
                <span className="pw-dim" style={{ fontSize: 12 }}>{going ? "" : "Left alone. "}{pair.why}; {playlist}, place {pair.place}</span>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
