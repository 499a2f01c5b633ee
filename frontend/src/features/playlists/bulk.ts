/** The edits of many playlists that the page offers, and what each asks for. */
import { titled } from "@/shared/text";
import type { Edit } from "./queries";

interface Field {
  name: string;
  label: string;
  placeholder?: string;
}
type Asked =
  | (Field & { kind: "text"; optional?: boolean })
  | (Field & { kind: "flag" })
  | (Field & { kind: "choice"; of: { value: string; label: string }[] });

export type Action = "rename" | "replace" | "add" | "remove" | "sort" | "deduplicate" | "renew" | "public" | "private";
export type Filled = Readonly<Record<string, string | boolean>>;

interface Offer {
  words: string;
  about: string;
  fields: Asked[];
  /** Shows first what goes, what there is instead and why, each of which can be refused. */
  pairs?: true;
}

const TRACKS: Asked = { kind: "text", name: "uris", label: "Tracks", placeholder: "Spotify links or URIs, with spaces between" };

export const ACTIONS: Record<Action, Offer> = {
  rename: {
    words: "Rename",
    about: "Placeholders: {name}, {description}, {number}, {of}, {count}, {date}, {year}, {month}, {day}; {number:3} is 007.",
    fields: [
      { kind: "text", name: "name", label: "Name", placeholder: "{name} ({year})", optional: true },
      { kind: "text", name: "description", label: "Description", placeholder: "stays as it is", optional: true },
    ],
  },
  replace: {
    words: "Find and replace in",
    about: "Finds a text and puts another in its place.",
    fields: [
      { kind: "text", name: "find", label: "Find" },
      { kind: "text", name: "replace", label: "Replace with", optional: true },
      { kind: "choice", name: "within", label: "In", of: [{ value: "name", label: "the name" }, { value: "description", label: "the description" }, { value: "both", label: "both" }] },
      { kind: "flag", name: "ignore_case", label: "Whether letters are large or small does not matter" },
      { kind: "flag", name: "regex", label: "It is a regular expression" },
    ],
  },
  add: {
    words: "Add tracks to",
    about: "Each playlist gets them where they do not stand yet.",
    fields: [TRACKS, { kind: "choice", name: "where", label: "Where", of: [{ value: "bottom", label: "at the bottom" }, { value: "top", label: "at the top" }] }],
  },
  remove: { words: "Remove tracks from", about: "Every occurrence goes.", fields: [TRACKS] },
  sort: {
    words: "Sort",
    about: "What is not known stands last; moved entries keep their dates.",
    fields: [
      { kind: "choice", name: "by", label: "By", of: ["title", "artist", "album", "released", "duration", "added"].map((value) => ({ value, label: value })) },
      { kind: "flag", name: "descending", label: "The last first" },
    ],
  },
  deduplicate: {
    words: "Remove duplicates from",
    about: "Of each track one stays; what cannot be played never stays where another can. Spotify removes all occurrences, so a link that stood there twice loses its date.",
    pairs: true,
    fields: [
      { kind: "choice", name: "by", label: "The same are", of: [{ value: "id", label: "the same link" }, { value: "isrc", label: "also the same recording code (ISRC)" }, { value: "likeness", label: "also the same names and length" }] },
      { kind: "choice", name: "keep", label: "Of several in one playlist stays", of: [{ value: "first", label: "the first" }, { value: "last", label: "the last" }, { value: "oldest", label: "the one that was added first" }, { value: "newest", label: "the one that was added last" }, { value: "cheapest", label: "whichever takes the fewest calls" }] },
    ],
  },
  renew: {
    words: "Replace greyed-out tracks in",
    about: "Puts a recording that can be played in the place of one that cannot: one with the same code (ISRC), else one with the same names and length.",
    pairs: true,
    fields: [],
  },
  public: { words: "Show on the profile:", about: "", fields: [] },
  private: { words: "Hide from the profile:", about: "", fields: [] },
};

/** What the form asks for: of several playlists also whether they are looked at together, and then where a track stays. */
export function asks(action: Action, rows: readonly { id: string; name: string }[], filled: Filled): Asked[] {
  const { fields } = ACTIONS[action];
  if (action !== "deduplicate" || rows.length < 2) return fields;
  const [by, keep] = fields as [Asked, Asked];
  const across: Asked = { kind: "choice", name: "across", label: "Looked at", of: [{ value: "", label: "each playlist by itself" }, { value: "yes", label: `all ${rows.length} playlists together` }] };
  const stays: Asked = {
    kind: "choice", name: "stays_in", label: "A track stays in",
    of: [
      { value: "first", label: "the first playlist by name that holds it" }, { value: "oldest", label: "the one to which it was added first" }, { value: "newest", label: "the one to which it was added last" },
      ...rows.map((row) => ({ value: row.id, label: `${titled(row.name)}, where that holds it` })),
    ],
  };
  return filled.across === "yes" ? [by, across, stays, keep] : [by, across, keep];
}

const ID = /^[0-9A-Za-z]{22}$/;

/** URIs out of pasted links and URIs; null where something else stands there. */
export function trackUris(text: string): string[] | null {
  const found = text.split(/[\s,]+/).filter(Boolean).map((word) => {
    const named = /^spotify:(track|episode):(\w+)$/.exec(word) ?? /^https:\/\/open\.spotify\.com\/(?:intl-\w+\/)?(track|episode)\/(\w+)/.exec(word);
    return named !== null && ID.test(named[2]!) ? `spotify:${named[1]}:${named[2]}` : null;
  });
  return found.length > 0 && found.every((uri) => uri !== null) ? [...new Set(found)] : null;
}

const said = (filled: Filled, name: string): string => String(filled[name] ?? "");

export function ready(action: Action, filled: Filled): boolean {
  if (action === "rename") return said(filled, "name") !== "" || said(filled, "description") !== "";
  if (action === "add" || action === "remove") return trackUris(said(filled, "uris")) !== null;
  return ACTIONS[action].fields.every((field) => field.kind !== "text" || field.optional === true || said(filled, field.name) !== "");
}

/** `leave`: tracks that are to be left alone, by URI. */
export function edit(action: Action, filled: Filled, leave: readonly string[] = []): Edit {
  const choice = (name: string): string => {
    const field = ACTIONS[action].fields.find((one) => one.name === name);
    return said(filled, name) || (field?.kind === "choice" ? field.of[0]!.value : "");
  };
  switch (action) {
    case "rename": return { kind: "details", ...(said(filled, "name") ? { name: said(filled, "name") } : {}), ...(said(filled, "description") ? { description: said(filled, "description") } : {}) };
    case "replace": return { kind: "details", find: said(filled, "find"), replace: said(filled, "replace"), within: choice("within"), regex: filled.regex === true, ignore_case: filled.ignore_case === true };
    case "add": return { kind: "add", uris: trackUris(said(filled, "uris")) ?? [], where: choice("where") };
    case "remove": return { kind: "remove", uris: trackUris(said(filled, "uris")) ?? [] };
    case "sort": return { kind: "sort", by: choice("by"), descending: filled.descending === true };
    case "deduplicate": {
      const across = filled.across === "yes" ? { across: true, stays_in: said(filled, "stays_in") || "first" } : {};
      return { kind: "deduplicate", by: choice("by"), keep: choice("keep"), ...across, leave: [...leave] };
    }
    case "renew": return { kind: "renew", leave: [...leave], ...(said(filled, "market").length === 2 ? { market: said(filled, "market") } : {}) };
    case "public": return { kind: "visibility", public: true };
    case "private": return { kind: "visibility", public: false };
  }
}
