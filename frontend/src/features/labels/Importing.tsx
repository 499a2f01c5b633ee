/** An import on its way: how far it is, and the way to stop it. It goes on where the dialog is closed. */
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { jobQuery } from "@/shared/plan/queries";
import { Says } from "@/shared/states/Says";
import { Failure } from "@/shared/states/States";
import { sets } from "./queries";

const OPEN = ["scheduled", "queued", "waiting", "running"];
const ASK_MS = 1_000;

export function Importing({ job: id, onDone, onAgain }: { job: string; onDone: () => void; onAgain: () => void }) {
  const { data: job, error } = useQuery({ ...jobQuery(id), refetchInterval: (query) => (OPEN.includes(query.state.data?.state ?? "running") ? ASK_MS : false) });
  const stopping = useMutation({ mutationFn: () => sets.cancel(id) });
  const state = job?.state ?? "queued";
  useEffect(() => {
    if (state === "succeeded") onDone();
  }, [state, onDone]);
  if (error !== null) return <Failure error={error} />;
  if (state === "failed" || state === "cancelled") {
    return (
      <Alert color={state === "failed" ? "red" : "gray"} title={state === "failed" ? "It was not imported" : "The import was cancelled"} role="alert">
        <Text size="sm"><Says text={job?.failure == null ? (job?.note ?? "") : `${job.failure.what} ${job.failure.remedy}`} /></Text>
        <Button mt="xs" size="compact-sm" variant="default" onClick={onAgain}>Back</Button>
      </Alert>
    );
  }
  const done = job?.progress.total ? Math.round((100 * job.progress.done) / job.progress.total) : 0;
  return (
    <Stack gap={6}>
      <Progress value={done} aria-label="Imported so far" />
      <Group justify="space-between">
        <Text size="sm" c="dimmed">{job?.runner === false ? "Nobody is there to carry it out: no runner is up." : `${done} %${job?.progress.words ? `, ${job.progress.words}` : ""}. It goes on when you close this.`}</Text>
        <Button size="compact-sm" variant="default" loading={stopping.isPending} onClick={() => stopping.mutate()}>Cancel the import</Button>
      </Group>
      {stopping.isError && <Failure error={stopping.error} />}
    </Stack>
  );
}
