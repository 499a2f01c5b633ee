/** What the server tells to do names commands, which pages have ways of their own for. */
import table from "./ways.json";

export interface Way {
  to: string;
  words: string;
}
export type Piece = string | Way | { command: string };

const WAYS = new Map<string, Way | null>(Object.entries(table));
const COMMAND = /`playwarden ([^`]+)`/g;

/** A text in pieces: each command as the way of the pages to the same, or as itself where only a terminal has it. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(COMMAND)) {
    const before = text.slice(end, match.index);
    if (before !== "") found.push(before);
    end = match.index + match[0].length;
    const way = wayOf(match[1]!);
    // A comma that closes the words of a way is one too many before another mark.
    found.push(way === null ? { command: `playwarden ${match[1]!}` } : { ...way, words: /^[.,;:)]|^$/.test(text.slice(end)) ? way.words.replace(/,$/, "") : way.words });
  }
  if (end < text.length) found.push(text.slice(end));
  return found;
}

/** The way for the longest beginning of a command that has one. */
function wayOf(command: string): Way | null {
  const words = command.split(" ");
  for (let count = words.length; count > 0; count -= 1) {
    const way = WAYS.get(words.slice(0, count).join(" "));
    if (way !== undefined) return way;
  }
  return null;
}
