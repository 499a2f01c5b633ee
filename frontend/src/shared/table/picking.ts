/** Which rows are picked: single ones, with ctrl more of them, with shift a whole stretch. */
export interface Picking {
  picked: ReadonlySet<string>;
  /** Where a stretch begins. */
  anchor: string | null;
  /** Where the keyboard is. */
  active: string | null;
}

export const NOTHING: Picking = { picked: new Set(), anchor: null, active: null };

function stretch(ids: readonly string[], from: string | null, to: string): string[] {
  const end = ids.indexOf(to);
  const begin = from === null ? end : ids.indexOf(from);
  if (end < 0) return [];
  return ids.slice(Math.min(begin < 0 ? end : begin, end), Math.max(begin, end) + 1);
}

/** A press on a row. */
export function press(now: Picking, ids: readonly string[], id: string, keys: { shift: boolean; ctrl: boolean }): Picking {
  if (keys.shift) {
    const more = stretch(ids, now.anchor ?? now.active, id);
    return { picked: new Set(keys.ctrl ? [...now.picked, ...more] : more), anchor: now.anchor ?? now.active ?? id, active: id };
  }
  if (keys.ctrl) return { ...toggle(now, id), active: id, anchor: id };
  return { picked: new Set([id]), anchor: id, active: id };
}

export function toggle(now: Picking, id: string): Picking {
  const picked = new Set(now.picked);
  if (!picked.delete(id)) picked.add(id);
  return { ...now, picked, anchor: id };
}

/** The keyboard goes to another row; with `extend` everything on the way is picked. */
export function go(now: Picking, ids: readonly string[], to: number, extend: boolean): Picking {
  const id = ids[Math.max(0, Math.min(ids.length - 1, to))];
  if (id === undefined) return now;
  if (!extend) return { ...now, active: id, anchor: id };
  const anchor = now.anchor ?? now.active ?? id;
  return { picked: new Set(stretch(ids, anchor, id)), anchor, active: id };
}

/** Where a key leads from row number `from`; null when it is none of ours. */
export function step(key: string, from: number, count: number, page: number): number | null {
  switch (key) {
    case "ArrowDown": return Math.min(count - 1, from + 1);
    case "ArrowUp": return Math.max(0, from - 1);
    case "PageDown": return Math.min(count - 1, from + page);
    case "PageUp": return Math.max(0, from - page);
    case "Home": return 0;
    case "End": return count - 1;
    default: return null;
  }
}

/** Without rows that are gone. */
export function only(now: Picking, ids: ReadonlySet<string>): Picking {
  const picked = [...now.picked].filter((id) => ids.has(id));
  return picked.length === now.picked.size ? now : { ...now, picked: new Set(picked) };
}
