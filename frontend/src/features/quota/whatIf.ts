/** What something would take of the quota, roughly: the plan of the thing itself says it exactly. */
import { counted, number } from "@/shared/text";
import type { Quota } from "./queries";

export interface Wanted {
  label: string;
  /** Calls for each playlist. */
  each: number;
  /** One more for every so many playlists (looking at the list). */
  perPage: number;
  lane: string;
}

export const USES: readonly Wanted[] = [
  { label: "rename playlists", each: 2, perPage: 50, lane: "interactive" },
  { label: "add a few tracks to each", each: 3, perPage: 50, lane: "interactive" },
  { label: "refresh each on a schedule", each: 4, perPage: 50, lane: "scheduled" },
  { label: "read each anew", each: 1, perPage: 50, lane: "background" },
  { label: "watch them (one look)", each: 0, perPage: 50, lane: "protection" },
];

export function callsOf(wanted: Wanted, count: number): number {
  return wanted.each * count + Math.ceil(count / wanted.perPage);
}

export function fits(group: Pick<Quota, "left" | "total">, wanted: Wanted, count: number): string {
  const calls = callsOf(wanted, count);
  const left = group.left[wanted.lane] ?? null;
  const about = `About ${counted(calls, "call")}.`;
  if (left === null) return `${about} No ceiling is set: it can leave at once.`;
  if (calls <= left) return `${about} That fits: ${number(left - calls)} would be left in this lane.`;
  const day = group.total.ceiling ?? left;
  const days = 1 + Math.ceil((calls - left) / Math.max(1, day));
  return `${about} Now ${number(left)} can leave, the rest goes on by itself as calls come back: ${counted(days, "day")} in all.`;
}
