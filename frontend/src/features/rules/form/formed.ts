/** What every part of the form shares: the schema, the document, what is wrong in it, and how it is changed. */
import { createContext, use } from "react";
import { put } from "./editing";
import type { Doc, Field, Json, Path, Root } from "./schema";

export interface Fault {
  path: (string | number)[];
  where: string;
  what: string;
  remedy: string;
}

export interface StepSaid {
  words: string;
  before: number | null;
  after: number | null;
}

/** Of a template's rules: which values are asked for each time. */
export interface Asks {
  /** The parameter that stands for a value. */
  of: (value: Json | undefined) => string | null;
  labelOf: (name: string) => string | undefined;
  can: (field: Field) => boolean;
  ask: (path: Path, field: Field) => void;
  say: (name: string) => void;
}

export interface Formed {
  root: Root;
  document: Doc;
  editable: boolean;
  faults: readonly Fault[];
  /** What a step does, in the server's words, and how many it leaves; by the place of the step as text. */
  told: ReadonlyMap<string, StepSaid>;
  /** Files that stand beside the rules. */
  files: readonly string[];
  /** There where the rules are those of a template. */
  asks?: Asks;
  /** `typing`: more of the same is one change. */
  change: (to: Doc, typing?: string) => void;
}

const Context = createContext<Formed | null>(null);
export const FormProvider = Context.Provider;

export function useFormed(): Formed {
  const formed = use(Context);
  if (formed === null) throw new Error("A part of the form stands outside of it.");
  return formed;
}

export const keyOf = (path: Path): string => path.join("/");

/** What is wrong at exactly this place, as a sentence. */
export function useFault(path: Path): string | undefined {
  const key = keyOf(path);
  const found = useFormed().faults.find((fault) => keyOf(fault.path) === key);
  return found === undefined ? undefined : [found.what, found.remedy].filter(Boolean).join(" ");
}

/** Sets one value; what holds its default anyway is not said. */
export function usePut(): (path: Path, value: Json | undefined, typing?: boolean) => void {
  const { document, change } = useFormed();
  return (path, value, typing = false) => change(put(document, path, value), typing ? keyOf(path) : undefined);
}
