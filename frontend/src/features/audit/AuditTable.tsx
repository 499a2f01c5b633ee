/** Who did what when: the newest links of the chain, older ones on demand. */
import { Button, Group, TextInput } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Page } from "@/shared/states/Page";
import { Empty } from "@/shared/states/States";
import { type Column, found, type Sort } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { counted, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { auditSearch, type AuditSearch } from "@/shared/url";
import { Views } from "@/shared/views/Views";
import { auditQuery, type Link } from "./queries";

const columns: Column<Link>[] = [
  { id: "number", header: "No.", width: "62px", numeric: true, value: (link) => link.number, text: (link) => String(link.number) },
  { id: "at", header: "When", width: "150px", text: (link) => link.at, cell: (link) => <Time at={link.at} /> },
  { id: "actor", header: "Who", width: "1fr", text: (link) => link.actor, cell: (link) => <span title={link.actor}>{whoDid(link.actor)}</span> },
  { id: "action", header: "What", width: "1.4fr", text: (link) => link.action },
  { id: "subject", header: "Of", width: "2fr", wide: true, text: (link) => link.subject },
  { id: "run", header: "Run", width: "120px", wide: true, text: (link) => link.run_id ?? "" },
  { id: "hash", header: "Hash", width: "110px", wide: true, text: (link) => link.hash, cell: (link) => <code title={link.hash}>{link.hash.slice(0, 10)}</code> },
];
const idOf = (link: Link) => String(link.number);

export function AuditTable({ search, onSearch }: { search: AuditSearch; onSearch: (search: AuditSearch) => void }) {
  const query = useSuspenseInfiniteQuery(auditQuery({ actor: search.actor, action: search.action }));
  const all = useMemo(() => query.data.pages.flat(), [query.data]);
  const rows = useMemo(() => found(all, columns, search.find ?? ""), [all, search.find]);
  const [sort, setSort] = useState<Sort | null>(null);
  const field = (name: keyof AuditSearch, label: string, placeholder: string) => (
    <TextInput
      key={`${name}${search[name] ?? ""}`} aria-label={label} placeholder={placeholder} defaultValue={search[name] ?? ""} style={{ flex: "1 1 160px" }}
      onBlur={(event) => onSearch({ ...search, [name]: event.currentTarget.value || undefined })}
      onKeyDown={(event) => event.key === "Enter" && onSearch({ ...search, [name]: event.currentTarget.value || undefined })}
    />
  );
  return (
    <Page
      title="Audit" about={<>Every change is a link that holds the hash of the one before: altering one breaks all that follow. <code>playwarden audit verify</code>, in a terminal of the server, proves it.</>}
      actions={<><Views page="audit" all="All links" search={search} onView={(view) => onSearch(auditSearch(view?.search ?? {}))} /><ExportButton name="audit" rows={rows} columns={columns} /></>}
    >
      <Group gap="xs">{field("find", "Find", "Find in what is shown")}{field("actor", "Who", "Who, by the whole name")}{field("action", "What", "What it begins with, such as run.")}</Group>
      <DataTable
        label="Audit" rows={rows} columns={columns} id={idOf} sort={sort} onSort={setSort} rowHeight={36} height="calc(100dvh - 270px)"
        empty={<Empty title="Nothing fits">Change or clear the filters.</Empty>}
      />
      <Group justify="space-between">
        <span className="pw-dim">{counted(rows.length, "link")} shown</span>
        {query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>Show older ones</Button>}
      </Group>
    </Page>
  );
}
