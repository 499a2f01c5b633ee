/** What is going on, what waits and for what, what is over. */
import { Button, Progress, SegmentedControl, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/session";
import { asProblem } from "@/api/problem";
import { JOB_TONES, JOB_WORDS } from "@/shared/jobs";
import { useSession } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import { Empty } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { type Column, type Sort } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { type Shown, tasksSearch, type TasksSearch } from "@/shared/url";
import { Views } from "@/shared/views/Views";
import { Actions } from "./Actions";
import { JobPanel } from "./JobPanel";
import { Planned } from "./Planned";
import { type JobRow, jobsQuery, runnersQuery, verbs } from "./queries";

const columns: Column<JobRow>[] = [
  {
    id: "title", header: "Task", width: "3fr", text: (job) => job.title,
    cell: (job) => (
      <span className="pw-two">
        <span>{job.title}</span>
        {(job.note ?? job.progress.words) !== "" && <span className="pw-dim" style={{ fontSize: 12 }}>{job.note ?? job.progress.words}</span>}
      </span>
    ),
  },
  {
    id: "state", header: "State", width: "118px", text: (job) => JOB_WORDS[job.state] ?? job.state,
    cell: (job) => <Word tone={JOB_TONES[job.state] ?? "quiet"}>{job.cancelling ? "cancelling" : (JOB_WORDS[job.state] ?? job.state)}</Word>,
  },
  {
    id: "progress", header: "Progress", width: "110px", wide: true, value: (job) => job.progress.done,
    text: (job) => (job.progress.total === null ? "" : `${job.progress.done} of ${job.progress.total}`),
    cell: (job) => (job.progress.total && job.state === "running" ? <Progress value={(100 * job.progress.done) / job.progress.total} size="sm" aria-label={`${job.progress.done} of ${job.progress.total}`} /> : null),
  },
  { id: "calls", header: "Calls", width: "64px", numeric: true, wide: true, value: (job) => job.calls, text: (job) => String(job.calls) },
  { id: "due", header: "When", width: "150px", wide: true, value: (job) => job.ended_at ?? job.due_at, text: (job) => job.ended_at ?? job.due_at, cell: (job) => <Time at={job.ended_at ?? job.due_at} /> },
  { id: "by", header: "By", width: "1fr", wide: true, text: (job) => whoDid(job.actor) },
  { id: "actions", header: "Actions", width: "160px", fixed: true, wide: true, text: () => "", cell: (job) => <Actions job={job} small /> },
];
const idOf = (job: JobRow) => job.id;
const TABS: { value: Shown; label: string }[] = [
  { value: "all", label: "All" }, { value: "open", label: "Open" }, { value: "ended", label: "Done" }, { value: "failed", label: "Failed" }, { value: "missed", label: "Missed" },
];

export function TasksTable({ search, onSearch }: { search: TasksSearch; onSearch: (search: TasksSearch) => void }) {
  const { data: jobs } = useSuspenseQuery(jobsQuery(search.show));
  const [sort, setSort] = useState<Sort | null>(null);
  return (
    <Page title="Tasks" about={<Hold />} actions={<><Views page="tasks" all="All tasks" search={search} onView={(view) => onSearch(tasksSearch(view?.search ?? {}))} /><ExportButton name="tasks" rows={jobs} columns={columns.filter((column) => column.id !== "actions")} /></>}>
      <SegmentedControl
        aria-label="Which tasks" data={TABS} value={search.show ?? "all"} style={{ alignSelf: "flex-start" }} size="sm"
        onChange={(show) => onSearch({ show: show === "all" ? undefined : (show as Shown) })}
      />
      <Planned onJob={(job) => onSearch({ ...search, job })} />
      <DataTable
        label="Tasks" rows={jobs} columns={columns} id={idOf} sort={sort} onSort={setSort} rowHeight={48} onOpen={(job) => onSearch({ ...search, job: job.id })}
        empty={<Empty title="Nothing here">Whatever is scheduled, waits or runs shows up here, and stays for a while when it is over.</Empty>}
      />
      {search.job !== undefined && <JobPanel job={search.job} onClose={() => onSearch({ show: search.show })} />}
    </Page>
  );
}

function Hold() {
  const client = useQueryClient();
  const mayHold = may(useSession(), "settings");
  const { data } = useQuery(runnersQuery);
  const turn = useMutation({ mutationFn: () => (data?.held ? verbs.release() : verbs.hold()), onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }) });
  if (data === undefined) return null;
  return (
    <span style={{ display: "inline-flex", gap: 10, alignItems: "center", flexWrap: "wrap" }}>
      <Text span size="sm">{data.held ? "All tasks are held: nothing is taken up." : data.runners.length === 0 ? "No runner is up: nothing is carried out." : `${data.runners.length} ${data.runners.length === 1 ? "runner" : "runners"} at work.`}</Text>
      {mayHold && <Button size="compact-xs" variant="default" loading={turn.isPending} onClick={() => turn.mutate()}>{data.held ? "Release" : "Hold all"}</Button>}
      {turn.isError && <Text span size="xs" role="alert" style={{ color: "var(--pw-bad)" }}>{asProblem(turn.error).message}</Text>}
    </span>
  );
}
