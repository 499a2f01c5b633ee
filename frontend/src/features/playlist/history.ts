/** Versions and what lies between them, in words. */
import type { Line } from "@/shared/plan/Diff";
import { counted } from "@/shared/text";
import { day } from "@/shared/time/words";
import type { Difference, Version } from "./queries";

export const CAUSES: Record<string, string> = { first: "first seen", spotify: "changed at Spotify", run: "changed here" };

const VERBS: Record<string, string> = { apply: "changed", undo: "undone", restore: "restored" };

/** Who or what made it, in words: `changed by Ada`. */
export function author(version: Pick<Version, "cause" | "by" | "verb">): string {
  if (version.by === null) return CAUSES[version.cause] ?? version.cause;
  return `${VERBS[version.verb ?? ""] ?? "changed"} by ${version.by}`;
}

export interface Day {
  day: string;
  versions: Version[];
}

/** Versions by the day on which they were seen, as the calendar in `zone` shows it; the newest first. */
export function days(versions: readonly Version[], zone: string): Day[] {
  const found: Day[] = [];
  for (const version of versions) {
    const on = day(new Date(version.seen_at), zone);
    if (found.at(-1)?.day === on) found.at(-1)!.versions.push(version);
    else found.push({ day: on, versions: [version] });
  }
  return found;
}

/** How much a version changed, as the width of its mark: 0 to 1, a tenth of the list being half of it. */
export function weight(version: Pick<Version, "added" | "removed" | "moved" | "length">): number {
  const touched = (version.added ?? 0) + (version.removed ?? 0) + (version.moved ?? 0);
  const share = touched / Math.max(1, version.length ?? 1);
  return share / (share + 0.1);
}

/** `3 added, 1 removed; name`. */
export function told(version: Pick<Version, "added" | "removed" | "moved" | "changed" | "length" | "number">): string {
  const parts = [
    version.added ? `${version.added} added` : "",
    version.removed ? `${version.removed} removed` : "",
    version.moved ? `${version.moved} moved` : "",
    ...version.changed,
  ].filter(Boolean);
  if (parts.length > 0) return parts.join(", ");
  return version.length === null ? "tracks not read" : counted(version.length, "track");
}

export function lines(difference: Pick<Difference, "added" | "removed">): Line[] {
  const of = (sign: string, places: Difference["added"]) =>
    places.map((place) => ({ sign, position: place.position, title: place.title ?? place.uri ?? "(unavailable)" }));
  return [...of("-", difference.removed), ...of("+", difference.added)].sort((a, b) => a.position - b.position || a.sign.localeCompare(b.sign));
}
