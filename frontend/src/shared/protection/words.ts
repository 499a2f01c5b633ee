/** What the states of protection are called, everywhere alike. */
import type { Tone } from "@/shared/states/Word";
import { counted } from "@/shared/text";
import type { Incident } from "./queries";

export const STANDING: Record<string, { words: string; tone: Tone }> = {
  right: { words: "as wanted", tone: "good" },
  wrong: { words: "being put back", tone: "busy" },
  waiting: { words: "waits", tone: "warn" },
  asking: { words: "asks you", tone: "bad" },
  gone: { words: "gone", tone: "bad" },
  unchecked: { words: "not looked at yet", tone: "quiet" },
};

export const POLICIES = [
  { value: "restore", label: "put foreign changes back" },
  { value: "ask", label: "ask me" },
  { value: "adopt", label: "adopt edits from elsewhere" },
] as const;

const HOW: Record<string, string> = { emptied: "empty", default: "a default text", gone: "gone", mosaic: "Spotify’s mosaic", other: "another one" };

export const fieldWords = (field: string): string => (field === "public" ? "visibility" : field);

/** `The description is empty, the cover is gone`. */
export function wrongWords(incident: Incident): string {
  if (incident.kind === "gone") return "The playlist is gone";
  const said = incident.wrong.map((one) => `the ${fieldWords(one.field)} is ${HOW[one.how] ?? one.how}`).join(", ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

export const STATE: Record<string, { words: string; tone: Tone }> = {
  waiting: { words: "waits", tone: "warn" },
  restoring: { words: "being put back", tone: "busy" },
  settling: { words: "sent, not shown yet", tone: "busy" },
  asking: { words: "asks you", tone: "bad" },
  restored: { words: "put back", tone: "good" },
  healed: { words: "right by itself", tone: "good" },
  adopted: { words: "adopted", tone: "quiet" },
  rebuilt: { words: "made anew", tone: "good" },
  released: { words: "not protected any more", tone: "quiet" },
};

/** `45 seconds`, `9 minutes`, `2 hours`, `3 days`. */
export function span(seconds: number): string {
  for (const [unit, size] of [["day", 86_400], ["hour", 3_600], ["minute", 60]] as const)
    if (seconds >= 2 * size || (seconds >= size && seconds % size === 0)) return counted(Math.round(seconds / size), unit);
  return counted(seconds, "second");
}
