/** One's own draft of a playlist at the server, and that others have one. Nothing here costs a call. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { Kept } from "./editor/keeping";

export type KeptDraft = Schemas["DraftDocument"];
export type OpenDraft = Schemas["OpenDraftDocument"];

const at = (playlist: string) => ({ path: { playlist } });
/** What a page that was left is still sending: a page that is opened waits for it. */
const leaving = new Map<string, Promise<unknown>>();

export function left(playlist: string, sending: Promise<unknown>): void {
  leaving.set(playlist, sending);
  void sending.finally(() => leaving.get(playlist) === sending && leaving.delete(playlist));
}

export const readDraft = async (playlist: string): Promise<KeptDraft | null> => (await data(api.GET("/api/v1/playlists/{playlist}/draft", { params: at(playlist) }))).draft;

/** Asked anew whenever the editor opens, and now and then: another tab or device may have written it. */
export const draftQuery = (playlist: string) =>
  queryOptions({
    queryKey: ["draft", playlist],
    queryFn: async () => {
      await leaving.get(playlist);
      return readDraft(playlist);
    },
    staleTime: 0,
    gcTime: 0,
    refetchInterval: 20_000,
    refetchOnWindowFocus: "always",
  });

export const othersQuery = (playlist: string) =>
  queryOptions({
    queryKey: ["drafts", playlist],
    queryFn: () => data(api.GET("/api/v1/playlists/{playlist}/drafts", { params: at(playlist) })),
    refetchInterval: 20_000,
  });

const match = (tag: string | null) => (tag === null ? {} : { "If-Match": tag === "*" ? tag : `"${tag}"` });

/** A request that a page sends while it goes away may be this long. */
const LAST_WORDS = 60_000;

export async function saveDraft(playlist: string, kept: Kept, tag: string | null, withBase: boolean, goes: boolean): Promise<string> {
  const body = { version: kept.version, base: withBase ? kept.base : null, rows: kept.rows };
  const keepalive = goes && JSON.stringify(body).length < LAST_WORDS;
  const saved = await data(api.PUT("/api/v1/playlists/{playlist}/draft", { params: { ...at(playlist), header: {} }, body, headers: match(tag), keepalive }));
  return saved.tag;
}

export async function discardDraft(playlist: string, tag: string, goes: boolean): Promise<void> {
  await api.DELETE("/api/v1/playlists/{playlist}/draft", { params: at(playlist), headers: match(tag), keepalive: goes });
}
