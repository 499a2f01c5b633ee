/** Changes of a document of rules, each a new document; and what was changed, to be undone and redone. */
import { asList, type Doc, isDoc, type Json, type Path } from "./schema";

export function at(document: Json, path: Path): Json | undefined {
  let value: Json | undefined = document;
  for (const part of path) {
    if (typeof part === "number") value = asList(value)[part];
    else value = isDoc(value) ? value[part] : undefined;
  }
  return value;
}

/** With `value` at `path`; undefined, or an empty list, takes away what stands there. */
export function put(document: Doc, path: Path, value: Json | undefined): Doc {
  return set(document, path, value) as Doc;
}

function set(holder: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return Array.isArray(value) && value.length === 0 ? undefined : value;
  if (typeof part === "number") {
    const list = [...asList(holder)];
    const next = set(list[part], rest, value);
    if (next === undefined) list.splice(part, 1);
    else list[part] = next;
    return list;
  }
  const { [part]: before, ...others } = isDoc(holder) ? holder : {};
  const next = set(before, rest, value);
  if (next === undefined || (Array.isArray(next) && next.length === 0)) return others;
  // A key that was there keeps its place: what is compared or written as text does not move about.
  return isDoc(holder) && part in holder ? { ...holder, [part]: next } : { ...others, [part]: next };
}

/** With `value` in the list at `path`, before the place `index`; without it at the end. */
export function inserted(document: Doc, path: Path, value: Json, index?: number): Doc {
  const list = [...asList(at(document, path))];
  list.splice(index ?? list.length, 0, value);
  return put(document, path, list);
}

/** With one of the list at `path` elsewhere in it; `to` is its place afterwards. */
export function moved(document: Doc, path: Path, from: number, to: number): Doc {
  const list = [...asList(at(document, path))];
  const [one] = list.splice(from, 1);
  if (one === undefined || to < 0 || to > list.length) return document;
  list.splice(to, 0, one);
  return put(document, path, list);
}

export interface Edited {
  past: readonly Doc[];
  now: Doc;
  future: readonly Doc[];
  /** What was typed into last: more of it is the same change. */
  typing: string | null;
}

const MOST = 200;

export const edited = (document: Doc): Edited => ({ past: [], now: document, future: [], typing: null });

export type Act = { do: "change"; to: Doc; typing?: string | undefined } | { do: "undo" } | { do: "redo" } | { do: "open"; document: Doc };

export function after(state: Edited, act: Act): Edited {
  switch (act.do) {
    case "open": return edited(act.document);
    case "undo": {
      const to = state.past.at(-1);
      return to === undefined ? state : { past: state.past.slice(0, -1), now: to, future: [state.now, ...state.future], typing: null };
    }
    case "redo": {
      const [to, ...future] = state.future;
      return to === undefined ? state : { past: [...state.past, state.now], now: to, future, typing: null };
    }
    case "change": {
      if (JSON.stringify(act.to) === JSON.stringify(state.now)) return state;
      const goesOn = act.typing !== undefined && act.typing === state.typing;
      return { past: goesOn ? state.past : [...state.past, state.now].slice(-MOST), now: act.to, future: [], typing: act.typing ?? null };
    }
  }
}
