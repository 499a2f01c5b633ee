/** A plan as a sentence: "3 removed, 10 added, 1 block moved: 4 calls, all dates kept". */
import type { Schemas } from "@/api/client";
import { counted, number } from "../text";

export type Proposal = Schemas["ProposalDocument"];
export type Proposed = Schemas["ProposedDocument"];

type Counts = Pick<Proposed, "added" | "removed" | "moved_blocks" | "readded" | "writes" | "dates" | "empty">;

export function changes(plan: Pick<Counts, "added" | "removed" | "moved_blocks" | "readded">): string {
  const told = [
    plan.removed > 0 && `${number(plan.removed)} removed`,
    plan.added > 0 && `${number(plan.added)} added`,
    plan.moved_blocks > 0 && `${counted(plan.moved_blocks, "block")} moved`,
    plan.readded > 0 && `${number(plan.readded)} taken out and put in again`,
  ].filter((words) => words !== false);
  return told.length === 0 ? "details" : told.join(", ");
}

export function sentence(plan: Counts): string {
  if (plan.empty) return "Nothing to do: it stands like this already.";
  return `${changes(plan)}: ${counted(plan.writes, "call")}, ${plan.dates}`;
}
