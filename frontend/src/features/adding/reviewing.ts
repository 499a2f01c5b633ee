/** The review of pasted lines, as pure functions: what is left to decide, where a choice leads, what the keys mean. */
import type { Tone } from "@/shared/states/Word";
import type { LineView } from "@/shared/url";
import type { Choice, Line } from "./queries";

export interface Lines {
  /** The server's time when they were asked for. */
  now: string;
  lines: Line[];
}

export const STATES: Record<string, { words: string; tone: Tone }> = {
  sure: { words: "found for certain", tone: "good" },
  accepted: { words: "accepted", tone: "good" },
  decided: { words: "chosen", tone: "good" },
  review: { words: "to be chosen", tone: "warn" },
  none: { words: "nothing found", tone: "bad" },
  search: { words: "not known here", tone: "quiet" },
  missing: { words: "does not exist", tone: "quiet" },
  skipped: { words: "left out", tone: "quiet" },
  left_out: { words: "not read", tone: "quiet" },
};

export const VIEWS: Record<LineView, { label: string; states: readonly string[] }> = {
  review: { label: "To review", states: ["review", "none"] },
  sure: { label: "Certain", states: ["sure"] },
  search: { label: "Not known here", states: ["search"] },
  none: { label: "Nothing found", states: ["none"] },
  done: { label: "Done", states: ["accepted", "decided", "missing", "skipped"] },
  left_out: { label: "Not read", states: ["left_out"] },
};

/** Lines by their numbers with those that came later in their places. */
export function fresh(known: Lines, later: Lines): Lines {
  if (later.lines.length === 0) return { ...known, now: later.now };
  const changed = new Map(later.lines.map((line) => [line.number, line]));
  const lines = known.lines.map((line) => changed.get(line.number) ?? line);
  const last = known.lines.at(-1)?.number ?? 0;
  return { now: later.now, lines: [...lines, ...later.lines.filter((line) => line.number > last)] };
}

/** Those of a view, and those that were touched while it is open: what was just decided does not jump away. */
export function shown(lines: readonly Line[], view: LineView | undefined, touched: ReadonlySet<number>): readonly Line[] {
  if (view === undefined) return lines;
  const { states } = VIEWS[view];
  return lines.filter((line) => states.includes(line.state) || touched.has(line.number));
}

/** How many lines stand in each view. */
export function counts(lines: readonly Line[]): Record<LineView, number> {
  const found: Record<LineView, number> = { review: 0, sure: 0, search: 0, none: 0, done: 0, left_out: 0 };
  for (const line of lines) for (const view of Object.keys(found) as LineView[]) if (VIEWS[view].states.includes(line.state)) found[view] += 1;
  return found;
}

const OPEN = new Set(["review", "none"]);
export const isOpen = (line: Line): boolean => OPEN.has(line.state);
const COMES = new Set(["sure", "accepted", "decided"]);
/** Whether it comes to a track, each track once. */
export const comes = (line: Line): boolean => COMES.has(line.state) && line.twin === null;

/** The place of the next line that needs somebody, from behind `from` on and then from the beginning; null: none does. */
export function nextOpen(lines: readonly Line[], from: number): number | null {
  for (let step = 1; step <= lines.length; step += 1) {
    const place = (from + step) % lines.length;
    if (isOpen(lines[place]!)) return place;
  }
  return null;
}

/** The line as it will be, before the server has said so. */
export function after(line: Line, choice: Choice): Line {
  switch (choice.choose) {
    case "track": return { ...line, state: "decided", uri: choice.uri, track: line.likely.find((one) => one.track.uri === choice.uri)?.track ?? (line.track?.uri === choice.uri ? line.track : null), by: "choice" };
    case "missing": return { ...line, state: "missing", uri: null, track: null, by: "choice" };
    case "skip": return { ...line, state: "skipped", uri: null, track: null, by: "choice" };
    case "clear": return line;
  }
}

export type Key = { do: "choose"; choice: Choice } | { do: "go"; by: number } | { do: "search" | "back" } | null;

/** What a key means on a line. */
export function meant(key: string, line: Line | undefined): Key {
  switch (key) {
    case "j":
    case "ArrowDown": return { do: "go", by: 1 };
    case "k":
    case "ArrowUp": return { do: "go", by: -1 };
    case "PageDown": return { do: "go", by: 12 };
    case "PageUp": return { do: "go", by: -12 };
    case "Home": return { do: "go", by: -Infinity };
    case "End": return { do: "go", by: Infinity };
    case "/": return { do: "search" };
    case "z": return { do: "back" };
  }
  if (line === undefined || line.state === "left_out") return null;
  if (key === "n") return { do: "choose", choice: { choose: "missing" } };
  if (key === "s") return { do: "choose", choice: { choose: "skip" } };
  const uri = key === "Enter" ? (line.uri ?? line.likely[0]?.track.uri) : /^[1-3]$/.test(key) ? line.likely[Number(key) - 1]?.track.uri : undefined;
  return uri === undefined ? null : { do: "choose", choice: { choose: "track", uri } };
}

/** How likely a score is, in words. */
export const likely = (score: number): string => (score >= 90 ? "very likely" : score >= 75 ? "likely" : score >= 60 ? "perhaps" : "hardly");

/** What a line names, as a person would say it. */
export const naming = (line: Pick<Line, "title" | "artists" | "text">): string => (line.title === "" ? line.text : [line.artists.join(", "), line.title].filter(Boolean).join(" – "));
