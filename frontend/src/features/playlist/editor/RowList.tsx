/** The rows: only those that are seen are drawn; dragged by mouse, touch or keyboard, one or many. */
import { DndContext, DragOverlay, MouseSensor, TouchSensor, useDraggable, useSensor, useSensors } from "@dnd-kit/core";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, type MouseEvent, startTransition, useCallback, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import { albumCover, Cover } from "@/shared/Cover";
import { go, type Picking, press, step, toggle } from "@/shared/table/picking";
import { counted, lasting } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { useDropPlace } from "./dropPlace";
import type { Row } from "./model";

export const ROW_HEIGHT = 40;

export interface ListHandle {
  reveal: (index: number) => void;
  focus: () => void;
}

interface Props {
  rows: readonly Row[];
  picking: Picking;
  onPicking: (picking: Picking) => void;
  editable: boolean;
  again: ReadonlySet<string>;
  /** What a country does not play, by URI, with when that was asked. */
  closed: ReadonlyMap<string, string>;
  hits: ReadonlySet<string>;
  onMove: (picked: ReadonlySet<string>, before: number) => void;
  /** Keys that are about more than moving within the list; true when it was one. */
  onKey: (event: KeyboardEvent) => boolean;
  onCopy: (event: React.ClipboardEvent) => void;
  onCut: (event: React.ClipboardEvent) => void;
  onPaste: (event: React.ClipboardEvent) => void;
  handle: React.Ref<ListHandle>;
}

export function RowList(props: Props) {
  const { rows, picking, onPicking, editable, again, closed, hits, onMove, handle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const [dragged, setDragged] = useState<string | null>(null);
  const [lifted, setLifted] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const at = usePlace(rows, picking.active);
  const draggedAt = usePlace(rows, dragged);
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 10, initialRect: { width: 800, height: 600 },
    // Drawn with the next frame: drawing within each event of a wheel makes long tasks of many short ones.
    useFlushSync: false,
    // The row under the finger stays in the page: touches are only told of while it does.
    rangeExtractor: (range) => (draggedAt < 0 ? defaultRangeExtractor(range) : [...new Set([...defaultRangeExtractor(range), draggedAt])].sort((a, b) => a - b)),
  });
  useImperativeHandle(handle, () => ({
    reveal: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    focus: () => scroller.current?.focus(),
  }));
  const drop = useDropPlace(scroller, line, ROW_HEIGHT, rows.length);
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 10 } }));

  const latest = useRef({ picking, rows, onPicking });
  useEffect(() => {
    latest.current = { picking, rows, onPicking };
  });
  const pressed = useCallback((event: MouseEvent, key: string) => {
    const now = latest.current;
    now.onPicking(press(now.picking, keysOf(now.rows), key, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey }));
  }, []);
  const ticked = useCallback((key: string) => latest.current.onPicking({ ...toggle(latest.current.picking, key), active: key }), []);

  const carried = (key: string | null): ReadonlySet<string> => (key === null ? new Set() : picking.picked.has(key) ? picking.picked : new Set([key]));
  const put = (before: number, key: string | null) => {
    const moving = carried(key);
    onMove(moving, before);
    setSaid(`${counted(moving.size, "track")} put at place ${before + 1}.`);
  };
  const lift = (to: number) => {
    setLifted(to);
    drop.show(to);
    virtual.scrollToIndex(Math.min(to, rows.length - 1));
    setSaid(`Before place ${to + 1} of ${rows.length}.`);
  };
  const settle = () => {
    setLifted(null);
    drop.hide();
  };

  const key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    if (lifted !== null) {
      const to = step(event.key, lifted, rows.length + 1, page);
      if (to !== null) lift(to);
      else if (event.key === "Enter" || event.key === " " || event.key.toLowerCase() === "m") {
        settle();
        put(lifted, picking.active);
      } else if (event.key === "Escape") {
        settle();
        setSaid("Left where they were.");
      } else return;
      event.preventDefault();
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const to = event.altKey ? null : step(event.key, at, rows.length, page);
    if (to !== null) {
      onPicking(go(picking, keysOf(rows), to, event.shiftKey));
      virtual.scrollToIndex(to);
    } else if (plain && event.key === " " && picking.active !== null) onPicking(toggle(picking, picking.active));
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) onPicking({ ...picking, picked: new Set(keysOf(rows)) });
    else if (event.key === "Escape") onPicking({ ...picking, picked: new Set() });
    else if (editable && plain && event.key.toLowerCase() === "m" && at >= 0) {
      lift(at);
      setSaid(`${counted(carried(picking.active).size, "track")} picked up. The arrow keys choose the place, Enter puts them there, Escape leaves them.`);
    } else if (!props.onKey(event)) return;
    event.preventDefault();
  };

  return (
    <DndContext
      sensors={sensors} autoScroll={false}
      accessibility={{ announcements: { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined } }}
      onDragStart={({ active, activatorEvent }) => {
        setDragged(String(active.id));
        drop.begin(activatorEvent);
      }}
      onDragCancel={() => {
        setDragged(null);
        drop.end();
      }}
      onDragEnd={({ active }) => {
        setDragged(null);
        const before = drop.end();
        // In pieces between frames: the list, its tools and its plan are drawn anew.
        if (before !== null) startTransition(() => put(before, String(active.id)));
      }}
    >
      <div
        ref={scroller} className="pw-table pw-rows" tabIndex={0} role="grid" aria-label="Tracks" aria-rowcount={rows.length} aria-multiselectable
        aria-activedescendant={at >= 0 ? `${prefix}-${at}` : undefined} onKeyDown={key} onCopy={props.onCopy} onCut={props.onCut} onPaste={props.onPaste}
      >
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]!;
            return (
              <Line
                key={row.key} id={`${prefix}-${item.index}`} row={row} index={item.index} start={item.start} picked={picking.picked.has(row.key)} active={item.index === at}
                again={again.has(row.key)} closedAt={row.uri === null ? undefined : closed.get(row.uri)} hit={hits.has(row.key)} carried={dragged !== null && carried(dragged).has(row.key)} editable={editable} onPress={pressed} onTick={ticked}
              />
            );
          })}
          <div ref={line} className="pw-drop" aria-hidden />
        </div>
      </div>
      <DragOverlay dropAnimation={null}>{dragged !== null && <div className="pw-ghost">{carried(dragged).size === 1 ? rows[draggedAt]?.name : counted(carried(dragged).size, "track")}</div>}</DragOverlay>
      <div className="pw-skip" role="status" aria-live="assertive">{said}</div>
    </DndContext>
  );
}

