/** A track, an artist or an album: every playlist that holds it, place and date, over time, and changing it everywhere. */
import { Button, Group, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { mayEdit } from "@/api/session";
import { albumCover, Cover } from "@/shared/Cover";
import { SaidOf } from "@/shared/labels/SaidOf";
import { useSession } from "@/shared/session";
import { Page, Panel } from "@/shared/states/Page";
import { Empty, Loading } from "@/shared/states/States";
import type { Sort } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { NOTHING, only } from "@/shared/table/picking";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { columns } from "./columns";
import { EverywhereDialog, type What } from "./EverywhereDialog";
import { type Holder, type Kind, trackId, type Whereabouts, whereaboutsQuery, writer } from "./queries";
import "./find.css";

const Courses = lazy(() => import("./Courses"));
const idOf = (one: Holder) => one.playlist.id;
const HEIGHT = "46dvh";

export function WhereaboutsPage({ kind, id }: { kind: Kind; id: string }) {
  const { data } = useSuspenseQuery(whereaboutsQuery(kind, id));
  const session = useSession();
  const [sort, setSort] = useState<Sort | null>(null);
  const [picking, setPicking] = useState(NOTHING);
  const [doing, setDoing] = useState<What | null>(null);
  const [charted, setCharted] = useState(false);
  const shown = useMemo(() => only(picking, new Set(data.holders.map(idOf))), [picking, data]);
  const table = useMemo(() => columns(kind === "track" ? null : data.tracks), [kind, data]);
  const editable = (one: Holder) => writer(one.playlist) !== null && mayEdit(session, writer(one.playlist));
  const mine = data.holders.filter(editable);
  const picked = shown.picked.size > 0 ? mine.filter((one) => shown.picked.has(one.playlist.id)) : mine;
  const may = mayEdit(session);
  const act = (what: What, words: string, enabled: boolean) => <Button variant="default" disabled={!enabled} onClick={() => setDoing(what)}>{words} …</Button>;
  return (
    <Page title={data.name} about={<About kind={kind} id={id} found={data} />}>
      <Panel
        title={data.holders.length === 0 ? "Playlists" : `In ${counted(data.holders.length, "playlist")}`}
        actions={<ExportButton name={`playlists with ${data.name}`} rows={data.holders} columns={table} />}
      >
        <DataTable
          label="Playlists that hold it" rows={data.holders} columns={table} id={idOf} sort={sort} onSort={setSort} rowHeight={44} height={HEIGHT}
          {...(may ? { picking: shown, onPicking: setPicking } : {})}
          empty={<Empty title="No playlist holds it now">{may ? "Add it to many at once below." : undefined}</Empty>}
        />
        {may && (
          <Group gap="xs" mt={10} role="group" aria-label="Change it everywhere">
            {act("replace", "Replace everywhere", picked.length > 0)}
            {act("remove", "Remove everywhere", picked.length > 0)}
            {act("add", "Add to many", data.tracks.length > 0)}
            <Text size="sm" c="dimmed">
              {shown.picked.size > 0 ? `${counted(picked.length, "playlist")} picked` : mine.length === data.holders.length ? "Everywhere is all of them; pick some to narrow it." : `You may change ${mine.length} of ${data.holders.length}.`}
            </Text>
          </Group>
        )}
      </Panel>
      {kind !== "album" && !id.startsWith("spotify:local:") && <SaidOf uri={id.startsWith("spotify:") ? id : `spotify:${kind}:${id}`} />}
      {data.tracks.length > 0 && (
        <Panel title="Places over time" actions={!charted && <Button size="compact-sm" variant="default" onClick={() => setCharted(true)}>Show</Button>}>
          {charted ? <Suspense fallback={<Loading />}><Courses kind={kind} id={id} /></Suspense> : <Text size="sm" c="dimmed">When it came, moved and went, by the versions that were recorded; also where it is no more.</Text>}
        </Panel>
      )}
      {kind !== "track" && data.tracks.length > 0 && <Panel title="Known tracks"><TrackList found={data} /></Panel>}
      {data.placements.length > 0 && <Panel title="Placements"><Placed found={data} /></Panel>}
      {doing !== null && <EverywhereDialog what={doing} found={data} holders={picked} onClose={() => setDoing(null)} />}
    </Page>
  );
}

function About({ kind, id, found }: { kind: Kind; id: string; found: Whereabouts }) {
  const [track] = found.tracks;
  const album = kind === "artist" ? null : found.album;
  return (
    <span style={{ display: "flex", gap: 12, alignItems: "center", marginTop: 4 }}>
      <Cover name={album?.name ?? found.name} src={albumCover(album?.id)} size={44} />
      <span className="pw-lines">
        {kind === "track" && track !== undefined ? (
          <span>
            {track.artists.map((artist, index) => (
              <span key={artist.id ?? artist.name}>{index > 0 && ", "}{artist.id === null ? artist.name : <Link className="pw-link pw-text-link" to="/artists/$id" params={{ id: artist.id }}>{artist.name}</Link>}</span>
            ))}
            {album !== null && <> · {album.id === null ? album.name : <Link className="pw-link pw-text-link" to="/albums/$id" params={{ id: album.id }}>{album.name}</Link>}</>}
            {track.isrc !== null && <> · {track.isrc}</>}
          </span>
        ) : <span>{kind === "artist" ? "Artist" : `Album${album?.release_date == null ? "" : `, ${album.release_date}`}`}, {counted(found.tracks.length, "known track")}</span>}
        {!id.startsWith("spotify:local:") && <span><a className="pw-link pw-text-link" href={`https://open.spotify.com/${kind}/${id.split(":").at(-1)}`} target="_blank" rel="noreferrer">Open in Spotify</a></span>}
      </span>
    </span>
  );
}

function TrackList({ found }: { found: Whereabouts }) {
  return (
    <ul className="pw-list" style={{ maxHeight: "40dvh", overflow: "auto" }} tabIndex={0} aria-label="Known tracks">
      {found.tracks.map((track) => (
        <li key={track.uri}>
          <Link className="pw-link" to="/tracks/$id" params={{ id: trackId(track.uri) }}>{track.name}</Link>
          <span className="pw-dim">{track.playlists === 0 ? "in no playlist" : `in ${counted(track.playlists, "playlist")}`}</span>
        </li>
      ))}
    </ul>
  );
}

function Placed({ found }: { found: Whereabouts }) {
  return (
    <ul className="pw-list">
      {found.placements.map((one) => (
        <li key={one.id}>
          <span><Link className="pw-link" to="/playlists/$playlist/placements" params={{ playlist: one.playlist_id }}>{one.playlist}</Link> <span className="pw-dim">{one.state.replace("_", " ")}{one.words !== "" && `: ${one.words}`}</span></span>
          <span className="pw-dim"><Time at={one.from_at} /> – <Time at={one.until_at} empty="no end" /></span>
        </li>
      ))}
    </ul>
  );
}
