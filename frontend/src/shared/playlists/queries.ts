/** All playlists that are mirrored, and who changes one. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type PlaylistRow = Schemas["PlaylistRow"];

export const listQuery = queryOptions({ queryKey: ["playlists"], queryFn: () => data(api.GET("/api/v1/playlists")), staleTime: 30_000 });

export const accountsQuery = queryOptions({ queryKey: ["accounts"], queryFn: () => data(api.GET("/api/v1/accounts")), staleTime: 30_000 });

/** Through which account a playlist is changed: its owner, else a collaborator. */
export function writer(playlist: Pick<PlaylistRow, "seen_by">): string | null {
  const by = (relation: string) => playlist.seen_by.find((one) => one.relation === relation)?.account;
  return by("owner") ?? by("collaborator") ?? null;
}
