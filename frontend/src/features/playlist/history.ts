/** Versions and what lies between them, in words. */
import type { Line } from "@/shared/plan/Diff";
import { counted } from "@/shared/text";
import type { Difference, Version } from "./queries";

export const CAUSES: Record<string, string> = { first: "first seen", spotify: "changed at Spotify", run: "changed here" };

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
