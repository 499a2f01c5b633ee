/** Pasted texts: read, kept, searched for, reviewed line by line, added; and what was decided about names. Only searching and proposing cost calls. */
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { fresh, type Lines } from "./reviewing";

export type Paste = Schemas["PasteDocument"];
export type Line = Schemas["PasteLineDocument"];
export type Reading = Schemas["PasteReadingDocument"];
export type Track = Schemas["TrackDocument"];
export type Decision = Schemas["DecisionDocument"];
/** How a text is written, as far as somebody said so. */
export type Given = Schemas["ReadingBody"];
export type Means = NonNullable<NonNullable<Given["columns"]>[number]["means"]>;

export const readingQuery = (text: string, given: Given) =>
  queryOptions({ queryKey: ["paste-reading", text, given], queryFn: ({ signal }) => data(api.POST("/api/v1/pastes/read", { body: { text, ...given }, signal })), enabled: text.trim() !== "", placeholderData: keepPreviousData, gcTime: 60_000, retry: false });

export const pastesQuery = queryOptions({ queryKey: ["pastes", "list"], queryFn: async () => (await data(api.GET("/api/v1/pastes"))).pastes, staleTime: 10_000 });

const at = (paste: string) => ({ path: { paste } });
export const pasteQuery = (paste: string) => queryOptions({ queryKey: ["pastes", "one", paste], queryFn: () => data(api.GET("/api/v1/pastes/{paste}", { params: at(paste) })) });

const PAGE = 1_000;

async function pages(paste: string, since: string | null): Promise<Lines> {
  const lines: Line[] = [];
  let now: string | null = null;
  for (;;) {
    const some = await data(api.GET("/api/v1/pastes/{paste}/lines", { params: { ...at(paste), query: { after: lines.at(-1)?.number ?? 0, limit: PAGE, ...(since !== null && { since }) } } }));
    now ??= some.now;
    lines.push(...some.lines);
    if (some.lines.length < PAGE) return { now, lines };
  }
}

export const linesKey = (paste: string) => ["paste-lines", paste];

/** All lines; asked again, those that changed since. */
export const linesQuery = (client: QueryClient, paste: string) =>
  queryOptions({
    queryKey: linesKey(paste),
    queryFn: async (): Promise<Lines> => {
      const known = client.getQueryData<Lines>(linesKey(paste));
      return known === undefined ? pages(paste, null) : fresh(known, await pages(paste, known.now));
    },
    staleTime: 30_000,
    gcTime: 5 * 60_000,
  });

export type Choice = { choose: "track"; uri: string } | { choose: "missing" | "skip" | "clear" };

type Adding = Schemas["PasteAddBody"];
type Placing = Schemas["PastePlaceBody"];

export const pastes = {
  keep: (account: string, text: string, name: string, given: Given) => data(api.POST("/api/v1/pastes", { body: { account, text, name, ...given } })),
  remove: (paste: string) => data(api.DELETE("/api/v1/pastes/{paste}", { params: at(paste) })),
  reread: (paste: string, given: Given) => data(api.PUT("/api/v1/pastes/{paste}/reading", { params: at(paste), body: given })),
  search: (paste: string, again: boolean) => data(api.POST("/api/v1/pastes/{paste}/search", { params: at(paste), body: { again } })),
  choose: (paste: string, number: number, choice: Choice) => data(api.POST("/api/v1/pastes/{paste}/lines/{number}", { params: { path: { paste, number } }, body: choice })),
  accept: (paste: string) => data(api.POST("/api/v1/pastes/{paste}/accept", { params: at(paste) })),
  propose: (paste: string, body: Adding) => data(api.POST("/api/v1/pastes/{paste}/proposal", { params: at(paste), body })),
  place: (paste: string, body: Placing) => data(api.POST("/api/v1/pastes/{paste}/placements", { params: at(paste), body })),
};

export const cancelPlacement = (placement: string) => data(api.POST("/api/v1/placements/{placement}/cancel", { params: { path: { placement } }, body: { keep: false } }));
export const cancelJob = (job: string) => data(api.POST("/api/v1/jobs/{job}/cancel", { params: { path: { job } } }));

/** Known here, by words: costs no call. */
export const knownQuery = (words: string) =>
  queryOptions({ queryKey: ["tracks", "known", words], queryFn: ({ signal }) => data(api.GET("/api/v1/tracks", { params: { query: { q: words, limit: 8 } }, signal })), enabled: words.trim().length > 1, placeholderData: keepPreviousData });

/** Asks Spotify: 1 call. */
export const askSpotify = (account: string, words: string) => data(api.POST("/api/v1/tracks/search", { body: { account, words } }));

export const decisionsQuery = (q: string) =>
  queryOptions({ queryKey: ["decisions", q], queryFn: async () => (await data(api.GET("/api/v1/decisions", { params: { query: { ...(q !== "" && { q }), limit: 500 } } }))).decisions, placeholderData: keepPreviousData });
export const revoke = (decision: string) => data(api.DELETE("/api/v1/decisions/{decision}", { params: { path: { decision } } }));
