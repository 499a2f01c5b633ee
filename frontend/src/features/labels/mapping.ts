/** Which column of a table is what, as it is chosen on the page and said to the server. */
import type { Preview } from "./queries";

export const FIELDS = [
  { what: "id", words: "Spotify id, URI or link" },
  { what: "isrc", words: "ISRC" },
  { what: "title", words: "Title" },
  { what: "artist", words: "Artists" },
  { what: "album", words: "Album" },
  { what: "duration", words: "Duration" },
  { what: "explicit", words: "Explicit" },
  { what: "genre", words: "Genre" },
  { what: "mood", words: "Mood" },
  { what: "tempo", words: "Tempo (bpm)" },
  { what: "energy", words: "Energy" },
  { what: "valence", words: "Valence" },
  { what: "danceability", words: "Danceability" },
  { what: "acousticness", words: "Acousticness" },
  { what: "instrumentalness", words: "Instrumentalness" },
  { what: "liveness", words: "Liveness" },
  { what: "speechiness", words: "Speechiness" },
  { what: "loudness", words: "Loudness (dB)" },
  { what: "key", words: "Key" },
  { what: "mode", words: "Mode" },
] as const;
const SHARES = new Set<string>(["energy", "valence", "danceability", "acousticness", "instrumentalness", "liveness", "speechiness"]);

/** Column by what it is; what is not read has none. */
export type Mapping = Readonly<Record<string, string>>;

/** What the server takes the columns for. */
export const mappingOf = (preview: Preview): Mapping => {
  const told = preview.mapping ?? preview.guess;
  return Object.fromEntries(Object.entries(told).map(([what, column]) => [what, preview.columns.includes(column) ? column : column.replace(/\/[\d.]+$/, "")]));
};

/** As the server is told: `tempo=BPM`, `mood=` for what is not to be read; shares of 100 are divided. */
export function said(mapping: Mapping, hundred: boolean): string[] {
  return FIELDS.map(({ what }) => {
    const column = mapping[what] ?? "";
    return `${what}=${column}${column !== "" && hundred && SHARES.has(what) ? "/100" : ""}`;
  });
}

const NAMING = new Set<string>(["id", "isrc", "title", "artist", "album", "duration", "explicit", "mode"]);

/** Whether tracks are named, by id, by ISRC or by title and artist, and something is said of them. */
export function enough(mapping: Mapping): boolean {
  const has = (what: string) => (mapping[what] ?? "") !== "";
  return (has("id") || has("isrc") || (has("title") && has("artist"))) && FIELDS.some(({ what }) => !NAMING.has(what) && has(what));
}

/** What a data set is called by its file: `tracks.csv.gz` is `tracks`. */
export const calledBy = (file: string): string => file.replace(/(\.(csv|tsv|txt|gz|zip))+$/i, "").slice(0, 60);
