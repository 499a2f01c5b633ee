/** The table of every list: only what is seen is drawn; sorted by its headers, used by mouse or keyboard alike. */
import { Button, Menu } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef } from "react";
import { type Column, type Sort, sorted, turned } from "./columns";
import { csv, download, json } from "./csv";
import { go, type Picking, press, step, toggle } from "./picking";

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  id: (row: Row) => string;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  /** With it rows can be picked. */
  picking?: Picking;
  onPicking?: (picking: Picking) => void;
  onOpen?: (row: Row) => void;
  empty?: ReactNode;
  rowHeight?: number;
  /** In pixels, or as tall as the window allows. */
  height?: number | string;
}

export function ExportButton<Row>({ name, rows, columns }: { name: string; rows: readonly Row[]; columns: readonly Column<Row>[] }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" disabled={rows.length === 0}>Export</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => download(`${name}.csv`, csv(rows, columns))}>CSV, for spreadsheets</Menu.Item>
        <Menu.Item onClick={() => download(`${name}.json`, json(rows, columns))}>JSON, for programs</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function DataTable<Row>(props: Props<Row>) {
  const { label, rows, id, sort, onSort, picking, onPicking, onOpen, empty, rowHeight = 40, height = "calc(100dvh - 250px)" } = props;
  const phone = useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
  const columns = useMemo(() => props.columns.filter((column) => !(phone && column.wide)), [props.columns, phone]);
  const lines = useMemo(() => sorted(rows, props.columns, sort), [rows, props.columns, sort]);
  const ids = useMemo(() => lines.map(id), [lines, id]);
  const scroller = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const virtual = useVirtualizer({
    count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12, initialRect: { width: 800, height: 600 },
  });
  const template = `${picking ? "34px " : ""}${columns.map((column) => (column.width.endsWith("fr") ? `minmax(0, ${column.width})` : column.width)).join(" ")}`;
  const active = picking?.active ?? null;
  const at = active === null ? -1 : ids.indexOf(active);

  const key = (event: KeyboardEvent) => {
    if (picking === undefined || onPicking === undefined || event.target !== event.currentTarget) return;
    const to = step(event.key, at, lines.length, Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2));
    const row = lines[at];
    if (to !== null) {
      onPicking(go(picking, ids, to, event.shiftKey));
      virtual.scrollToIndex(to);
    } else if (event.key === " " && active !== null) onPicking(toggle(picking, active));
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) onPicking({ ...picking, picked: new Set(ids) });
    else if (event.key === "Escape") onPicking({ ...picking, picked: new Set() });
    else if (event.key === "Enter" && row !== undefined) onOpen?.(row);
    else return;
    event.preventDefault();
  };

  const head = columns.map((column) => {
    const order = sort?.by === column.id ? (sort.down ? "descending" : "ascending") : "none";
    return (
      <div key={column.id} role="columnheader" aria-sort={column.fixed ? undefined : order} className={column.numeric ? "pw-cell pw-number" : "pw-cell"}>
        {column.fixed ? column.header : (
          <button type="button" className="pw-sort" onClick={() => onSort(turned(sort, column.id))}>
            {column.header}
            <span aria-hidden>{order === "ascending" ? " ↑" : order === "descending" ? " ↓" : ""}</span>
          </button>
        )}
      </div>
    );
  });
  const everything = picking !== undefined && lines.length > 0 && picking.picked.size >= lines.length;

  return (
    <div
      ref={scroller} className="pw-table" style={{ maxHeight: height }} tabIndex={0} onKeyDown={key} aria-label={label}
      role={picking ? "grid" : "table"} aria-rowcount={lines.length + 1} aria-multiselectable={picking ? true : undefined}
      aria-activedescendant={at >= 0 && picking ? `${prefix}-${at}` : undefined}
    >
      <div role="rowgroup" className="pw-head">
        <div role="row" aria-rowindex={1} className="pw-row" style={{ gridTemplateColumns: template }}>
          {picking && (
            <div role="columnheader" className="pw-cell">
              <button
                type="button" className="pw-tick" role="checkbox" aria-checked={everything} aria-label="Pick all"
                onClick={() => onPicking?.({ ...picking, picked: everything ? new Set() : new Set(ids) })}
              />
            </div>
          )}
          {head}
        </div>
      </div>
      {lines.length === 0 ? (
        <div role="rowgroup"><div role="row"><div role={picking ? "gridcell" : "cell"}>{empty}</div></div></div>
      ) : (
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = lines[item.index]!;
            const rowId = ids[item.index]!;
            const picked = picking?.picked.has(rowId);
            return (
              // Keys are heard by the table itself, which says by aria-activedescendant where they are.
              <div
                key={rowId} id={`${prefix}-${item.index}`} role="row" aria-rowindex={item.index + 2} aria-selected={picked}
                data-active={item.index === at || undefined}
                className="pw-row pw-line" style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${item.start}px)` }}
                onClick={(event) => {
                  if ((event.target as HTMLElement).closest("a,button") !== null) return;
                  if (picking !== undefined) onPicking?.(press(picking, ids, rowId, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey }));
                  else onOpen?.(row);
                }}
                onDoubleClick={() => onOpen?.(row)}
              >
                {picking && (
                  <div role="gridcell" className="pw-cell" onClick={(event) => { event.stopPropagation(); onPicking?.({ ...toggle(picking, rowId), active: rowId }); }}>
                    <span aria-hidden className="pw-tick" data-on={picked || undefined} />
                  </div>
                )}
                {columns.map((column) => (
                  <div key={column.id} role={picking ? "gridcell" : "cell"} className={column.numeric ? "pw-cell pw-number" : "pw-cell"}>
                    {column.cell ? column.cell(row) : column.text(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}
