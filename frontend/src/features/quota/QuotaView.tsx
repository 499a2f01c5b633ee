/** The ledger: how many calls were spent in 24 hours, on what, how many are left, and what more would mean. */
import { NumberInput, Progress, Select, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Panel } from "@/shared/states/Page";
import { Empty } from "@/shared/states/States";
import type { Column, Sort } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { counted, number } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { type Quota, quotaQuery, type Use } from "./queries";
import { fits, USES } from "./whatIf";

const columns: Column<Use>[] = [
  { id: "bucket", header: "Kind of call", width: "2fr", text: (use) => (use.bucket === "*" ? "all together" : use.bucket) },
  { id: "spent", header: "Spent", width: "80px", numeric: true, value: (use) => use.spent, text: (use) => String(use.spent) },
  { id: "left", header: "Left", width: "80px", numeric: true, value: (use) => use.left, text: (use) => (use.left === null ? "no limit" : String(use.left)) },
  { id: "ceiling", header: "Ceiling", width: "90px", numeric: true, wide: true, value: (use) => use.ceiling, text: (use) => (use.ceiling === null ? "none" : String(use.ceiling)) },
  { id: "why", header: "Where it comes from", width: "1.4fr", wide: true, text: (use) => (use.learned ? "learned from a refusal" : use.suspected ? "suspected: being tried" : use.ceiling === null ? "switched off" : "a cautious default") },
];
const idOf = (use: Use) => use.bucket;

export function QuotaView() {
  const { data: groups } = useSuspenseQuery(quotaQuery);
  if (groups.length === 0) return <Empty title="No app yet">Once a client id is entered, every call of it is booked here before it leaves.</Empty>;
  return <Stack>{groups.map((group) => <Group key={group.quota_group} group={group} several={groups.length > 1} />)}</Stack>;
}

function Group({ group, several }: { group: Quota; several: boolean }) {
  const [sort, setSort] = useState<Sort | null>({ by: "spent", down: true });
  const rows = [group.total, ...group.buckets];
  const lanes = Object.entries(group.lanes);
  const name = several ? ` of ${group.quota_group}` : "";
  return (
    <Stack>
      <div className="pw-cards">
        <Panel title={`The last 24 hours${name}`}>
          <Text fz={28} fw={700} lh={1.1}>{group.total.left === null ? number(group.total.spent) : number(group.total.left)}</Text>
          <Text size="sm" c="dimmed" mb={8}>{group.total.left === null ? "calls spent, without a ceiling" : `calls left of ${number(group.total.ceiling ?? 0)}; ${number(group.total.spent)} spent`}</Text>
          {group.total.ceiling !== null && <Progress value={(100 * group.total.spent) / group.total.ceiling} aria-label="Spent" />}
          {group.windows.map((window) => <Text key={window.app_id} size="sm" mt={8}>{counted(window.spent, "call")} in the last 30 seconds{window.ceiling === null ? "" : ` of ${window.ceiling}`}</Text>)}
        </Panel>
        <Panel title={`Lanes${name}`}>
          <ul className="pw-list">
            {lanes.map(([lane, spent]) => (
              <li key={lane}><span>{lane}</span><span className="pw-dim">{number(spent)} spent, {group.left[lane] == null ? "no limit" : `${number(group.left[lane])} left`}</span></li>
            ))}
          </ul>
        </Panel>
        <Panel title={`Bans${name}`}>
          {group.bans.length === 0 ? <Text size="sm" c="dimmed">None. Spotify takes our calls.</Text> : (
            <ul className="pw-list">{group.bans.map((ban, index) => <li key={index}><span>{ban.bucket ?? "every call"}: {ban.reason}</span><span>until <Time at={ban.until} how="both" /></span></li>)}</ul>
          )}
        </Panel>
        <WhatIf group={group} name={name} />
      </div>
      <DataTable label={`Calls by kind${name}`} rows={rows} columns={columns} id={idOf} sort={sort} onSort={setSort} height="auto" />
      <div><ExportButton name="quota" rows={rows} columns={columns} /></div>
    </Stack>
  );
}

function WhatIf({ group, name }: { group: Quota; name: string }) {
  const [count, setCount] = useState<number>(50);
  const [use, setUse] = useState(USES[0]!.label);
  const chosen = USES.find((one) => one.label === use) ?? USES[0]!;
  const told = fits(group, chosen, count);
  return (
    <Panel title={`What if${name}`}>
      <Stack gap="xs">
        <Select label="I want to" data={USES.map((one) => one.label)} value={use} onChange={(value) => setUse(value ?? USES[0]!.label)} allowDeselect={false} />
        <NumberInput label="How many playlists" min={1} max={11_000} value={count} onChange={(value) => setCount(Number(value) || 1)} />
        <Text size="sm" role="status">{told}</Text>
      </Stack>
    </Panel>
  );
}
