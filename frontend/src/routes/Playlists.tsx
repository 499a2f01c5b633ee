/** The page of all playlists. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { PlaylistsTable } from "@/features/playlists/PlaylistsTable";

const route = getRouteApi("/inside/playlists");

export function Playlists() {
  const search = route.useSearch();
  const navigate = useNavigate();
  return (
    <PlaylistsTable
      search={search}
      onSearch={(next) => void navigate({ to: "/playlists", search: next, replace: true })}
      onOpen={(playlist) => void navigate({ to: "/playlists/$playlist", params: { playlist } })}
    />
  );
}
