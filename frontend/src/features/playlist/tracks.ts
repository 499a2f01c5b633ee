/** Tracks to put in, and what of a playlist can be played. Only `ask`, `askAlike` and `check` cost calls. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { Item } from "./editor/model";

export type Track = Schemas["TrackDocument"];
export type Availability = Schemas["AvailabilityDocument"];

export const itemOf = (track: Track): Item => ({ uri: track.uri, artist: track.artist, name: track.name, kind: track.kind, album: track.album, albumId: track.album_id, durationMs: track.duration_ms, addedAt: null });

/** Known here, by words: costs no call. */
export const knownQuery = (words: string) =>
  queryOptions({
    queryKey: ["tracks", "known", words],
    queryFn: ({ signal }) => data(api.GET("/api/v1/tracks", { params: { query: { q: words, limit: 8 } }, signal })),
    enabled: words.trim().length > 1,
  });

/** Links with the names that are known here; the others keep their URI. Costs no call. */
export async function named(items: readonly Item[]): Promise<Item[]> {
  const uris = [...new Set(items.flatMap((item) => (item.uri === null ? [] : [item.uri])))].slice(0, 200);
  if (uris.length === 0) return [...items];
  const found = await data(api.GET("/api/v1/tracks", { params: { query: { uri: uris } } }));
  const known = new Map(found.map((track) => [track.uri, itemOf(track)]));
  return items.map((item) => known.get(item.uri ?? "") ?? item);
}

/** What a mirrored playlist holds, to be put in: costs no call. */
export async function heldBy(playlist: string): Promise<{ name: string; items: Item[] } | null> {
  const [row] = await data(api.GET("/api/v1/playlists", { params: { query: { called: playlist } } })).catch(() => []);
  if (row === undefined) return null;
  const { entries, name } = await data(api.GET("/api/v1/playlists/{playlist}", { params: { path: { playlist: row.id } } }));
  const uris = (entries ?? []).filter((entry) => entry.uri !== null);
  return { name, items: await named(uris.map((entry) => ({ uri: entry.uri, artist: "", name: entry.title ?? entry.uri ?? "", kind: entry.kind, addedAt: null }))) };
}

/** Asks Spotify: 1 call. */
export const ask = (account: string, words: string) => data(api.POST("/api/v1/tracks/search", { body: { account, words } }));

/** Asks Spotify for the same recording under another id: 1 call. */
export const askAlike = (account: string, uri: string) => data(api.POST("/api/v1/tracks/search", { body: { account, like: uri } }));

export const availabilityQuery = (playlist: string, market: string | null = null) =>
  queryOptions({
    queryKey: ["availability", playlist, market],
    queryFn: () => data(api.GET("/api/v1/playlists/{playlist}/availability", { params: { path: { playlist }, query: market === null ? {} : { market } } })),
  });

/** Asks what a country plays: a call for each 50 entries. */
export const check = (playlist: string, market: string | null) =>
  data(api.POST("/api/v1/playlists/{playlist}/availability", { params: { path: { playlist } }, body: { market } }));
