/** A template while it is changed: its document with undo and redo, kept in this browser until it is saved, and what becomes of those that follow it. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useReducer, useState } from "react";
import { unsaved } from "../editor/unsaved";
import { after, edited } from "../form/editing";
import type { Formed } from "../form/formed";
import { asDoc, type Doc, type Root } from "../form/schema";
import { becomingQuery, type Template } from "../templates/queries";
import { askedBy, asking, kindOf, parametersOf, rulesOf, saying } from "./asking";

const SETTLE_MS = 400;

/** Rules of a template bear its name: they have none of their own. */
const nameless = (root: Root): Root => ({
  ...root,
  ...(root.properties && { properties: Object.fromEntries(Object.entries(root.properties).filter(([name]) => name !== "name")) }),
  ...(root["x-order"] && { "x-order": root["x-order"].filter((name) => name !== "name") }),
});

export function useTemplate(template: Template, form: Root, place: string, editable: boolean) {
  const root = useMemo(() => nameless(form), [form]);
  const saved = asDoc(template.document);
  const [found] = useState(() => (editable ? unsaved.read(place) : null));
  const [state, act] = useReducer(after, found?.document ?? saved, edited);
  const [base, setBase] = useState(found?.number ?? template.number);
  const document = state.now;
  const dirty = useMemo(() => JSON.stringify(document) !== JSON.stringify(saved), [document, saved]);
  useEffect(() => {
    if (dirty) unsaved.write(place, { document, number: base });
    else unsaved.clear(place);
  }, [place, document, dirty, base]);
  const [settled] = useDebouncedValue(document, SETTLE_MS);
  const becoming = useQuery({ ...becomingQuery(template.id, settled), enabled: editable });
  const change = (to: Doc, typing?: string) => act({ do: "change", to, typing });
  const faults = becoming.data?.faults ?? [];
  const labels = new Map(parametersOf(document).map((one) => [one.name, one.label]));
  const rules: Formed = {
    root, document: rulesOf(document), editable, told: new Map(), files: [],
    faults: faults.filter((one) => one.path[0] === "rules" && one.path.length > 1).map((one) => ({ ...one, path: one.path.slice(1) })),
    change: (to, typing) => change({ ...document, rules: to }, typing),
    asks: {
      of: askedBy, labelOf: (name) => labels.get(name), can: (field) => kindOf(root, field) !== null,
      ask: (path, field) => change(asking(root, document, path, field)),
      say: (name) => change(saying(document, name)),
    },
  };
  /** The same of the whole document, for its text. */
  const whole: Formed = { root: { $defs: {} }, document, editable, faults, told: new Map(), files: [], change };
  return {
    document, dirty, base, rules, whole, becoming, faults, change, restored: found !== null,
    settled: settled === document && !becoming.isFetching,
    canUndo: state.past.length > 0, canRedo: state.future.length > 0, undo: () => act({ do: "undo" }), redo: () => act({ do: "redo" }),
    open: (next: Doc, its: number) => { act({ do: "open", document: next }); setBase(its); },
    over: setBase,
  };
}
