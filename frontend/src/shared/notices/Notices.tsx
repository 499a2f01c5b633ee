/** The notices at the corner: progress while a run goes on, then Undo. */
import { Button, CloseButton, Group, Paper, Progress, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { Failure } from "../states/States";
import { jobQuery, plans } from "../plan/queries";
import { Time } from "../time/Time";
import { type ChangeNotice, current, dismiss, onNotices, type RunNotice } from "./store";
import { Says } from "@/shared/states/Says";

const Review = lazy(() => import("../plan/Review").then((module) => ({ default: module.Review })));
const OPEN = ["scheduled", "queued", "waiting", "running"];
/** The stream says when it is over; asked all the same, should the stream be down. */
const ASK_MS = 5_000;

export function Notices() {
  const notices = useSyncExternalStore(onNotices, current);
  return (
    <div className="pw-notices" role="status" aria-live="polite">
      {notices.map((notice) => "undo" in notice ? <Changed key={notice.run} notice={notice} /> : <One key={notice.run} notice={notice} />)}
    </div>
  );
}

function Changed({ notice }: { notice: ChangeNotice }) {
  const undoing = useMutation({ mutationFn: notice.undo, onSuccess: () => dismiss(notice.run) });
  return (
    <Paper withBorder shadow="md" p="sm" className="pw-notice">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600}>{notice.title}</Text>
        <CloseButton aria-label="Dismiss" size="sm" onClick={() => dismiss(notice.run)} />
      </Group>
      {undoing.isError && <Failure error={undoing.error} />}
      <Button mt={6} size="compact-sm" variant="light" loading={undoing.isPending} onClick={() => undoing.mutate()}>Undo</Button>
    </Paper>
  );
}

function One({ notice }: { notice: RunNotice }) {
  const [undoing, setUndoing] = useState(false);
  const { data: job } = useQuery({ ...jobQuery(notice.job), refetchInterval: (query) => (OPEN.includes(query.state.data?.state ?? "running") ? ASK_MS : false) });
  const state = job?.state ?? "queued";
  const open = OPEN.includes(state);
  const words = { succeeded: "Done", failed: "Failed", cancelled: "Cancelled", waiting: "Waiting" }[state] ?? "Under way";
  return (
    <Paper withBorder shadow="md" p="sm" className="pw-notice">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600}>{words}: {notice.title}</Text>
        <CloseButton aria-label="Dismiss" size="sm" onClick={() => dismiss(notice.run)} />
      </Group>
      {open && <Progress value={job?.progress.total ? (100 * job.progress.done) / job.progress.total : 15} mt={6} size="sm" aria-label={notice.title} />}
      {open && <Text size="xs" c="dimmed">{job?.held?.note ?? job?.progress.words}{job?.held && <> (<Time at={job.held.until} how="relative" />)</>}</Text>}
      {state === "failed" && <Text size="sm"><Says text={`${job?.failure?.what ?? ""} ${job?.failure?.remedy ?? ""}`} /></Text>}
      {!open && <Button mt={6} size="compact-sm" variant="light" onClick={() => setUndoing(true)}>Undo</Button>}
      {undoing && (
        <Suspense>
          <Review title={`Undo: ${notice.title}`} propose={() => plans.undo(notice.run)} onClose={() => setUndoing(false)} onStarted={() => dismiss(notice.run)} />
        </Suspense>
      )}
    </Paper>
  );
}
