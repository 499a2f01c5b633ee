/** What is put into one playlist from a date until a date. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { PlacementsOf } from "@/features/placements/PlacementsOf";
import { playlistQuery, writer } from "@/features/playlist/queries";

const route = getRouteApi("/inside/playlists/$playlist");

export function PlaylistPlacements() {
  const { playlist } = route.useParams();
  const { data } = useSuspenseQuery(playlistQuery(playlist));
  return <PlacementsOf playlist={data.id} name={data.name} account={writer(data)} tags={data.tags} />;
}
