/** Playlists, artists, albums and tracks by their names, wherever rules hold links. Asking for a name costs no call. */
import { queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, data } from "@/api/client";
import { collator, folded, titled } from "@/shared/text";
import type { LinkKind } from "./form/schema";

export const playlistsQuery = queryOptions({ queryKey: ["playlists"], queryFn: () => data(api.GET("/api/v1/playlists")), staleTime: 30_000 });

export interface Found {
  uri: string;
  name: string;
  about: string;
}

const LINK = /^(?:https?:\/\/)?open\.spotify\.com\/(?:intl-[a-z-]+\/)?(playlist|artist|album|track)\/(\w+)/;
const URI = /^spotify:(playlist|artist|album|track):(\w+)$/;

/** The URI that a pasted link or URI stands for; null for anything else, or for another kind of thing. */
export function uriOf(text: string, kind: LinkKind): string | null {
  const found = LINK.exec(text.trim()) ?? URI.exec(text.trim());
  return found !== null && found[1] === kind ? `spotify:${kind}:${found[2]!}` : null;
}

const parts = (uri: string) => URI.exec(uri);
const nameKey = (uri: string) => ["rules", "name", uri];

/** The name of one thing as the mirror knows it; null: it is not known here. */
const nameQuery = (uri: string) =>
  queryOptions({
    queryKey: nameKey(uri),
    queryFn: async (): Promise<string | null> => {
      const [, kind, id] = parts(uri) ?? [];
      try {
        if (kind === "track") return (await data(api.GET("/api/v1/tracks/{track}", { params: { path: { track: id! } } }))).name;
        if (kind === "artist") return (await data(api.GET("/api/v1/artists/{artist}", { params: { path: { artist: id! } } }))).name;
        if (kind === "album") return (await data(api.GET("/api/v1/albums/{album}", { params: { path: { album: id! } } }))).name;
      } catch {
        // Nothing that is mirrored bears this id: it is shown by its link.
      }
      return null;
    },
    staleTime: Infinity,
    retry: false,
  });

/** Keeps names that came along with something else, so that nobody asks for them. */
export function useRemember(): (names: Readonly<Record<string, string>>) => void {
  const client = useQueryClient();
  return useCallback((names) => {
    for (const [uri, name] of Object.entries(names)) client.setQueryData(nameKey(uri), name);
  }, [client]);
}

const KINDS: Record<string, string> = { playlist: "a playlist", artist: "an artist", album: "an album", track: "a track" };

/** Names for links: of what is not known, what kind of thing it is. */
export function useNames(uris: readonly string[]): (uri: string) => string {
  const { data: playlists } = useQuery(playlistsQuery);
  const links = [...new Set(uris)].filter((uri) => parts(uri) !== null);
  const asked = useQueries({ queries: links.map(nameQuery) });
  const names = new Map(links.map((uri, index) => [uri, asked[index]?.data]));
  return (uri) => {
    const [, kind, id] = parts(uri) ?? [];
    if (kind === undefined) return uri;
    const name = (kind === "playlist" ? playlists?.find((one) => one.id === id)?.name : undefined) ?? names.get(uri);
    return name == null ? `${KINDS[kind]!} (${id!.slice(0, 6)}…)` : titled(name);
  };
}

/** What is known by this kind and these words, at most `most`. */
export function useKnown(kind: LinkKind, words: string, most = 30): { found: Found[]; asking: boolean } {
  const asked = words.trim();
  const { data: playlists, isPending } = useQuery({ ...playlistsQuery, enabled: kind === "playlist" });
  const { data: all, isFetching } = useQuery({
    queryKey: ["playlists", "find", "words", asked],
    queryFn: ({ signal }) => data(api.GET("/api/v1/find", { params: { query: { q: asked } }, signal })),
    enabled: kind !== "playlist" && asked !== "",
    staleTime: 30_000,
  });
  if (kind === "playlist") {
    const fits = (playlists ?? []).filter((one) => folded(one.name).includes(folded(asked))).sort((a, b) => Number(theirs(a)) - Number(theirs(b)) || collator.compare(a.name, b.name));
    return { found: fits.slice(0, most).map((one) => ({ uri: `spotify:playlist:${one.id}`, name: titled(one.name), about: `${one.total ?? "?"} tracks, by ${one.owner_name ?? one.owner_id}` })), asking: isPending };
  }
  const found = kind === "track" ? (all?.tracks ?? []).map((one) => ({ uri: one.uri, name: one.name, about: one.credit }))
    : (kind === "artist" ? (all?.artists ?? []) : (all?.albums ?? [])).map((one) => ({ uri: one.id.startsWith("spotify:") ? one.id : `spotify:${kind}:${one.id}`, name: one.name, about: `${one.tracks} known tracks` }));
  return { found: found.slice(0, most), asking: isFetching };
}

/** What of a playlist of somebody else stands in it is not told: it comes last. */
const theirs = (row: { seen_by: { relation: string }[] }): boolean => !row.seen_by.some((one) => one.relation === "owner" || one.relation === "collaborator");
