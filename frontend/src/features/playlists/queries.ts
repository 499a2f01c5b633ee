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

export const proposeEdit = (playlists: string[], edit: Edit) =>
  data(api.POST("/api/v1/playlists/edit", { body: { selection: { playlists }, edit, ordering: "name", today: false, leave_held: true, forced: [] } }));
