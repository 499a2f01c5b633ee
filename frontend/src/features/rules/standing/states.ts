/** What the states of rule sets and of their refreshes are called. */
import { whoDid } from "@/shared/text";
import type { Tone } from "@/shared/states/Word";
import type { RULE_STATES } from "@/shared/url";
import type { RuleSetTold } from "../types";

interface State {
  words: string;
  tone: Tone;
}

/** One time that rules were worked out. */
export const REFRESHES: Record<string, State> = {
  proposed: { words: "shown, not approved", tone: "quiet" },
  running: { words: "under way", tone: "busy" },
  done: { words: "refreshed", tone: "good" },
  unchanged: { words: "nothing to change", tone: "quiet" },
  short: { words: "too few tracks", tone: "warn" },
  held: { words: "kept as it stood", tone: "quiet" },
  asks: { words: "asked first", tone: "warn" },
  dropped: { words: "not carried out", tone: "warn" },
  undone: { words: "undone", tone: "quiet" },
};

/** Who had it refreshed: a person by name, or the schedule. */
export const byWhom = (actor: string): string => (/^(schedule|rules)\b/.test(actor) ? "its schedule" : whoDid(actor));

/** A sentence of the server with people called by their names. */
export const named = (sentence: string): string => sentence.replace(/\bmember:\S+ \(([^)]*)\)/g, "$1");

export const isByHand = (hand: RuleSetTold["hand"]): boolean => hand.put.length + hand.moved.length + hand.out.length > 0;

/** How a rule set stands, in one word: what needs somebody comes first. */
export function stateOf(one: Pick<RuleSetTold, "hand" | "override" | "last" | "playlist" | "create">): State & { id: (typeof RULE_STATES)[number] } {
  if (one.hand.asks) return { id: "asks", words: "asks you", tone: "warn" };
  if (one.override !== null) return { id: "held", words: "kept as it stands", tone: "quiet" };
  if (one.last?.state === "short" || one.last?.state === "dropped") return { id: "short", ...REFRESHES[one.last.state]! };
  if (one.last?.state === "running") return { id: "right", words: "refreshing", tone: "busy" };
  if (one.last === null || one.last.state === "proposed") return one.playlist === null && one.create === null ? { id: "right", words: "for others", tone: "quiet" } : { id: "new", words: "not refreshed yet", tone: "quiet" };
  if (isByHand(one.hand)) return { id: "hand", words: "by rules and by hand", tone: "good" };
  return { id: "right", words: "as the rules say", tone: "good" };
}
