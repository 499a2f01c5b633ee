/** The last runs, each with a way back. */
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { plans } from "@/shared/plan/queries";
import { useMayEdit } from "@/shared/session";
import { type Tone, Word } from "@/shared/states/Word";
import { counted, titled, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import type { Run } from "./queries";

const Review = lazy(() => import("@/shared/plan/Review").then((module) => ({ default: module.Review })));
const VERBS: Record<string, string> = { apply: "Changed", undo: "Undid", restore: "Restored" };
const TONES: Record<string, Tone> = { succeeded: "good", done: "good", failed: "bad", asking: "warn", waiting: "warn", cancelled: "quiet", running: "busy", pending: "busy" };
const ENDED = ["done", "failed", "cancelled", "asking"];

export function Runs({ runs }: { runs: readonly Run[] }) {
  const mayEdit = useMayEdit();
  const [undoing, setUndoing] = useState<Run | null>(null);
  const undone = new Set(runs.filter((run) => run.verb === "undo" && run.state === "done").map((run) => run.of_run_id));
  const title = (run: Run) => `${VERBS[run.verb] ?? run.verb} ${run.name === null ? counted(run.playlists, "playlist") : `“${titled(run.name)}”`}`;
  return (
    <ul className="pw-list">
      {runs.map((run) => (
        <li key={run.id}>
          <span className="pw-two"><span>{title(run)}</span><span className="pw-dim" style={{ fontSize: 12 }}>{whoDid(run.actor)}, <Time at={run.created_at} how="relative" /></span></span>
          <span style={{ display: "inline-flex", gap: 10, alignItems: "center" }}>
            {undone.has(run.id) ? <span className="pw-dim">undone</span> : <Word tone={TONES[run.state] ?? "quiet"}>{run.state}</Word>}
            {mayEdit && ENDED.includes(run.state) && !undone.has(run.id) && <Button size="compact-xs" variant="default" aria-label={`Undo: ${title(run)}`} onClick={() => setUndoing(run)}>Undo</Button>}
          </span>
        </li>
      ))}
      {undoing !== null && (
        <Suspense><Review title={`Undo: ${title(undoing)}`} propose={() => plans.undo(undoing.id)} onClose={() => setUndoing(null)} /></Suspense>
      )}
    </ul>
  );
}
