/** Cutting and pasting: within a playlist, between playlists and tabs, and from anything that holds Spotify links. */
import { about, type Item, type Row } from "./model";

const OURS = "application/x-playwarden-tracks";
let held: readonly Item[] = [];

export function copy(rows: readonly Row[], into?: DataTransfer | null): void {
  held = rows.map(({ uri, artist, name, kind, addedAt, ...more }) => ({ ...about(more), uri, artist, name, kind, addedAt }));
  const text = held.map((item) => item.uri ?? "").join("\n");
  if (into != null) {
    into.setData("text/plain", text);
    into.setData(OURS, JSON.stringify(held));
  }
}

export const holds = (): number => held.length;

/** What is pasted: our own rows with their names, else the links in a text. */
export function pasted(from?: DataTransfer | null): readonly Item[] {
  if (from == null) return held;
  const ours = from.getData(OURS);
  if (ours !== "") return JSON.parse(ours) as Item[];
  return linked(from.getData("text/plain"));
}

/** Every track and episode that a text links to, in order. */
export function linked(text: string): Item[] {
  const found = text.matchAll(/(?:spotify:|open\.spotify\.com\/(?:intl-\w+\/)?)(track|episode)[:/]([0-9A-Za-z]{22})(?![0-9A-Za-z])/g);
  return [...found].map(([, kind, id]) => ({ uri: `spotify:${kind}:${id}`, artist: "", name: `spotify:${kind}:${id}`, kind: kind!, addedAt: null }));
}

/** The playlist that a text is a link to; null: it is none. */
export function linkedPlaylist(text: string): string | null {
  const found = /(?:spotify:|open\.spotify\.com\/(?:intl-\w+\/)?)playlist[:/]([0-9A-Za-z]{22})(?![0-9A-Za-z])/.exec(text);
  return found?.[1] ?? null;
}
