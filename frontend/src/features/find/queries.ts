/** Everything mirrored by its words; where a track, an artist or an album stands; edits of all that hold it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Found = Schemas["FoundDocument"];
export type FoundTrack = Schemas["FoundTrackDocument"];
export type Whereabouts = Schemas["WhereaboutsDocument"];
export type Holder = Schemas["HolderDocument"];
export type Course = Schemas["CourseDocument"];
export type Kind = "track" | "artist" | "album";

/** What changes a playlist makes these old: their keys begin like those of playlists. */
const KEY = ["playlists", "find"];

export const findQuery = (q: string) =>
  queryOptions({
    queryKey: [...KEY, "words", q],
    queryFn: ({ signal }) => data(api.GET("/api/v1/find", { params: { query: { q } }, signal })),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const whereaboutsQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: [...KEY, kind, id],
    queryFn: () =>
      kind === "track" ? data(api.GET("/api/v1/tracks/{track}", { params: { path: { track: id } } }))
      : kind === "artist" ? data(api.GET("/api/v1/artists/{artist}", { params: { path: { artist: id } } }))
      : data(api.GET("/api/v1/albums/{album}", { params: { path: { album: id } } })),
  });

export const coursesQuery = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: [...KEY, "courses", kind, id],
    queryFn: () =>
      kind === "track" ? data(api.GET("/api/v1/tracks/{track}/courses", { params: { path: { track: id } } }))
      : kind === "artist" ? data(api.GET("/api/v1/artists/{artist}/courses", { params: { path: { artist: id } } }))
      : data(api.GET("/api/v1/albums/{album}/courses", { params: { path: { album: id } } })),
  });

export { accountsQuery, listQuery, writer } from "@/shared/playlists/queries";

export type Edit = { kind: "remove"; uris: string[] } | { kind: "replace"; uris: string[]; by: string } | { kind: "add"; uris: string[]; where: "top" | "bottom" };

export const proposeEverywhere = (playlists: string[], edit: Edit) =>
  data(api.POST("/api/v1/playlists/edit", { body: { selection: { playlists }, edit: { ...edit }, ordering: "name", today: false, leave_held: true, forced: [] } }));

/** How a page of a track calls it in its address: by its id, or by its URI where it has none. */
export const trackId = (uri: string): string => (uri.startsWith("spotify:track:") ? uri.slice("spotify:track:".length) : uri);
