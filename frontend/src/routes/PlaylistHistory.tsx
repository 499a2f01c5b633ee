/** A playlist's versions. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { History } from "@/features/playlist/History";

const route = getRouteApi("/inside/playlists/$playlist/history");

export function PlaylistHistory() {
  const { playlist } = route.useParams();
  const navigate = useNavigate();
  return <History playlist={playlist} search={route.useSearch()} onSearch={(search) => void navigate({ to: "/playlists/$playlist/history", params: { playlist }, search, replace: true })} />;
}
