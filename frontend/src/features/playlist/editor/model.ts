/**
 * The editor's data: rows in an order, what was done to them, and the way back. Pure functions over plain values.
 *
 * What was done is kept as the stretch that changed (`at`, what stood there, what stands there now): undo without an end
 * costs as much memory as the changes, not as many copies of the list.
 */
import { folded } from "@/shared/text";

/** What is known of a track beside its name; absent where it is not known. */
export interface About {
  readonly album?: string | null;
  readonly albumId?: string | null;
  readonly durationMs?: number | null;
}

export interface Row extends About {
  /** Told apart from every other row of this draft, whatever it holds. */
  readonly key: string;
  /** Null for what is gone from Spotify's catalogue: it has a place and no name. */
  readonly uri: string | null;
  readonly artist: string;
  readonly name: string;
  readonly kind: string;
  readonly addedAt: string | null;
  /** Its place when the draft began, from 1; null for what came since. */
  readonly was: number | null;
}

interface Patch {
  readonly at: number;
  readonly out: readonly Row[];
  readonly in: readonly Row[];
}

export interface Draft {
  readonly base: readonly Row[];
  readonly rows: readonly Row[];
  readonly past: readonly Patch[];
  readonly future: readonly Patch[];
  /** How many rows were made in this draft: the next key. */
  readonly made: number;
}

export interface Item extends About {
  uri: string | null;
  artist: string;
  name: string;
  kind: string;
  addedAt: string | null;
}

export function begin(items: readonly Item[]): Draft {
  const rows = items.map((item, index) => ({ ...item, key: `b${index}`, was: index + 1 }));
  return { base: rows, rows, past: [], future: [], made: 0 };
}

/** The draft with nothing done to it: the same rows as it began with. */
export const undone = (draft: Draft): Draft => ({ base: draft.base, rows: draft.base, past: [], future: [], made: draft.made });

/** `Artist - Title` as the catalogue writes it; without a dash all of it is the title. */
export function parted(title: string | null, uri: string | null): { artist: string; name: string } {
  if (title === null) return { artist: "", name: uri ?? "No longer on Spotify" };
  const dash = title.indexOf(" - ");
  return dash < 0 ? { artist: "", name: title } : { artist: title.slice(0, dash), name: title.slice(dash + 3) };
}

/** The draft with its rows in another state; the same rows are no step. */
export function changed(draft: Draft, rows: readonly Row[]): Draft {
  const before = draft.rows;
  let at = 0;
  while (at < before.length && at < rows.length && before[at] === rows[at]) at += 1;
  let tail = 0;
  while (tail < before.length - at && tail < rows.length - at && before[before.length - 1 - tail] === rows[rows.length - 1 - tail]) tail += 1;
  const patch = { at, out: before.slice(at, before.length - tail), in: rows.slice(at, rows.length - tail) };
  if (patch.out.length === 0 && patch.in.length === 0) return draft;
  return { ...draft, rows, past: [...draft.past, patch], future: [] };
}

function spliced(rows: readonly Row[], at: number, out: number, put: readonly Row[]): Row[] {
  return [...rows.slice(0, at), ...put, ...rows.slice(at + out)];
}

export function undo(draft: Draft): Draft {
  const patch = draft.past.at(-1);
  if (patch === undefined) return draft;
  return { ...draft, rows: spliced(draft.rows, patch.at, patch.in.length, patch.out), past: draft.past.slice(0, -1), future: [...draft.future, patch] };
}

export function redo(draft: Draft): Draft {
  const patch = draft.future.at(-1);
  if (patch === undefined) return draft;
  return { ...draft, rows: spliced(draft.rows, patch.at, patch.out.length, patch.in), past: [...draft.past, patch], future: draft.future.slice(0, -1) };
}

