/** What was found, each kind under its own heading; every hit is a link. */
import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Cover } from "@/shared/Cover";
import { Panel } from "@/shared/states/Page";
import { counted, titled } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { type Found, type FoundTrack, trackId } from "./queries";

export function Results({ found }: { found: Found }) {
  const more = (kind: string) => (found.more.includes(kind) ? <Text size="xs" c="dimmed">There is more: another word narrows it.</Text> : null);
  return (
    <div className="pw-hits">
      {found.tracks.length > 0 && <Panel title="Tracks"><Tracks tracks={found.tracks} />{more("tracks")}</Panel>}
      {found.playlists.length > 0 && (
        <Panel title="Playlists">
          <ul className="pw-list">
            {found.playlists.map((one) => (
              <Hit key={one.id} name={one.name} side={one.total === null ? "" : counted(one.total, "track")}>
                <Link data-hit className="pw-link" to="/playlists/$playlist" params={{ playlist: one.id }}>{titled(one.name)}</Link>
                <span className="pw-dim">by {one.owner}</span>
              </Hit>
            ))}
          </ul>
          {more("playlists")}
        </Panel>
      )}
      {found.artists.length > 0 && (
        <Panel title="Artists">
          <ul className="pw-list">
            {found.artists.map((one) => (
              <Hit key={one.id} name={one.name} side={counted(one.tracks, "known track")}>
                <Link data-hit className="pw-link" to="/artists/$id" params={{ id: one.id }}>{one.name}</Link>
              </Hit>
            ))}
          </ul>
          {more("artists")}
        </Panel>
      )}
      {found.albums.length > 0 && (
        <Panel title="Albums">
          <ul className="pw-list">
            {found.albums.map((one) => (
              <Hit key={one.id} name={one.name} side={counted(one.tracks, "known track")}>
                <Link data-hit className="pw-link" to="/albums/$id" params={{ id: one.id }}>{one.name}</Link>
              </Hit>
            ))}
          </ul>
          {more("albums")}
        </Panel>
      )}
      {found.placements.length > 0 && (
        <Panel title="Placements">
          <ul className="pw-list">
            {found.placements.map((one) => (
              <Hit key={one.id} name={one.title ?? one.playlist} side={<Time at={one.from_at} />}>
                <Link data-hit className="pw-link" to="/playlists/$playlist/placements" params={{ playlist: one.playlist_id }}>{one.title ?? "details"}</Link>
                <span className="pw-dim">in {one.playlist}, {one.state.replace("_", " ")}{one.note !== "" && `: ${one.note}`}</span>
              </Hit>
            ))}
          </ul>
          {more("placements")}
        </Panel>
      )}
    </div>
  );
}

/** `playlists` null: it was not asked which hold it. */
export type Listed = Omit<FoundTrack, "playlists"> & { playlists: number | null };

export function Tracks({ tracks }: { tracks: readonly Listed[] }) {
  return (
    <ul className="pw-list">
      {tracks.map((one) => (
        <Hit key={one.uri} name={one.album ?? one.name} side={one.playlists === null ? "" : one.playlists === 0 ? "in no playlist" : `in ${counted(one.playlists, "playlist")}`}>
          <Link data-hit className="pw-link" to="/tracks/$id" params={{ id: trackId(one.uri) }}>{one.name}</Link>
          <span className="pw-dim">{one.credit}</span>
        </Hit>
      ))}
    </ul>
  );
}

function Hit({ name, side, children }: { name: string; side: ReactNode; children: ReactNode }) {
  return (
    <li>
      <span className="pw-hit"><Cover name={name} size={30} /><span className="pw-lines">{children}</span></span>
      <span className="pw-dim" style={{ whiteSpace: "nowrap", fontSize: 12 }}>{side}</span>
    </li>
  );
}
