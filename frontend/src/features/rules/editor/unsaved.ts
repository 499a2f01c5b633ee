/** Rules that were changed and not saved, kept in this browser: closing a tab loses nothing. */
import type { Doc } from "../form/schema";

export interface Unsaved {
  document: Doc;
  /** The number of the rules that these changes are over. */
  number: number;
}

const key = (place: string) => `playwarden-rules-${place}`;

export const unsaved = {
  read(place: string): Unsaved | null {
    try {
      const found = JSON.parse(localStorage.getItem(key(place)) ?? "null") as Unsaved | null;
      return found !== null && typeof found.document === "object" && typeof found.number === "number" ? found : null;
    } catch {
      // A forbidden storage, or what is nothing of ours.
      return null;
    }
  },
  write(place: string, what: Unsaved): void {
    try {
      localStorage.setItem(key(place), JSON.stringify(what));
    } catch {
      // A full or forbidden storage keeps nothing; the page still does until it is closed.
    }
  },
  clear(place: string): void {
    try {
      localStorage.removeItem(key(place));
    } catch {
      // As above.
    }
  },
};
