/** Rules while they are edited: the document with undo and redo, kept in this browser until it is saved, and tried all the time. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useReducer, useState } from "react";
import { after, edited } from "../form/editing";
import { type Formed, keyOf, type StepSaid } from "../form/formed";
import { type Doc, type Path, plain, type Root } from "../form/schema";
import { useRemember } from "../names";
import { barsOf } from "../preview/bars";
import { keptPreviewQuery, previewQuery, type SomeFiles, type Tried } from "../queries";
import { unsaved } from "./unsaved";

const SETTLE_MS = 350;

interface Asked {
  root: Root;
  /** Under which name unsaved changes are kept. */
  place: string;
  /** As it is saved; of new rules what they begin with. */
  saved: Doc;
  number: number;
  account: string;
  playlist: string | null;
  ruleSet: string | null;
  editable: boolean;
}

export function useRules({ root, place, saved, number, account, playlist, ruleSet, editable }: Asked) {
  const [found] = useState(() => (editable ? unsaved.read(place) : null));
  const [state, act] = useReducer(after, found?.document ?? saved, edited);
  // Another place is another editor: that one is drawn anew by its key. A save moves the base on.
  const [base, setBase] = useState(found === null ? number : found.number);
  const [files, setFiles] = useState<SomeFiles | null>(null);
  const [find, setFind] = useState("");
  const document = state.now;
  const dirty = useMemo(() => JSON.stringify(plain(root, root, document)) !== JSON.stringify(plain(root, root, saved)) || files !== null, [root, document, saved, files]);
  useEffect(() => {
    if (!editable) return;
    if (dirty) unsaved.write(place, { document, number: base });
    else unsaved.clear(place);
  }, [place, document, dirty, base, editable]);

  const [settled] = useDebouncedValue(document, SETTLE_MS);
  const tried = useMemo<Tried>(() => ({ account, playlist, rule_set: ruleSet, document: settled, files, find }), [account, playlist, ruleSet, settled, files, find]);
  // Trying rules out is for those who may change them: others see what comes of them as they are kept.
  const trying = useQuery({ ...previewQuery(tried), enabled: editable && account !== "" });
  const seeing = useQuery({ ...keptPreviewQuery(ruleSet ?? "", find), enabled: !editable && ruleSet !== null });
  const preview = editable ? trying : seeing;
  const told = preview.data;
  const remember = useRemember();
  useEffect(() => {
    if (told !== undefined) remember(told.names);
  }, [told, remember]);
  const steps = useMemo(() => {
    const said = new Map<string, StepSaid>((told?.clauses ?? []).map((clause) => [keyOf(clause.path), { words: clause.words, before: null, after: null }]));
    for (const bar of barsOf(told?.result?.stages ?? [], told?.clauses ?? [])) if (bar.path !== null) said.set(keyOf(bar.path), { words: bar.words, before: bar.kind === "source" ? null : bar.count + bar.lost, after: bar.count });
    return said;
  }, [told]);
  const formed = useMemo<Formed>(() => ({
    root, document, editable, faults: told?.faults ?? [], told: steps, files: [],
    change: (to, typing) => act({ do: "change", to, typing }),
  }), [root, document, editable, told, steps]);

  return {
    formed, document, dirty, base, files, tried, preview, find, setFind, restored: found !== null,
    canUndo: state.past.length > 0, canRedo: state.future.length > 0,
    undo: () => act({ do: "undo" }), redo: () => act({ do: "redo" }),
    open: (next: Doc, its: number) => { act({ do: "open", document: next }); setBase(its); setFiles(null); },
    over: setBase,
    setFiles,
  };
}

export type Rules = ReturnType<typeof useRules>;

/** Ctrl+Z and Ctrl+Y, but not within a text: there the browser's own undo is meant. */
export function undoKeys(rules: Pick<Rules, "undo" | "redo">): (event: KeyboardEvent) => void {
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest("input:not([type=checkbox]):not([type=radio]), textarea") !== null) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) rules.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) rules.redo();
    else return;
    event.preventDefault();
  };
}

export type OpenPart = (path: Path) => void;