const listed = new WeakMap<readonly Row[], readonly string[]>();

/** The keys of the rows, in order: gathered once, and only when somebody picks. */
function keysOf(rows: readonly Row[]): readonly string[] {
  const known = listed.get(rows);
  if (known !== undefined) return known;
  const keys = rows.map((row) => row.key);
  listed.set(rows, keys);
  return keys;
}

/** Where the row `key` stands; -1: nowhere. */
const usePlace = (rows: readonly Row[], key: string | null): number => useMemo(() => (key === null ? -1 : rows.findIndex((row) => row.key === key)), [rows, key]);

interface LineProps {
  id: string;
  row: Row;
  index: number;
  start: number;
  picked: boolean;
  active: boolean;
  again: boolean;
  closedAt: string | undefined;
  hit: boolean;
  carried: boolean;
  editable: boolean;
  onPress: (event: MouseEvent, key: string) => void;
  onTick: (key: string) => void;
}

const Line = memo(function Line({ id, row, index, start, picked, active, again, closedAt, hit, carried, editable, onPress, onTick }: LineProps) {
  const { setNodeRef, listeners } = useDraggable({ id: row.key, disabled: !editable });
  const gone = row.uri === null;
  return (
    <div
      ref={setNodeRef} id={id} role="row" aria-rowindex={index + 1} aria-selected={picked} data-active={active || undefined} data-carried={carried || undefined} data-hit={hit || undefined}
      className="pw-row pw-line pw-track" style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }} onClick={(event) => onPress(event, row.key)} onMouseDown={listeners?.onMouseDown as never}
    >
      <div role="gridcell" className="pw-cell" onClick={(event) => { event.stopPropagation(); onTick(row.key); }}><span aria-hidden className="pw-tick" data-on={picked || undefined} /></div>
      <div role="gridcell" className="pw-cell pw-number pw-dim">{index + 1}</div>
      <div role="gridcell" className="pw-cell pw-two" style={gone || closedAt !== undefined ? { opacity: 0.75, fontStyle: "italic" } : undefined}><b>{row.name}</b><span className="pw-dim">{row.artist}</span></div>
      <div role="gridcell" className="pw-cell pw-dim pw-album">{row.albumId != null && <Cover name={row.album ?? ""} src={albumCover(row.albumId)} size={28} />}<span className="pw-two"><span>{row.album}</span></span></div>
      <div role="gridcell" className="pw-cell pw-marks">
        {row.was === null && <span className="pw-mark" data-tone="new">new</span>}
        {again && <span className="pw-mark">twice</span>}
        {closedAt !== undefined && <span className="pw-mark" title={`It could not be played when that was asked: ${closedAt.slice(0, 10)}`}>greyed out</span>}
        {gone && <span className="pw-mark" title="It keeps its place behind the track before it">gone</span>}
        {row.kind === "local" && <span className="pw-mark">local file</span>}
        {row.kind === "episode" && <span className="pw-mark">episode</span>}
      </div>
      <div role="gridcell" className="pw-cell pw-number pw-dim pw-lasts">{lasting(row.durationMs)}</div>
      <div role="gridcell" className="pw-cell pw-dim pw-when">{row.addedAt === null ? "" : <Time at={row.addedAt} />}</div>
      <div role="gridcell" className="pw-cell">{editable && <span aria-hidden className="pw-grip" onTouchStart={listeners?.onTouchStart as never}>⠿</span>}</div>
    </div>
  );
});
