/** One playlist: its name, cover and details, and its rooms. */
import { Button, Group, Menu } from "@mantine/core";
import { IconChevronDown, IconPencil } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { mayEdit } from "@/api/session";
import { playlistQuery } from "@/features/playlist/queries";
import type { Shape } from "@/features/shaping/asked";
import { Cover, playlistCover } from "@/shared/Cover";
import { useSession } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import { Loading } from "@/shared/states/States";
import { counted, titled } from "@/shared/text";
import { useWritable } from "./writable";

const route = getRouteApi("/inside/playlists/$playlist");
const ShapeDialog = lazy(async () => ({ default: (await import("@/features/shaping/ShapeDialog")).ShapeDialog }));
const DetailsForm = lazy(async () => ({ default: (await import("@/features/shaping/DetailsForm")).DetailsForm }));

export function Playlist() {
  const { playlist } = route.useParams();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(playlistQuery(playlist));
  const accounts = useWritable();
  const session = useSession();
  const owned = data.seen_by.some((one) => one.relation === "owner" && mayEdit(session, one.account, data.tags));
  const [editing, setEditing] = useState(false);
  const [shaping, setShaping] = useState<Shape | null>(null);
  const params = { playlist };
  const close = () => {
    setEditing(false);
    setShaping(null);
    void client.invalidateQueries({ queryKey: ["playlists"] });
  };
  return (
    <Page
      title={titled(data.name)}
      actions={(owned || accounts.length > 0) && (
        <Group gap="xs">
          {owned && !editing && <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setEditing(true)}>Edit details</Button>}
          {accounts.length > 0 && data.entries !== null && (
            <Menu position="bottom-end">
              <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>More</Button></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item renderRoot={(props) => <Link {...props} to="/add" search={{ playlist }} />}>Paste tracks …</Menu.Item>
                <Menu.Item renderRoot={(props) => <Link {...props} to="/exchange" search={{ playlists: playlist }} />}>Export …</Menu.Item>
                <Menu.Item onClick={() => setShaping("duplicate")}>Duplicate …</Menu.Item>
                <Menu.Item onClick={() => setShaping("split")}>Split …</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      )}
      about={!editing && (
        <span style={{ display: "flex", gap: 12, alignItems: "center", marginTop: 4 }}>
          <Cover name={data.name} src={playlistCover(data)} size={44} />
          <span className="pw-two">
            <span>{data.total === null ? "length not provided" : counted(data.total, "track")}, by {data.owner_name ?? data.owner_id}, {data.public === null ? "visibility not provided" : data.public ? "public" : "private"}</span>
            <span>{data.description} <a className="pw-link pw-text-link" href={`https://open.spotify.com/playlist/${data.id}`} target="_blank" rel="noreferrer">Open in Spotify</a></span>
          </span>
        </span>
      )}
    >
      {editing && <Suspense fallback={<Loading />}><DetailsForm key={data.version} playlist={data} cover={playlistCover(data, "full")} onClose={close} /></Suspense>}
      <nav className="pw-tabs" aria-label="Rooms of the playlist">
        <Link to="/playlists/$playlist" params={params} activeOptions={{ exact: true }} activeProps={{ "aria-current": "page" }}>Tracks</Link>
        <Link to="/playlists/$playlist/history" params={params} activeProps={{ "aria-current": "page" }}>History</Link>
        <Link to="/playlists/$playlist/placements" params={params} activeProps={{ "aria-current": "page" }}>Placements</Link>
        <Link to="/playlists/$playlist/rules" params={params} activeProps={{ "aria-current": "page" }}>Rules</Link>
        <Link to="/playlists/$playlist/protection" params={params} activeProps={{ "aria-current": "page" }}>Protection</Link>
      </nav>
      <Outlet />
      {shaping !== null && <Suspense fallback={null}><ShapeDialog shape={shaping} sources={[data]} accounts={accounts} onClose={close} /></Suspense>}
    </Page>
  );
}
