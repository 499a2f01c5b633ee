/** What the table of playlists that hold something shows. */
import { Link } from "@tanstack/react-router";
import { Cover, playlistCover } from "@/shared/Cover";
import type { Column } from "@/shared/table/columns";
import { counted, number, titled } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import type { Holder, Whereabouts } from "./queries";

const MOST = 4;

/** `3, 17 of 40`; of many the first ones and how many more. */
export function placed(one: Pick<Holder, "places" | "length">): string {
  const places = one.places.map((place) => number(place.position));
  const more = places.length > MOST ? ` and ${places.length - MOST} more` : "";
  return `${places.slice(0, MOST).join(", ")}${more} of ${number(one.length)}`;
}

/** Since when the oldest of them stands there; null: not known. */
export function since(one: Pick<Holder, "places">): string | null {
  const dates = one.places.map((place) => place.added_at).filter((at): at is string => at !== null);
  return dates.length === 0 ? null : dates.reduce((oldest, at) => (at < oldest ? at : oldest));
}

/** `tracks` null: of a single one, whose title needs no telling. */
export function columns(tracks: Whereabouts["tracks"] | null): Column<Holder>[] {
  const names = new Map(tracks?.map((track) => [track.uri, track.name]));
  const titles = (one: Holder) => [...new Set(one.places.map((place) => names.get(place.uri) ?? place.uri))].join(", ");
  return [
    {
      id: "name", header: "Playlist", width: "2.4fr", text: (one) => one.playlist.name,
      cell: (one) => (
        <span style={{ display: "flex", gap: 10, alignItems: "center", minWidth: 0 }}>
          <Cover name={one.playlist.name} src={playlistCover(one.playlist)} size={28} />
          <Link className="pw-link pw-cell" to="/playlists/$playlist" params={{ playlist: one.playlist.id }} tabIndex={-1}>{titled(one.playlist.name)}</Link>
        </span>
      ),
    },
    ...(tracks === null ? [] : [{ id: "tracks", header: "Tracks", width: "2fr", wide: true, text: titles, value: (one: Holder) => -one.places.length, cell: (one: Holder) => `${counted(one.places.length, "place")}: ${titles(one)}` }]),
    { id: "place", header: "Place", width: "1.3fr", text: placed, value: (one) => one.places[0]?.position ?? null },
    { id: "since", header: "Since", width: "150px", wide: true, text: (one) => since(one) ?? "", cell: (one) => <Time at={since(one)} empty="not known" /> },
    { id: "by", header: "Added by", width: "1fr", wide: true, text: (one) => one.places[0]?.added_by ?? "" },
    { id: "owner", header: "Owner", width: "1fr", wide: true, text: (one) => one.playlist.owner_name ?? one.playlist.owner_id },
  ];
}
