/** What the states of jobs and runs are called, everywhere alike. */
import type { Tone } from "./states/Word";

export const JOB_TONES: Record<string, Tone> = {
  scheduled: "quiet", queued: "quiet", waiting: "warn", running: "busy", succeeded: "good", failed: "bad", cancelled: "quiet", missed: "warn",
};
export const JOB_WORDS: Record<string, string> = {
  scheduled: "scheduled", queued: "next", waiting: "waiting", running: "running", succeeded: "done", failed: "failed", cancelled: "cancelled", missed: "missed",
};
export const OPEN_STATES = ["scheduled", "queued", "waiting", "running"];
