/** How one playlist is protected. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { playlistQuery, writer } from "@/features/playlist/queries";
import { ProtectionOf } from "@/features/protection/ProtectionOf";
import "@/features/protection/protection.css";

const route = getRouteApi("/inside/playlists/$playlist");

export function PlaylistProtection() {
  const { playlist } = route.useParams();
  const { data } = useSuspenseQuery(playlistQuery(playlist));
  return <ProtectionOf playlist={data.id} name={data.name} account={writer(data)} />;
}
