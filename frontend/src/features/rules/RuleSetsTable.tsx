/** All rule sets: what each keeps, in words, how it stands, what came and left the last time, and when it is refreshed next. */
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { Empty } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { type Column, found, sortOf, sortText } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { number, titled } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import type { RulesSearch } from "@/shared/url";
import { stateOf } from "./standing/states";
import type { RuleSetTold } from "./types";

const idOf = (row: RuleSetTold) => row.id;
const FILTERS = [
  { value: "asks", label: "asks you" }, { value: "held", label: "kept as it stands" }, { value: "short", label: "did not get through" }, { value: "hand", label: "also changed by hand" }, { value: "new", label: "not refreshed yet" }, { value: "right", label: "as the rules say" },
];

const columns: Column<RuleSetTold>[] = [
  {
    id: "name", header: "Rules", width: "2fr", text: (row) => `${row.name} ${row.playlist_name ?? row.create ?? ""}`,
    cell: (row) => (
      <span className="pw-two">
        <Link className="pw-link" to="/rules/$ruleSet" params={{ ruleSet: row.id }} tabIndex={-1}>{row.name}</Link>
        <span className="pw-dim">{row.playlist !== null ? titled(row.playlist_name ?? "a playlist") : row.create !== null ? `${row.create}, to be made` : "for others to build on"}</span>
      </span>
    ),
  },
  {
    id: "state", header: "State", width: "190px", text: (row) => stateOf(row).words,
    cell: (row) => { const state = stateOf(row); return <Word tone={state.tone}>{state.words}</Word>; },
  },
  { id: "words", header: "What it does", width: "3fr", wide: true, text: (row) => row.sentences.join(" "), cell: (row) => <span title={row.sentences.join(" ")}>{row.sentences.slice(1).join(" ")}</span> },
  {
    id: "last", header: "Last time", width: "150px", wide: true, text: (row) => row.last?.at ?? "",
    cell: (row) => (row.last === null ? <span className="pw-dim">–</span> : <span>{row.last.summary.came_total + row.last.summary.left_total > 0 && <><span style={{ color: "var(--pw-good)" }}>+{number(row.last.summary.came_total)}</span> <span className="pw-dim">−{number(row.last.summary.left_total)}</span> </>}<Time at={row.last.at} how="relative" /></span>),
  },
  { id: "next", header: "Next", width: "150px", wide: true, text: (row) => row.schedule?.next_at ?? "", cell: (row) => <Time at={row.schedule?.next_at} empty="by hand" /> },
  { id: "account", header: "Account", width: "1fr", wide: true, text: (row) => row.account_name },
];

interface Props {
  rows: readonly RuleSetTold[];
  search: RulesSearch;
  onSearch: (next: RulesSearch) => void;
  onOpen: (ruleSet: string) => void;
}

export function RuleSetsTable({ rows: all, search, onSearch, onOpen }: Props) {
  const rows = useMemo(
    () => found(all, columns, search.find ?? "").filter((row) => (search.state === undefined || stateOf(row).id === search.state) && (search.account === undefined || row.account === search.account)),
    [all, search],
  );
  const accounts = useMemo(() => [...new Map(all.map((row) => [row.account, row.account_name]))], [all]);
  const set = (name: keyof RulesSearch) => (value: string) => onSearch({ ...search, [name]: value === "" ? undefined : value });
  return (
    <>
      <Group gap="xs">
        <TextInput aria-label="Find" placeholder="Find by name, playlist or words" leftSection={<IconSearch size={16} aria-hidden />} style={{ flex: "1 1 200px" }} value={search.find ?? ""} onChange={(event) => set("find")(event.currentTarget.value)} />
        <NativeSelect aria-label="State" value={search.state ?? ""} onChange={(event) => set("state")(event.currentTarget.value)} data={[{ value: "", label: "State: all" }, ...FILTERS]} />
        {accounts.length > 1 && <NativeSelect aria-label="Account" value={search.account ?? ""} onChange={(event) => set("account")(event.currentTarget.value)} data={[{ value: "", label: "Account: all" }, ...accounts.map(([value, label]) => ({ value, label }))]} />}
        <ExportButton name="rule sets" rows={rows} columns={columns} />
      </Group>
      <DataTable
        label="Rule sets" rows={rows} columns={columns} id={idOf} rowHeight={52} sort={sortOf(search.sort)} onSort={(sort) => onSearch({ ...search, sort: sortText(sort) })} onOpen={(row) => onOpen(row.id)}
        empty={<Empty title="No rules fit" action={<Button variant="default" onClick={() => onSearch({})}>Clear the filters</Button>}>None of {all.length} is like this.</Empty>}
      />
    </>
  );
}
