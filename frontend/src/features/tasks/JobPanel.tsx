/** One job: how far it is, what holds it, what it came to, its log. */
import { Button, Drawer, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { may } from "@/api/session";
import { JOB_TONES, JOB_WORDS } from "@/shared/jobs";
import { jobQuery } from "@/shared/plan/queries";
import { useSession } from "@/shared/session";
import { Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Says } from "@/shared/states/Says";
import { Actions } from "./Actions";
import { BEFORE, planAhead, waits } from "./overrides";
import { PlanAhead } from "./PlanAhead";
import { type Job, logQuery } from "./queries";

const ChangePlan = lazy(() => import("./ChangePlan").then((found) => ({ default: found.ChangePlan })));

export function JobPanel({ job, onClose }: { job: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery(jobQuery(job));
  return (
    <Drawer opened onClose={onClose} position="right" size="md" title={<Text fw={650}>{data?.title ?? "A task"}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined ? error === null && <Loading /> : <Shown job={data} />}
    </Drawer>
  );
}

function Shown({ job }: { job: Job }) {
  const { data: log } = useQuery(logQuery(job.id));
  const [changing, setChanging] = useState(false);
  const run = waits(job) ? job.run : job.begun;
  const mayChange = may(useSession(), "override_plan") && run !== null && BEFORE.includes(job.state);
  const children = Object.entries(job.children);
  const facts: [string, React.ReactNode][] = [
    ["State", <Word key="s" tone={JOB_TONES[job.state] ?? "quiet"}>{job.cancelling ? "cancelling" : (JOB_WORDS[job.state] ?? job.state)}</Word>],
    ["Due", <Time key="d" at={job.due_at} how="both" />],
    ["Started", <Time key="b" at={job.started_at} />],
    ["Ended", <Time key="e" at={job.ended_at} />],
    ["Calls", `${job.calls} so far${job.forecast === null ? "" : `, ${job.forecast} expected`}`],
    ["Asked by", whoDid(job.actor)],
  ];
  return (
    <Stack gap="md">
      {job.state === "running" && <Progress value={job.progress.total ? (100 * job.progress.done) / job.progress.total : 10} aria-label="Progress" />}
      {job.progress.words !== "" && <Text size="sm">{job.progress.words}</Text>}
      {job.held !== null && <Text size="sm" style={{ color: "var(--pw-warn)" }}>{job.held.note ?? `It waits for ${job.held.waits_for ?? "its time"}`} – until <Time at={job.held.until} how="both" />.</Text>}
      {job.all_held && <Text size="sm" style={{ color: "var(--pw-warn)" }}>All tasks are held: nothing is taken up until they are released.</Text>}
      {!job.runner && <Text size="sm" style={{ color: "var(--pw-warn)" }}>Nobody is there to carry it out: no runner is up.</Text>}
      {job.failure !== null && <div role="alert"><Text fw={600}><Says text={job.failure.what} /></Text><Text c="dimmed"><Says text={job.failure.remedy} /></Text></div>}
      {job.failure === null && job.note !== null && <Text size="sm"><Says text={job.note} /></Text>}
      <dl className="pw-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {children.length > 0 && <Text size="sm">{children.map(([state, count]) => `${count} ${JOB_WORDS[state] ?? state}`).join(", ")} of {counted(children.reduce((sum, [, count]) => sum + count, 0), "part")}</Text>}
      <Group>
        <Actions job={job} />
        {job.may_plan && <PlanAhead plan={() => planAhead(job.id)} of={job.title} kind={job.kind} />}
        {mayChange && <Button variant="default" onClick={() => setChanging(true)}>Change this plan</Button>}
      </Group>
      {changing && run !== null && <Suspense><ChangePlan run={run} jobKey={job.key} onClose={() => setChanging(false)} /></Suspense>}
      <div>
        <Text fw={600} size="sm" mb={4}>Log</Text>
        {log === undefined || log.length === 0 ? <Text size="sm" c="dimmed">Nothing was written yet.</Text> : (
          <ol className="pw-log" tabIndex={0} aria-label="Log">
            {log.map((line) => <li key={line.number}><span className="pw-dim"><Time at={line.at} /></span> {String(line.data.words ?? line.data.text ?? JSON.stringify(line.data))}</li>)}
          </ol>
        )}
      </div>
    </Stack>
  );
}
