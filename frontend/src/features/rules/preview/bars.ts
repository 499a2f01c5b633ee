/** The bars of a narrowing: each in percent of the most that there ever was. */
import { keyOf } from "../form/formed";
import type { Clause, StageTold } from "../types";

export interface Bar {
  words: string;
  kind: StageTold["kind"];
  /** How many it adds, or leaves. */
  count: number;
  lost: number;
  unknown: number;
  /** The place in the document; null: it is part of a mix, or nothing of its own. */
  path: readonly (string | number)[] | null;
  /** Of a part of a mix: its name. */
  part: string | null;
  from: number;
  stays: number;
  goes: number;
}

const WHERE = /^(?:(.*): )?(source|step) (\d+)$/;
const LISTS: Record<string, string> = { source: "sources", step: "steps" };

/** Where a stage stands in the document: `source 2` is the second of `sources`; what is chosen is about how many. */
export function pathOf(stage: StageTold): readonly (string | number)[] | null {
  if (stage.kind === "choice") return ["size"];
  const [, part, list, number] = WHERE.exec(stage.where) ?? [];
  return part !== undefined || list === undefined ? null : [LISTS[list]!, Number(number) - 1];
}

/** Sources add up from left to right; what a step takes out stands faded behind what it leaves. */
export function barsOf(stages: readonly StageTold[], clauses: readonly Clause[]): Bar[] {
  const said = new Map(clauses.map((clause) => [keyOf(clause.path), clause.words]));
  const partOf = (stage: StageTold) => WHERE.exec(stage.where)?.[1] ?? null;
  const own = stages.filter((stage) => partOf(stage) === null && stage.kind === "source");
  const most = Math.max(1, own.reduce((sum, stage) => sum + stage.after, 0), ...stages.map((stage) => (stage.kind === "source" ? stage.after : stage.before)));
  const share = (count: number) => (100 * Math.max(0, count)) / most;
  // One track among thousands is still to be seen.
  const seen = (count: number) => (count <= 0 ? 0 : Math.max(share(count), 0.6));
  let offered = 0;
  return stages.map((stage) => {
    const path = pathOf(stage);
    const words = (path === null ? undefined : said.get(keyOf(path))) ?? stage.words;
    const part = partOf(stage);
    const about = { words, kind: stage.kind, count: stage.after, unknown: stage.unknown, path, part };
    if (stage.kind !== "source") return { ...about, lost: stage.before - stage.after, from: 0, stays: seen(stage.after), goes: share(stage.before - stage.after) };
    const from = part === null ? share(offered) : 0;
    if (part === null) offered += stage.after;
    return { ...about, lost: 0, from, stays: seen(stage.after), goes: 0 };
  });
}
