/** What is not known here: what a search costs before it begins, how far it is, and what holds it. */
import { Button, Group, Progress, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@/api/client";
import { OPEN_STATES } from "@/shared/jobs";
import { Says } from "@/shared/states/Says";
import { Failure } from "@/shared/states/States";
import { counted, number } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { cancelJob, type Paste, pastes } from "./queries";

interface Props {
  paste: Paste;
  job: Schemas["JobDocument"] | undefined;
  editable: boolean;
  onStarted: () => void;
}

export function Searching({ paste, job, editable, onStarted }: Props) {
  const client = useQueryClient();
  const { cost } = paste;
  const stale = () => client.invalidateQueries({ queryKey: ["jobs"] });
  const starting = useMutation({ mutationFn: () => pastes.search(paste.id, false), onSuccess: () => { onStarted(); void stale(); } });
  const stopping = useMutation({ mutationFn: cancelJob, onSuccess: () => { onStarted(); void stale(); } });
  if (job !== undefined && OPEN_STATES.includes(job.state))
    return (
      <div className="pw-note" role="region" aria-label="The search">
        <div style={{ flex: "1 1 260px" }}>
          <Text size="sm" role="status">{job.progress.words || "Searching at Spotify …"} <span className="pw-dim">{counted(job.calls, "call")} so far. It goes on when you leave this page.</span></Text>
          <Progress mt={6} size="sm" aria-label="The search" value={job.progress.total ? (100 * job.progress.done) / job.progress.total : 4} />
          {job.held !== null && <Text size="sm" style={{ color: "var(--pw-warn)" }}>{job.held.note ?? `It waits for ${job.held.waits_for ?? "its time"}`} – until <Time at={job.held.until} how="both" />.</Text>}
        </div>
        {editable && <Button size="compact-sm" variant="default" loading={stopping.isPending} onClick={() => stopping.mutate(job.id)}>Stop</Button>}
        {stopping.isError && <Failure error={stopping.error} />}
      </div>
    );
  if (cost.lines === 0) return null;
  return (
    <div className="pw-note" role="region" aria-label="The search">
      <Text size="sm" style={{ flex: "1 1 260px" }}>
        <b>{number(cost.lines)} of {counted(paste.counts.lines, "line")} {cost.lines === 1 ? "is" : "are"} not known here.</b> Searching for {cost.lines === 1 ? "it" : "them"} takes about {counted(cost.calls, "call")}, {number(cost.most)} at most; {number(cost.left)} are left today.
        {!cost.fits && (cost.ready_at === null ? " It goes on over several days by itself." : <> The last of them leaves <Time at={cost.ready_at} how="both" />.</>)}
        {job?.state === "failed" && job.failure !== null && <span style={{ display: "block", color: "var(--pw-bad)" }}><Says text={`${job.failure.what} ${job.failure.remedy}`} /></span>}
      </Text>
      {editable && (
        <Group gap="xs">
          <Button loading={starting.isPending} onClick={() => starting.mutate()}>Search for {cost.lines === 1 ? "it" : "them"} (about {counted(cost.calls, "call")})</Button>
        </Group>
      )}
      {starting.isError && <Failure error={starting.error} />}
    </div>
  );
}
