/** Drafts as they are kept in this browser: a closed tab loses nothing. */
import { about, begin, changed, type Draft, type Item, merged, type Row } from "./model";

interface Kept {
  version: number | null;
  base: (string | null)[];
  /** A place in `base`, or what was put in. */
  rows: (number | Item)[];
}

const at = (playlist: string) => `playwarden-draft-${playlist}`;

export function asKept(draft: Draft, version: number | null): Kept {
  return {
    version,
    base: draft.base.map((row) => row.uri),
    rows: draft.rows.map((row) => row.was ?? { ...about(row), uri: row.uri, artist: row.artist, name: row.name, kind: row.kind, addedAt: row.addedAt }),
  };
}

/** The draft that was kept, over what stands there now; what changed meanwhile is kept as well. */
export function restored(kept: Kept, items: readonly Item[], version: number | null): Draft {
  const known = new Map(items.map((item) => [item.uri, item]));
  const base = kept.base.map((uri) => known.get(uri) ?? { uri, artist: "", name: uri ?? "", kind: "track", addedAt: null });
  const same = kept.version === version && base.length === items.length;
  let draft = begin(same ? items : base);
  const rows = kept.rows.map((one, index): Row | undefined => (typeof one === "number" ? draft.base[one - 1] : { ...one, key: `n${index}`, was: null }));
  draft = { ...changed(draft, rows.filter((row) => row !== undefined)), made: kept.rows.length };
  return same ? draft : merged(draft, items);
}

export function keep(playlist: string, draft: Draft | null, version: number | null): void {
  try {
    if (draft === null) localStorage.removeItem(at(playlist));
    else localStorage.setItem(at(playlist), JSON.stringify(asKept(draft, version)));
  } catch {
    // A full or forbidden storage keeps no drafts; editing goes on.
  }
}

export function opened(playlist: string, items: readonly Item[], version: number | null): Draft {
  try {
    const text = localStorage.getItem(at(playlist));
    if (text !== null) return restored(JSON.parse(text) as Kept, items, version);
  } catch {
    // What cannot be read is no draft of ours.
  }
  return begin(items);
}
