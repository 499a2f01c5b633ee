/** Drafts as the server keeps them, and what of them could not be sent yet, in this browser. */
import type { Schemas } from "@/api/client";
import { begin, changed, type Draft, type Item, type Row } from "./model";

export type Piece = Schemas["DraftBody"]["rows"][number];

export interface Kept {
  version: number | null;
  base: (string | null)[];
  rows: Piece[];
}

/** A draft as it is sent: stretches of the base by their first and last place, and what was put in. */
export function asKept(draft: Draft, version: number | null): Kept {
  const rows: Piece[] = [];
  let first = 0;
  let last = 0;
  const close = () => {
    if (first > 0) rows.push(first === last ? first : [first, last]);
    first = last = 0;
  };
  for (const row of draft.rows) {
    const place = row.was;
    if (place === null || draft.base[place - 1]?.key !== row.key) {
      close();
      if (row.uri !== null) rows.push({ uri: row.uri, artist: row.artist, name: row.name, kind: row.kind === "episode" ? "episode" : "track", album: row.album ?? null, album_id: row.albumId ?? null, duration_ms: row.durationMs ?? null });
    } else if (first > 0 && place === last + 1) last = place;
    else {
      close();
      first = last = place;
    }
  }
  close();
  return { version, base: baseOf(draft.base), rows };
}

const bases = new WeakMap<readonly Row[], (string | null)[]>();

/** What a draft began with, as it is sent: one and the same list as long as it is the same base. */
function baseOf(rows: readonly Row[]): (string | null)[] {
  const known = bases.get(rows);
  if (known !== undefined) return known;
  const base = rows.map((row) => row.uri);
  bases.set(rows, base);
  return base;
}

/** The draft that was kept, over what stood there when it began. `names` knows the items that are shown. */
export function restored(kept: Kept, names: readonly Item[], titled: (uri: string) => { artist: string; name: string } | undefined = () => undefined): Draft {
  const known = new Map(names.map((item) => [item.uri, item]));
  const same = kept.base.length === names.length && kept.base.every((uri, index) => uri === names[index]!.uri);
  const base = kept.base.map((uri): Item => known.get(uri) ?? { uri, ...(titled(uri ?? "") ?? { artist: "", name: uri ?? "No longer on Spotify" }), kind: "track", addedAt: null });
  const draft = begin(same ? names : base);
  const rows: Row[] = [];
  for (const piece of kept.rows) {
    if (typeof piece === "number") take(piece, piece);
    else if (Array.isArray(piece)) take(piece[0]!, piece[1]!);
    else rows.push({ uri: piece.uri, artist: piece.artist, name: piece.name === "" ? piece.uri : piece.name, kind: piece.kind, addedAt: null, album: piece.album ?? null, albumId: piece.album_id ?? null, durationMs: piece.duration_ms ?? null, key: `n${rows.length}`, was: null });
  }
  function take(first: number, last: number): void {
    for (let place = first; place <= last; place += 1) {
      const row = draft.base[place - 1];
      if (row !== undefined) rows.push(row);
    }
  }
  return { ...changed(draft, rows), made: rows.length };
}

const texts = new WeakMap<Kept["base"], string>();

/** Tells one base from another; ten thousand addresses are written out once. */
export function baseText({ version, base }: Pick<Kept, "version" | "base">): string {
  const known = texts.get(base) ?? JSON.stringify(base);
  texts.set(base, known);
  return `${version} ${known}`;
}

/** What this browser could not send yet: over which kept draft (`tag`; null: over none) and what it holds. */
export interface Unsent {
  tag: string | null;
  /** Null: it was discarded. */
  kept: Kept | null;
  at: string;
}

const places = (member: string, playlist: string) => `playwarden-unsent-${member}-${playlist}-`;
/** Each tab has a place of its own: one that has sent its draft takes nothing away that another could not send. */
const TAB = Math.random().toString(36).slice(2);
/** What was taken over from a tab that is gone, by the places of its playlist. */
const taken = new Map<string, string>();

function unsentAt(place: string): Unsent | null {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "null") as Unsent | null;
  } catch {
    // What cannot be read is nothing of ours.
    return null;
  }
}

export const unsent = {
  /** The latest of what tabs could not send. */
  read(member: string, playlist: string): Unsent | null {
    const begin = places(member, playlist);
    let latest: Unsent | null = null;
    try {
      for (const place of Object.keys(localStorage).filter((each) => each.startsWith(begin))) {
        const found = unsentAt(place);
        if (found === null || (latest !== null && found.at <= latest.at)) continue;
        latest = found;
        taken.set(begin, place);
      }
    } catch {
      // A forbidden storage keeps nothing.
    }
    return latest;
  },
  write(member: string, playlist: string, what: Unsent): void {
    try {
      localStorage.setItem(places(member, playlist) + TAB, JSON.stringify(what));
    } catch {
      // A full or forbidden storage keeps nothing; the server does as soon as it answers.
    }
  },
  clear(member: string, playlist: string): void {
    const begin = places(member, playlist);
    try {
      localStorage.removeItem(begin + TAB);
      localStorage.removeItem(taken.get(begin) ?? begin);
      taken.delete(begin);
    } catch {
      // As above.
    }
  },
};

/** Whether both hold the same rows over the same base. */
export const alike = (one: Kept, other: Pick<Kept, "base" | "rows">): boolean => JSON.stringify([one.base, one.rows]) === JSON.stringify([other.base, other.rows]);
