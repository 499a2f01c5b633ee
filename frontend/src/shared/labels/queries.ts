/** What is said about tracks and artists: genres, moods, how they sound, what rules never choose. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { changed } from "../notices/store";
import { counted } from "../text";

export type Label = Schemas["LabelDocument"];
export type LabelKind = Label["kind"];
export type Said = Schemas["SaidDocument"];
export type Origin = Schemas["OriginDocument"];
export type LabelChange = Schemas["LabelChangeDocument"];
export type Blocked = Schemas["BlockedDocument"];

export const labelsQuery = queryOptions({ queryKey: ["labels", "all"], queryFn: () => data(api.GET("/api/v1/labels")), staleTime: 30_000 });

/** The server tells of at most so many at once. */
export const MOST_SAID = 500;

export const saidQuery = (items: readonly string[]) =>
  queryOptions({
    queryKey: ["labels", "said", ...items],
    queryFn: () => data(api.POST("/api/v1/labels/look", { body: { items: items.slice(0, MOST_SAID) } })),
    enabled: items.length > 0,
  });

export const accountsQuery = queryOptions({ queryKey: ["accounts"], queryFn: () => data(api.GET("/api/v1/accounts")), staleTime: 30_000 });

export const blocklistQuery = queryOptions({ queryKey: ["blocklist"], queryFn: () => data(api.GET("/api/v1/blocklist")), staleTime: 30_000 });

export const assign = (kind: LabelKind, items: readonly string[], add: string[], remove: string[], source: "hand" | "list" = "hand") =>
  data(api.POST("/api/v1/labels/assign", { body: { kind, items: [...items], add, remove, source } }));

/** Takes back exactly what a change did. */
async function takeBack(kind: LabelKind, change: LabelChange): Promise<void> {
  for (const one of change.added) await assign(kind, one.items, [], [one.label]);
  for (const one of change.removed) await assign(kind, one.items, [one.label], [], one.source);
}

const named = (some: LabelChange["added"]): string => [...new Set(some.map((one) => one.label))].join(", ");
const things = (some: LabelChange["added"]): string => counted(new Set(some.flatMap((one) => one.items)).size, "track or artist", "tracks and artists");

/** `Calm set on 3 tracks and artists`; empty where nothing changed. */
export function changeWords(change: LabelChange): string {
  const told = [
    change.added.length > 0 && `${named(change.added)} set on ${things(change.added)}`,
    change.removed.length > 0 && `${named(change.removed)} taken from ${things(change.removed)}`,
  ].filter((words) => words !== false);
  return told.join("; ");
}

/** Says at the corner what was changed, with the way back. */
export function tellChange(client: QueryClient, kind: LabelKind, change: LabelChange): void {
  const refresh = () => client.invalidateQueries({ queryKey: ["labels"] });
  const words = changeWords(change);
  if (words !== "") changed(words, () => takeBack(kind, change).finally(refresh));
  void refresh();
}

export const block = (account: string, add: string[], remove: string[] = []) => data(api.POST("/api/v1/blocklist", { body: { account, add, remove } }));

/** Says at the corner what was blocked or taken off, with the way back. */
export function tellBlocked(client: QueryClient, done: Schemas["BlockedNowDocument"]): void {
  const refresh = () => client.invalidateQueries({ queryKey: ["blocklist"] });
  const [added, removed] = [Object.keys(done.added), Object.keys(done.removed)];
  const words = added.length > 0 ? `${counted(added.length, "track or artist is", "tracks and artists are")} blocked` : `${counted(removed.length, "track or artist is", "tracks and artists are")} taken off the blocklist`;
  if (added.length + removed.length > 0) changed(words, () => block(done.account, removed, added).finally(refresh));
  void refresh();
}

/** Labels of one kind that tracks bear themselves, set by hand or by a list: what can be taken away, and of how many. */
export function taken(said: readonly Said[], kind: LabelKind): { label: string; count: number }[] {
  const found = new Map<string, { label: string; count: number }>();
  for (const one of said) {
    const own = new Map(one.origins.filter((origin) => origin.about === kind && origin.source !== "set").map((origin) => [origin.label.toLowerCase(), origin.label]));
    for (const [key, label] of own) {
      const known = found.get(key);
      found.set(key, { label: known?.label ?? label, count: (known?.count ?? 0) + 1 });
    }
  }
  return [...found.values()].sort((a, b) => a.label.localeCompare(b.label));
}

/** The artists of tracks, each once. */
export const artistsOf = (said: readonly Said[]): { uri: string; name: string }[] =>
  [...new Map(said.flatMap((one) => one.artists).map((artist) => [artist.uri, { uri: artist.uri, name: artist.name }])).values()];

const NOTES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];

/** How a track sounds, in words: `120 bpm`, `A minor`, `energy 0.8`. */
export function sounds(audio: NonNullable<Said["audio"]>): string[] {
  const { tempo, loudness, key, major, ...shares } = audio;
  return [
    ...(tempo === null ? [] : [`${Math.round(tempo)} bpm`]),
    ...(key === null ? [] : [`${NOTES[key]}${major === null ? "" : major ? " major" : " minor"}`]),
    ...Object.entries(shares).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value.toFixed(2)}`])),
    ...(loudness === null ? [] : [`${loudness.toFixed(1)} dB`]),
  ];
}