/** The picked rows, in their order, as one block before what stood at `before` (0 the top, the length the bottom). */
export function moved(rows: readonly Row[], picked: ReadonlySet<string>, before: number): readonly Row[] {
  const block = rows.filter((row) => picked.has(row.key));
  const above = rows.slice(0, before).filter((row) => !picked.has(row.key));
  const below = rows.slice(before).filter((row) => !picked.has(row.key));
  const result = [...above, ...block, ...below];
  return result.every((row, index) => row === rows[index]) ? rows : result;
}

/** The picked rows one further up or down, each stretch as it is; at an end they stay. */
export function nudged(rows: readonly Row[], picked: ReadonlySet<string>, by: 1 | -1): readonly Row[] {
  const places = rows.flatMap((row, index) => (picked.has(row.key) ? [index] : []));
  if (places.length === 0) return rows;
  const to = by < 0 ? places[0]! - 1 : places.at(-1)! + 2;
  return to < 0 || to > rows.length ? rows : moved(rows, picked, to);
}

export function without(rows: readonly Row[], picked: ReadonlySet<string>): readonly Row[] {
  return rows.filter((row) => !picked.has(row.key));
}

/** What can be put in anew: tracks and episodes. Local files and what is gone can only be moved. */
export const addable = (item: Item): boolean => item.uri !== null && /^spotify:(track|episode):/.test(item.uri);

export const about = ({ album = null, albumId = null, durationMs = null }: About): About => ({ album, albumId, durationMs });

const anew = ({ uri, artist, name, kind, ...more }: Item, number: number): Row => ({ ...about(more), uri, artist, name, kind, addedAt: null, was: null, key: `n${number}` });

/** The draft with another track in the place of the row `key`. */
export function replaced(draft: Draft, key: string, item: Item): Draft {
  const next = changed(draft, draft.rows.map((row) => (row.key === key ? anew(item, draft.made) : row)));
  return next === draft ? draft : { ...next, made: draft.made + 1 };
}

/** The draft with items put in before `at`, and the keys they got. What cannot be added is left out. */
export function put(draft: Draft, items: readonly Item[], at: number): { draft: Draft; keys: string[] } {
  const fresh = items.filter(addable).map((item, index) => anew(item, draft.made + index));
  const next = changed(draft, spliced(draft.rows, at, 0, fresh));
  return { draft: { ...next, made: draft.made + fresh.length }, keys: fresh.map((row) => row.key) };
}

export type SortBy = "artist" | "name" | "album" | "duration" | "added" | "was";

/** The order of rows by one of their columns; what is not known comes last. */
export function ordered(by: SortBy, down: boolean, compare: (a: string, b: string) => number): (a: Row, b: Row) => number {
  const value = (row: Row): string | number | null => {
    const found = by === "added" ? row.addedAt : by === "duration" ? row.durationMs : row[by];
    return found === undefined || found === "" ? null : found;
  };
  return (a, b) => {
    const one = value(a);
    const other = value(b);
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    const order = typeof one === "number" && typeof other === "number" ? one - other : compare(String(one), String(other));
    return down ? -order : order;
  };
}

/** Rows that say the same as one above them. */
export function duplicates(rows: readonly Row[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const row of rows) {
    if (row.uri === null) continue;
    if (seen.has(row.uri)) again.add(row.key);
    seen.add(row.uri);
  }
  return again;
}

const sought = new WeakMap<Row, string>();

/** What a row is found by, folded; worked out once. */
export function wordsOf(row: Row): string {
  const known = sought.get(row);
  if (known !== undefined) return known;
  const words = folded(`${row.artist} ${row.name} ${row.album ?? ""}`);
  sought.set(row, words);
  return words;
}

/** What Spotify is asked for: what has no URI stays behind its predecessor by itself. */
export const uris = (rows: readonly Row[]): string[] => rows.flatMap((row) => (row.uri === null ? [] : [row.uri]));

export const dirty = (draft: Draft): boolean => draft.rows.length !== draft.base.length || draft.rows.some((row, index) => row !== draft.base[index]);
