/** Playlists as files: what an export would hold, what a file that was read would change. Only looking first and proposing cost calls. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { hand, nameOf } from "@/shared/download";

export type Look = Schemas["ExportLookDocument"];
export type Form = "xlsx" | "csv" | "json" | "m3u8";

/** All that are seen, or some by their ids. */
export type Selected = { everything: true } | { playlists: string[] };

export const lookQuery = (selection: Selected, on: boolean) =>
  queryOptions({ queryKey: ["playlists", "export", selection], queryFn: ({ signal }) => data(api.POST("/api/v1/exports/look", { body: { selection }, signal })), enabled: on, placeholderData: keepPreviousData });

/** Makes the file and hands it to the viewer. */
export async function take(selection: Selected, form: Form, look: boolean, zone: string): Promise<string> {
  const { data: file, response } = await api.POST("/api/v1/exports", { body: { selection, form, look, zone }, parseAs: "blob" });
  const name = nameOf(response, `playlists.${form}`);
  hand(file as unknown as Blob, name);
  return name;
}

export const shelfQuery = queryOptions({ queryKey: ["exports"], queryFn: () => data(api.GET("/api/v1/exports")), staleTime: 10_000 });

const stored = (file: string) => ({ params: { path: { file } } });
export const shelf = {
  take: async (file: string) => hand((await api.GET("/api/v1/exports/{file}", { ...stored(file), parseAs: "blob" })).data as unknown as Blob, file),
  remove: (file: string) => data(api.DELETE("/api/v1/exports/{file}", stored(file))),
};

const RAW = { headers: { "Content-Type": "application/octet-stream" }, bodySerializer: (body: unknown) => body as Blob };
export type Order = "auto" | "number" | "place";

/** Sends a file to be read. It changes nothing. */
export const send = (file: File, asked: { zone: string; into: string | null; order: Order }) =>
  data(api.POST("/api/v1/imports", { params: { query: { name: file.name, zone: asked.zone, order: asked.order, ...(asked.into !== null && { into: asked.into }) } }, body: file as unknown as string, ...RAW }));

const at = (reading: string) => ({ params: { path: { import: reading } } });
const read = (reading: string) => data(api.GET("/api/v1/imports/{import}", at(reading)));
export type Read = Awaited<ReturnType<typeof read>>;
export type ReadPlaylist = Read["playlists"][number];
export type Refused = ReadPlaylist["refused"][number];
export type Unresolved = ReadPlaylist["unresolved"][number];

export const readQuery = (reading: string) => queryOptions({ queryKey: ["imports", reading], queryFn: () => read(reading), retry: false, staleTime: Infinity });

export const reads = {
  choose: (reading: string, choices: Record<string, string | null>) => data(api.PUT("/api/v1/imports/{import}/choices", { ...at(reading), body: { choices } })),
  propose: (reading: string, leave: boolean, without: string[]) => data(api.POST("/api/v1/imports/{import}/propose", { ...at(reading), body: { leave_refused: leave, without, forced: [] } })),
  place: (reading: string, leave: boolean, accept: string[]) => data(api.POST("/api/v1/imports/{import}/place", { ...at(reading), body: { leave_refused: leave, accept } })),
  cancel: (placement: string) => data(api.POST("/api/v1/placements/{placement}/cancel", { params: { path: { placement } }, body: { keep: false } })),
  /** Its rows as a pasted list. */
  paste: (reading: string) => data(api.POST("/api/v1/imports/{import}/paste", at(reading))),
  forget: (reading: string) => data(api.DELETE("/api/v1/imports/{import}", at(reading))),
};

/** Tracks that are known here, by words; costs no call. */
export const knownQuery = (words: string) =>
  queryOptions({ queryKey: ["tracks", "known", words], queryFn: ({ signal }) => data(api.GET("/api/v1/tracks", { params: { query: { q: words, limit: 8 } }, signal })), enabled: words.trim().length > 1 });
