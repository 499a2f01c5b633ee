/** The ways in which a data set may tell of a track, and what coverage by them comes to in words. */
import { number } from "@/shared/text";
import type { Covered } from "./queries";

export const WAYS = [
  { what: "by_id", words: "by id" },
  { what: "by_isrc", words: "by ISRC" },
  { what: "by_likeness", words: "by likeness" },
] as const;

/** Percent of all tracks. */
export const share = (of: Covered, count: number): number => (of.tracks === 0 ? 0 : (100 * count) / of.tracks);

/** `known of 7 of 10: 5 by id, 2 by likeness`. */
export function waysTold(of: Covered): string {
  const told = WAYS.filter(({ what }) => of[what] > 0).map(({ what, words }) => `${number(of[what])} ${words}`);
  return `known of ${number(of.heard)} of ${number(of.tracks)}${told.length > 0 ? `: ${told.join(", ")}` : ""}`;
}
