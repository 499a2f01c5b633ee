/** What the dialogs ask for and how that becomes a proposal. */
import type { Proposal } from "@/shared/plan/words";
import { propose, type Source } from "./queries";

export type Shape = "create" | "duplicate" | "merge" | "split";

export interface Filled {
  account: string;
  name: string;
  description: string;
  public: boolean;
  /** Merging: the id of the picked one that takes in the others; empty: a new one. */
  into: string;
  order: "behind" | "turns";
  twice: boolean;
  by: "size" | "artist" | "added" | "released";
  size: number;
  least: number;
  /** Creating: links or URIs. */
  items: string;
}

export const TITLES: Record<Shape, string> = { create: "New playlist", duplicate: "Duplicate", merge: "Merge", split: "Split" };

export const BY: { value: Filled["by"]; label: string }[] = [
  { value: "size", label: "so many tracks each" },
  { value: "artist", label: "artist" },
  { value: "added", label: "year they were added" },
  { value: "released", label: "decade of release" },
];

/** As the dialog opens: what suits the picked playlists. */
export function begun(shape: Shape, sources: readonly Source[], account: string): Filled {
  const names = sources.map((one) => one.name);
  const name = shape === "duplicate" ? `${names[0] ?? ""} - copy` : shape === "merge" ? names.join(", ") : "";
  return { account, name: name.slice(0, 100), description: "", public: false, into: "", order: "behind", twice: false, by: "size", size: 50, least: 1, items: "" };
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

export function ready(shape: Shape, filled: Filled): boolean {
  if (filled.account === "") return false;
  if (shape === "split") return filled.size > 0 && filled.least > 0;
  return (shape === "merge" && filled.into !== "") || filled.name.trim() !== "";
}

export function proposal(shape: Shape, sources: readonly Source[], filled: Filled): Promise<Proposal> {
  const { account, order, twice } = filled;
  const details = { name: filled.name.trim(), ...(filled.description.trim() === "" ? {} : { description: filled.description.trim() }), public: filled.public };
  const ids = sources.map((one) => one.id);
  switch (shape) {
    case "create": return propose.create({ account, ...details, uris: words(filled.items) });
    case "duplicate": return propose.duplicate({ playlist: ids[0]!, account, ...details });
    case "merge":
      if (filled.into !== "") return propose.merge({ playlists: ids.filter((id) => id !== filled.into), into: filled.into, order, twice });
      return propose.merge({ playlists: ids, account, ...details, order, twice });
    case "split": return propose.split({ playlist: ids[0]!, account, by: filled.by, size: filled.size, least: filled.by === "size" ? 1 : filled.least, public: filled.public });
  }
}
