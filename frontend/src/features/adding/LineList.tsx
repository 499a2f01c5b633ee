/** Pasted lines with what each came to: only those that are seen are drawn; every key goes to the line that is active. */
import { Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type Ref, useEffect, useId, useImperativeHandle, useRef } from "react";
import { Word } from "@/shared/states/Word";
import type { Line } from "./queries";
import { naming, STATES } from "./reviewing";

const ROW_HEIGHT = 52;

interface Props {
  lines: readonly Line[];
  /** The place of the line that is active; -1: none is. */
  at: number;
  onAt: (place: number) => void;
  /** True when the key meant something. */
  onKey: (key: string) => boolean;
  handle: Ref<{ focus: () => void }>;
}

export function LineList({ lines, at, onAt, onKey, handle }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 10, initialRect: { width: 800, height: 600 } });
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus() }));
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    if (onKey(event.key)) event.preventDefault();
  };
  return (
    <div ref={scroller} className="pw-table" role="grid" aria-label="Pasted lines" aria-rowcount={lines.length} tabIndex={0} onKeyDown={key} aria-activedescendant={at >= 0 ? `${prefix}-${at}` : undefined}>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index]!;
          return (
            <div
              key={line.number} id={`${prefix}-${item.index}`} role="row" aria-rowindex={item.index + 1} aria-selected={item.index === at} data-active={item.index === at || undefined}
              className="pw-row pw-line pw-pasted" style={{ transform: `translateY(${item.start}px)` }} onClick={() => onAt(item.index)}
            >
              <Row line={line} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Row({ line }: { line: Line }) {
  const state = STATES[line.state] ?? { words: line.state, tone: "quiet" as const };
  const found = line.track ?? (line.state === "review" ? line.likely[0]?.track : undefined);
  const match = found === undefined || found === null ? line.note : `${found.artist} – ${found.name}`;
  return (
    <>
      <span role="gridcell" className="pw-dim pw-number" style={{ fontSize: 12 }}>{line.line}</span>
      <span role="gridcell" className="pw-pasted-words">
        <span>{naming(line)}</span>
        <span className="pw-dim" style={{ fontSize: 12 }}><span className="pw-phone-match">{match}</span><span className="pw-pasted-text">{line.text === naming(line) ? "" : line.text}</span></span>
      </span>
      <span role="gridcell" className="pw-pasted-words pw-pasted-found">
        {found == null ? <span className="pw-dim">{line.note}</span> : (
          <>
            <span style={{ opacity: line.track === null ? 0.65 : 1 }}>{found.name}{line.track === null && "?"}</span>
            <span className="pw-dim" style={{ fontSize: 12 }}>{found.artist}{found.album !== null && `, ${found.album}`}</span>
          </>
        )}
      </span>
      <span role="gridcell" className="pw-state-words">
        <Word tone={state.tone}>{state.words}</Word>
        {line.twin !== null && <Text span size="xs" c="dimmed" display="block">as line {line.twin}</Text>}
      </span>
    </>
  );
}
