/** What becomes of the files beside rules: each is kept, new, replaced, or goes. */
import type { SomeFiles } from "../queries";

export type FileState = "kept" | "added" | "replaced" | "gone";

export interface Shown {
  name: string;
  /** In characters. */
  size: number;
  state: FileState;
}

type Kept = readonly { name: string; size: number }[];

const all = (kept: Kept): SomeFiles => Object.fromEntries(kept.map((one) => [one.name, null]));

/** Null again where every kept file stays and none is new. */
const settled = (kept: Kept, files: SomeFiles): SomeFiles | null =>
  Object.keys(files).length === kept.length && kept.every((one) => files[one.name] === null) ? null : files;

export function filesOf(kept: Kept, chosen: SomeFiles | null): Shown[] {
  if (chosen === null) return kept.map((one) => ({ ...one, state: "kept" }));
  const known = new Set(kept.map((one) => one.name));
  const before = kept.map(({ name, size }): Shown => {
    const text = chosen[name];
    return text === undefined ? { name, size, state: "gone" } : text === null ? { name, size, state: "kept" } : { name, size: text.length, state: "replaced" };
  });
  return [...before, ...Object.entries(chosen).filter(([name]) => !known.has(name)).map(([name, text]): Shown => ({ name, size: text?.length ?? 0, state: "added" }))];
}

/** With `text` under that name; null: what is kept under it stays. */
export const put = (kept: Kept, chosen: SomeFiles | null, name: string, text: string | null): SomeFiles | null => settled(kept, { ...(chosen ?? all(kept)), [name]: text });

/** Without the file of that name. */
export function taken(kept: Kept, chosen: SomeFiles | null, name: string): SomeFiles | null {
  return settled(kept, Object.fromEntries(Object.entries(chosen ?? all(kept)).filter(([one]) => one !== name)));
}
