/** All playlists, and edits of many of them. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Row = Schemas["PlaylistRow"];

export const playlistsQuery = queryOptions({
  queryKey: ["playlists"],
  queryFn: () => data(api.GET("/api/v1/playlists")),
  staleTime: 30_000,
});

export interface Edit {
  kind: string;
  [field: string]: unknown;
}

export type Pairs = Schemas["PairsDocument"];
export type Pair = Schemas["PairDocument"];

/** What goes, what there is instead and why, as mirrored: costs no call. */
export const pairsQuery = (playlists: string[], edit: Edit) =>
  queryOptions({
    queryKey: ["pairs", playlists, edit],
    queryFn: () => data(api.POST("/api/v1/playlists/edit/pairs", { body: { selection: { playlists }, edit, ordering: "name" } })),
    staleTime: 0,
  });

/** Asks what a country (null: the account's) plays of a playlist: a call for each 50 entries. */
export const askPlayable = (playlist: string, market: string | null) => data(api.POST("/api/v1/playlists/{playlist}/availability", { params: { path: { playlist } }, body: { market } }));

export const proposeEdit = (playlists: string[], edit: Edit) =>
  data(api.POST("/api/v1/playlists/edit", { body: { selection: { playlists }, edit, ordering: "name", today: false, leave_held: true, forced: [] } }));
