/** The first page: how things stand, what comes next, what was done, what needs somebody. */
import { Progress, Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ended, ends, WARNED } from "@/shared/consent";
import { accountsQuery } from "@/features/accounts/queries";
import { quotaQuery } from "@/features/quota/queries";
import { jobsQuery } from "@/features/tasks/queries";
import { runsQuery } from "@/features/today/queries";
import { Guarded } from "@/features/protection/Guarded";
import { Runs } from "@/features/today/Runs";
import { JOB_TONES, JOB_WORDS } from "@/shared/jobs";
import { Page, Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted, number } from "@/shared/text";
import { Time } from "@/shared/time/Time";

export function Today() {
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  if (accounts.length === 0)
    return (
      <Page title="Today">
        <Empty title="Nothing is connected yet" action={<Link className="pw-link" to="/set-up">Go through the set-up</Link>}>Playwarden begins with an account at Spotify.</Empty>
      </Page>
    );
  return (
    <Page title="Today">
      <div className="pw-cards">
        <Left />
        <Standing />
        <Guarded />
        <Repair />
        <Next />
        <Lately />
      </div>
    </Page>
  );
}

function Left() {
  const { data: groups } = useSuspenseQuery(quotaQuery);
  return (
    <Panel title="Calls left" actions={<Link className="pw-link" to="/quota">Quota</Link>}>
      {groups.length === 0 && <Text size="sm" c="dimmed">No call was made yet.</Text>}
      {groups.map((group) => (
        <div key={group.quota_group}>
          <Text fz={30} fw={700} lh={1.15}>{group.total.left === null ? number(group.total.spent) : number(group.total.left)}</Text>
          <Text size="sm" c="dimmed">{group.total.left === null ? "spent in 24 hours, without a ceiling" : `of ${number(group.total.ceiling ?? 0)} in 24 hours; ${number(group.total.spent)} spent`}</Text>
          {group.total.ceiling !== null && <Progress mt={8} value={(100 * group.total.spent) / group.total.ceiling} aria-label="Spent" />}
        </div>
      ))}
    </Panel>
  );
}

function Standing() {
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  return (
    <Panel title="Accounts" actions={<Link className="pw-link" to="/accounts">All</Link>}>
      <ul className="pw-list">
        {accounts.map((account) => (
          <li key={account.id}>
            <span className="pw-two"><span>{account.name}</span><span className="pw-dim" style={{ fontSize: 12 }}>{account.writes ? "may change playlists" : "looks only"}</span></span>
            <Word tone={ended(account) ? "bad" : account.days_left <= WARNED ? "warn" : "good"}>{account.state === "connected" ? counted(Math.max(0, account.days_left), "day") : "reconnect"}</Word>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Repair() {
  const failed = useQuery(jobsQuery("failed"));
  const missed = useQuery(jobsQuery("missed"));
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  const ending = accounts.filter((account) => ended(account) || account.days_left <= WARNED);
  const jobs = [...(failed.data ?? []), ...(missed.data ?? [])].slice(0, 6);
  return (
    <Panel title="To repair" actions={<Link className="pw-link" to="/tasks" search={{ show: "failed" }}>Tasks</Link>}>
      {failed.isError && <Failure error={failed.error} />}
      {failed.isPending ? <Loading /> : jobs.length + ending.length === 0 && <Text size="sm" c="dimmed">Nothing: all that was to be done was done.</Text>}
      <ul className="pw-list">
        {ending.map((account) => <li key={account.id}><Link className="pw-link" to="/accounts">{ends(account)}</Link><Word tone={ended(account) ? "bad" : "warn"}>renew it</Word></li>)}
        {jobs.map((job) => <li key={job.id}><Link className="pw-link" to="/tasks" search={{ show: job.state === "missed" ? "missed" : "failed", job: job.id }}>{job.title}</Link><Word tone={JOB_TONES[job.state] ?? "quiet"}>{JOB_WORDS[job.state] ?? job.state}</Word></li>)}
      </ul>
    </Panel>
  );
}

function Next() {
  const { data, error } = useQuery(jobsQuery("open"));
  const jobs = [...(data ?? [])].sort((a, b) => a.due_at.localeCompare(b.due_at)).slice(0, 6);
  return (
    <Panel title="Next" actions={<Link className="pw-link" to="/tasks" search={{ show: "open" }}>Tasks</Link>}>
      {error !== null && <Failure error={error} />}
      {data !== undefined && jobs.length === 0 && <Text size="sm" c="dimmed">Nothing waits.</Text>}
      <ul className="pw-list">
        {jobs.map((job) => <li key={job.id}><span className="pw-two"><span>{job.title}</span><span className="pw-dim" style={{ fontSize: 12 }}>{JOB_WORDS[job.state]}</span></span><Time at={job.due_at} how="relative" /></li>)}
      </ul>
    </Panel>
  );
}

function Lately() {
  const { data, error } = useQuery(runsQuery);
  return (
    <Panel title="Last changes">
      {error !== null && <Failure error={error} />}
      {data?.length === 0 && <Text size="sm" c="dimmed">Nothing was changed yet.</Text>}
      {data !== undefined && <Runs runs={data.slice(0, 8)} />}
    </Panel>
  );
}
