/** The editor's state and everything that can be done to it, whichever way it is asked for. */
import { startTransition, useDeferredValue, useMemo, useRef, useState } from "react";
import { NOTHING, only, type Picking } from "@/shared/table/picking";
import { collator } from "@/shared/text";
import { copy, holds, pasted } from "./clipboard";
import { addable, begin, changed, dirty, type Draft, duplicates, type Item, moved, nudged, ordered, put, redo, replaced, type Row, type SortBy, undo, undone, without } from "./model";
import { arranged } from "./slices";
import { combined, compared } from "./threeWay";

/** Both sides of a playlist that changed while a draft of it was open. */
export interface Split {
  mine: Draft;
  theirs: readonly Item[];
  /** The draft with both; once it was edited on, nothing is chosen any more. */
  both: Draft;
}

interface Shown {
  draft: Draft;
  split: Split | null;
  said: string;
}

/** Whether a draft began with what stands there now. */
const begun = (draft: Draft, items: readonly Item[]): boolean =>
  items.length === draft.base.length && items.every((item, index) => item.uri === draft.base[index]!.uri && item.addedAt === draft.base[index]!.addedAt);

/** A draft over what stands there now: both changes are kept. */
function met(draft: Draft, items: readonly Item[]): Shown {
  if (begun(draft, items)) return { draft, split: null, said: "" };
  if (!dirty(draft)) return { draft: begin(items), split: null, said: "" };
  const both = combined(draft, items);
  if (!dirty(both)) return { draft: both, split: null, said: "The playlist stands as you wanted it." };
  const apart = compared(draft, items).changes.some((one) => one.side === "theirs");
  return { draft: both, split: apart ? { mine: draft, theirs: items, both } : null, said: "" };
}

export function useEditor(items: readonly Item[], start: Draft) {
  const [{ draft, split, said }, setShown] = useState<Shown>(() => met(start, items));
  const [picking, setPicking] = useState<Picking>(NOTHING);
  const [seen, setSeen] = useState(items);
  /** The last row that was put in: to be seen. */
  const [added, setAdded] = useState<string | null>(null);
  const setSaid = (words: string) => setShown((now) => ({ ...now, said: words }));
  const setDraft = (next: Draft | ((now: Draft) => Draft)) => setShown((now) => ({ ...now, draft: typeof next === "function" ? next(now.draft) : next }));
  if (seen !== items) {
    // The playlist was read anew.
    setSeen(items);
    const next = met(draft, items);
    if (next.draft !== draft) setShown(next);
  }
  const isDirty = useMemo(() => dirty(draft), [draft]);

  const shown = useMemo(() => (picking.picked.size === 0 ? picking : only(picking, new Set(draft.rows.map((row) => row.key)))), [picking, draft.rows]);
  // Drawn a moment after the rows themselves: what is marked is looked for among all of them.
  const settled = useDeferredValue(draft.rows);
  const again = useMemo(() => duplicates(settled), [settled]);
  const set = (rows: readonly Row[]) => setDraft((now) => changed(now, rows));
  const chosen = (): ReadonlySet<string> => (shown.picked.size > 0 ? shown.picked : new Set(shown.active === null ? [] : [shown.active]));
  /** Takes the chosen rows out; the keyboard stays at their place: on what follows, or (`back`) on what stood before. */
  const takeOut = (back = 0) => {
    const gone = chosen();
    const rows = without(draft.rows, gone);
    const at = draft.rows.findIndex((row) => gone.has(row.key));
    set(rows);
    setPicking({ picked: new Set(), anchor: null, active: at < 0 ? null : (rows[Math.max(0, Math.min(at - back, rows.length - 1))]?.key ?? null) });
  };
  const chosenRows = () => draft.rows.filter((row) => chosen().has(row.key));

  /** Behind the last picked row, else behind the one where the keyboard is, else at the bottom. */
  const place = (): number => {
    const picked = chosen();
    const at = draft.rows.findLastIndex((row) => picked.has(row.key));
    return at < 0 ? draft.rows.length : at + 1;
  };
  const add = (more: readonly Item[]) => {
    const taken = more.filter(addable);
    const left = more.length - taken.length;
    if (taken.length > 0) {
      const done = put(draft, taken, place());
      setDraft(done.draft);
      setAdded(done.keys.at(-1) ?? null);
      setPicking({ picked: new Set(done.keys), anchor: done.keys[0] ?? null, active: done.keys.at(-1) ?? null });
    }
    setSaid(left > 0 ? `${left} could not be put in: local files and what is gone from Spotify can only be moved.` : more.length === 0 ? "Nothing to put in: copy tracks, or links to them." : "");
  };
  const sorting = useRef(0);
  /** Sorts in the background; what was done to the rows meanwhile stands, and the last sorting asked for counts. */
  const sort = async (by: SortBy, down: boolean) => {
    sorting.current += 1;
    const own = sorting.current;
    const rows = await arranged(draft.rows, ordered(by, down, collator.compare));
    if (own === sorting.current) startTransition(() => setDraft((now) => (now.rows === draft.rows ? changed(now, rows) : now)));
  };
  return {
    draft, again, isDirty, said, split, added, picking: shown,
    setPicking,
    canUndo: draft.past.length > 0,
    canRedo: draft.future.length > 0,
    undo: () => setDraft(undo),
    redo: () => setDraft(redo),
    move: (picked: ReadonlySet<string>, before: number) => set(moved(draft.rows, picked, before)),
    nudge: (by: 1 | -1) => set(nudged(draft.rows, chosen(), by)),
    remove: () => takeOut(),
    sort: (by: SortBy, down: boolean) => void sort(by, down),
    pickAgain: () => setPicking({ picked: again, anchor: null, active: [...again][0] ?? null }),
    copy: (into?: DataTransfer | null) => copy(chosenRows(), into),
    cut: (into?: DataTransfer | null) => {
      copy(chosenRows(), into);
      // Pasted at once it stands where it was.
      takeOut(1);
    },
    paste: (from?: DataTransfer | null) => add(pasted(from)),
    canPaste: holds() > 0,
    add,
    replace: (key: string, item: Item) => setDraft((now) => replaced(now, key, item)),
    pick: (keys: readonly string[]) => setPicking({ picked: new Set(keys), anchor: null, active: keys[0] ?? null }),
    /** Another draft in the place of this one, as it was kept. */
    take: (kept: Draft) => {
      setShown(met(kept, items));
      setPicking(NOTHING);
    },
    /** Both sides without the changes that are left out. */
    choose: (left: ReadonlySet<string>) => {
      if (split === null) return;
      const both = combined(split.mine, split.theirs, left);
      setShown({ draft: both, split: { ...split, both }, said: "" });
    },
    closeSplit: () => setShown((now) => ({ ...now, split: null })),
    discard: () => {
      setShown((now) => ({ draft: begun(now.draft, items) ? undone(now.draft) : begin(items), split: null, said: "" }));
      setPicking(NOTHING);
    },
  };
}

export type EditorState = ReturnType<typeof useEditor>;
