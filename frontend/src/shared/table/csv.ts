/** What a table shows, as a file that spreadsheets open. */
import type { Column } from "./columns";

const FORMULA = /^[=+\-@\t\r]/;

function cell(text: string): string {
  // A spreadsheet would run a text that begins like a formula; numbers may begin with a minus.
  const safe = FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map((column) => cell(column.header)), ...rows.map((row) => columns.map((column) => cell(column.text(row))))];
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

/** The same for programs: a list of objects, by the headings; what a column sorts by where that is more than its text. */
export function json<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const values = (row: Row) => Object.fromEntries(columns.map((column) => [column.header, column.value === undefined ? column.text(row) : column.value(row)]));
  return `${JSON.stringify(rows.map(values), null, 2)}\n`;
}

/** Hands the viewer a file. The mark at the beginning of a table tells spreadsheets that it is UTF-8. */
export function download(name: string, text: string): void {
  const parts = name.endsWith(".csv") ? ["\ufeff", text] : [text];
  const address = URL.createObjectURL(new Blob(parts, { type: name.endsWith(".csv") ? "text/csv;charset=utf-8" : "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
