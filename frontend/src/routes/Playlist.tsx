/** One playlist: its name, and its rooms. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { playlistQuery } from "@/features/playlist/queries";
import { Cover, playlistCover } from "@/shared/Cover";
import { Page } from "@/shared/states/Page";
import { counted } from "@/shared/text";

const route = getRouteApi("/inside/playlists/$playlist");

export function Playlist() {
  const { playlist } = route.useParams();
  const { data } = useSuspenseQuery(playlistQuery(playlist));
  const params = { playlist };
  return (
    <Page
      title={data.name}
      about={
        <span style={{ display: "flex", gap: 12, alignItems: "center", marginTop: 4 }}>
          <Cover name={data.name} src={playlistCover(data)} size={44} />
          <span className="pw-two">
            <span>{data.total === null ? "length not provided" : counted(data.total, "track")}, by {data.owner_name ?? data.owner_id}, {data.public === null ? "visibility not provided" : data.public ? "public" : "private"}</span>
            <span>{data.description} <a className="pw-link pw-text-link" href={`https://open.spotify.com/playlist/${data.id}`} target="_blank" rel="noreferrer">Open in Spotify</a></span>
          </span>
        </span>
      }
    >
      <nav className="pw-tabs" aria-label="Rooms of the playlist">
        <Link to="/playlists/$playlist" params={params} activeOptions={{ exact: true }} activeProps={{ "aria-current": "page" }}>Tracks</Link>
        <Link to="/playlists/$playlist/history" params={params} activeProps={{ "aria-current": "page" }}>History</Link>
        <Link to="/playlists/$playlist/placements" params={params} activeProps={{ "aria-current": "page" }}>Placements</Link>
      </nav>
      <Outlet />
    </Page>
  );
}
