/** How a placement stands, in words and tones. */
import type { Tone } from "@/shared/states/Word";

export const TONES: Record<string, Tone> = {
  planned: "quiet", entering: "busy", in_force: "good", leaving: "busy", ended: "quiet", cancelled: "quiet", missed: "warn", asking: "warn",
};
export const word = (state: string): string => state.replaceAll("_", " ");
/** What can still be moved or called off. */
export const OVER = ["ended", "cancelled", "missed"];
