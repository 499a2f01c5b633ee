/** The editor's state and everything that can be done to it, whichever way it is asked for. */
import { useEffect, useMemo, useRef, useState } from "react";
import { NOTHING, only, type Picking } from "@/shared/table/picking";
import { collator } from "@/shared/text";
import { copy, holds, pasted } from "./clipboard";
import { keep, opened } from "./keeping";
import { addable, arranged, begin, changed, dirty, type Draft, duplicates, type Item, merged, moved, nudged, put, redo, type Row, type SortBy, undo, without } from "./model";

const KEEP_MS = 400;

export function useEditor(playlist: string, items: readonly Item[], version: number | null) {
  const [draft, setDraft] = useState<Draft>(() => opened(playlist, items, version));
  const [picking, setPicking] = useState<Picking>(NOTHING);
  const [seen, setSeen] = useState(items);
  const [said, setSaid] = useState("");
  if (seen !== items) {
    // The playlist was read anew: without a draft it is simply shown, with one both changes are kept.
    setSeen(items);
    const same = items.length === draft.base.length && items.every((item, index) => item.uri === draft.base[index]!.uri && item.addedAt === draft.base[index]!.addedAt);
    if (!same) {
      const both = dirty(draft) ? merged(draft, items) : begin(items);
      setDraft(both);
      if (dirty(draft)) setSaid(dirty(both) ? "The playlist changed meanwhile; your edits stand on top of it." : "The playlist stands as you wanted it.");
    }
  }
  const isDirty = useMemo(() => dirty(draft), [draft]);
  useEffect(() => {
    const timer = setTimeout(() => keep(playlist, isDirty ? draft : null, version), KEEP_MS);
    return () => clearTimeout(timer);
  }, [playlist, draft, isDirty, version]);
  // A draft that was not kept yet when the page goes away is kept then.
  const last = useRef<() => void>(() => undefined);
  useEffect(() => {
    last.current = () => keep(playlist, isDirty ? draft : null, version);
  });
  useEffect(() => {
    const save = () => last.current();
    addEventListener("pagehide", save);
    return () => {
      removeEventListener("pagehide", save);
      save();
    };
  }, []);

  const shown = useMemo(() => only(picking, new Set(draft.rows.map((row) => row.key))), [picking, draft.rows]);
  const again = useMemo(() => duplicates(draft.rows), [draft.rows]);
  const set = (rows: readonly Row[]) => setDraft((now) => changed(now, rows));
  const chosen = (): ReadonlySet<string> => (shown.picked.size > 0 ? shown.picked : new Set(shown.active === null ? [] : [shown.active]));
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
      setPicking({ picked: new Set(done.keys), anchor: done.keys[0] ?? null, active: done.keys.at(-1) ?? null });
    }
    setSaid(left > 0 ? `${left} could not be put in: local files and what is gone from Spotify can only be moved.` : more.length === 0 ? "Nothing to put in: copy tracks, or links to them." : "");
  };
  return {
    draft, again, isDirty, said, picking: shown,
    setPicking,
    canUndo: draft.past.length > 0,
    canRedo: draft.future.length > 0,
    undo: () => setDraft(undo),
    redo: () => setDraft(redo),
    move: (picked: ReadonlySet<string>, before: number) => set(moved(draft.rows, picked, before)),
    nudge: (by: 1 | -1) => set(nudged(draft.rows, chosen(), by)),
    remove: () => set(without(draft.rows, chosen())),
    sort: (by: SortBy, down: boolean) => set(arranged(draft.rows, by, down, collator.compare)),
    pickAgain: () => setPicking({ picked: again, anchor: null, active: [...again][0] ?? null }),
    copy: (into?: DataTransfer | null) => copy(chosenRows(), into),
    cut: (into?: DataTransfer | null) => {
      copy(chosenRows(), into);
      set(without(draft.rows, chosen()));
    },
    paste: (from?: DataTransfer | null) => add(pasted(from)),
    canPaste: holds() > 0,
    add,
    discard: () => {
      setDraft(begin(items));
      setPicking(NOTHING);
      setSaid("");
    },
  };
}

export type EditorState = ReturnType<typeof useEditor>;
