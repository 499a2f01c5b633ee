/** What a table shows, as data: used for the screen, for finding, for sorting and for the export alike. */
import type { ReactNode } from "react";
import { collator, folded } from "../text";

export interface Column<Row> {
  id: string;
  header: string;
  /** The cell as text: exported, found, and shown where there is no `cell`. */
  text: (row: Row) => string;
  /** What it is sorted by, where that is not its text. */
  value?: (row: Row) => string | number | null;
  cell?: (row: Row) => ReactNode;
  /** A share of the width (`2fr`) or a fixed one (`90px`). */
  width: string;
  numeric?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
  fixed?: boolean;
}

export interface Sort {
  by: string;
  down: boolean;
}

/** Rows by one column; what has no value stands last either way, equal ones as they stood. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | null): readonly Row[] {
  const column = columns.find((one) => one.id === sort?.by);
  if (column === undefined || sort === null) return rows;
  const value = column.value ?? column.text;
  const sign = sort.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const one = value(a);
    const other = value(b);
    if (one === other) return 0;
    if (one === null || one === "") return 1;
    if (other === null || other === "") return -1;
    return sign * (typeof one === "number" && typeof other === "number" ? one - other : collator.compare(String(one), String(other)));
  });
}

/** Rows in which every word of `find` stands somewhere. */
export function found<Row>(rows: readonly Row[], columns: readonly Column<Row>[], find: string): readonly Row[] {
  const words = folded(find).split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = folded(columns.map((column) => column.text(row)).join("\n"));
    return words.every((word) => text.includes(word));
  });
}

/** `name` or `-name` in the address. */
export const sortOf = (text: string | undefined): Sort | null =>
  text === undefined || text === "" ? null : text.startsWith("-") ? { by: text.slice(1), down: true } : { by: text, down: false };
export const sortText = (sort: Sort | null): string | undefined => (sort === null ? undefined : (sort.down ? "-" : "") + sort.by);

/** The next order when a header is pressed: up, down, as it was. */
export function turned(sort: Sort | null, by: string): Sort | null {
  if (sort?.by !== by) return { by, down: false };
  return sort.down ? null : { by, down: true };
}
