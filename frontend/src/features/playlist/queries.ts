/** One playlist: its entries, its versions, what changing it would take. */
import { queryOptions, replaceEqualDeep } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Playlist = Schemas["PlaylistDocument"];
export type Entry = Schemas["EntryDocument"];
export type Version = Schemas["VersionDocument"];
export type Difference = Schemas["DiffDocument"];

const at = (playlist: string) => ({ path: { playlist } });

const tags = new WeakMap<Playlist, string>();

/** Asked anew after whatever ends anywhere; what is the same as before is not read again: ten thousand entries take a while. */
export const playlistQuery = (playlist: string) =>
  queryOptions({
    queryKey: ["playlists", "one", playlist],
    queryFn: async ({ client, queryKey }) => {
      const { response } = await api.GET("/api/v1/playlists/{playlist}", { params: at(playlist), parseAs: "stream" });
      const tag = response.headers.get("etag");
      const held = client.getQueryData<Playlist>(queryKey);
      if (held !== undefined && tag !== null && tags.get(held) === tag) {
        await response.body?.cancel();
        return held;
      }
      const read = (await response.json()) as Playlist;
      if (tag !== null) tags.set(read, tag);
      return read;
    },
    structuralSharing: (old, read) => {
      const both = replaceEqualDeep(old, read) as Playlist;
      const tag = tags.get(read as Playlist);
      if (tag !== undefined) tags.set(both, tag);
      return both;
    },
  });

export const versionsQuery = (playlist: string) =>
  queryOptions({
    queryKey: ["versions", playlist],
    queryFn: () => data(api.GET("/api/v1/playlists/{playlist}/versions", { params: { ...at(playlist), query: { limit: 200 } } })),
  });

export const diffQuery = (playlist: string, before: number, after: number) =>
  queryOptions({
    queryKey: ["versions", playlist, before, after],
    queryFn: () => data(api.GET("/api/v1/playlists/{playlist}/diff", { params: { ...at(playlist), query: { before: String(before), after: String(after) } } })),
    staleTime: Infinity,
  });

/** The version that was in force at a moment. */
export const stoodQuery = (playlist: string, moment: string) =>
  queryOptions({
    queryKey: ["versions", playlist, "at", moment],
    queryFn: async () => (await data(api.GET("/api/v1/playlists/{playlist}/versions", { params: { ...at(playlist), query: { at: moment } } })))[0]!,
    retry: false,
  });

/** The playlist as a version holds it. */
export const versionQuery = (playlist: string, version: number) =>
  queryOptions({
    queryKey: ["versions", playlist, "whole", version],
    queryFn: () => data(api.GET("/api/v1/playlists/{playlist}/versions/{version}", { params: { path: { playlist, version: String(version) } } })),
  });

/** Reads it from Spotify now; costs calls. */
export const readNow = (playlist: string) => data(api.POST("/api/v1/playlists/{playlist}/read", { params: at(playlist) }));

export const proposeRestore = (playlist: string, version: number) =>
  data(api.POST("/api/v1/playlists/{playlist}/restore", { params: at(playlist), body: { version: String(version), forced: [] } }));

/** A file of wishes for this one playlist. JSON is YAML. */
export function wishFile(playlist: Pick<Playlist, "id">, account: string, uris: readonly string[]): string {
  return JSON.stringify({ version: 1, account, playlists: [{ id: `spotify:playlist:${playlist.id}`, items: uris }] });
}

export const proposeOrder = (playlist: string, uris: readonly string[]) =>
  data(api.POST("/api/v1/playlists/{playlist}/order", { params: at(playlist), body: { uris: [...uris], forced: [] } }));

/** What an order would take as the mirror stands: costs no call, starts nothing. */
export const sketch = (playlist: string, uris: readonly string[], signal: AbortSignal) =>
  data(api.POST("/api/v1/playlists/{playlist}/sketch", { params: at(playlist), body: { uris: [...uris] }, signal }));

/** With what stood there when it was made (null: an entry without a URI): what others change until it is due stays. */
export const scheduleOrder = (playlist: Playlist, account: string, uris: readonly string[], base: readonly (string | null)[], moment: string, zone: string) =>
  data(api.POST("/api/v1/schedules", {
    body: {
      name: `Edit of ${playlist.name.slice(0, 200)} at ${moment}`, kind: "wishes.apply", timing: { kind: "at", moment, zone },
      payload: { file: wishFile(playlist, account, uris), path: "editor", base: { [playlist.id]: base } }, missed: "once",
    },
  }));

/** Through which account it is written to: its owner, else a collaborator. */
export function writer(playlist: Pick<Playlist, "seen_by">): string | null {
  const by = (relation: string) => playlist.seen_by.find((one) => one.relation === relation)?.account;
  return by("owner") ?? by("collaborator") ?? null;
}
