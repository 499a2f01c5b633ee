/** The protected playlists: how each stands, filtered and searched; several are released together. */
import { Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { Cover, playlistCover } from "@/shared/Cover";
import { Sure } from "@/shared/Sure";
import { useMayEdit } from "@/shared/session";
import { Empty, Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { type Column, found, sortOf, sortText } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { NOTHING, only } from "@/shared/table/picking";
import { counted, titled } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { protectionSearch, type ProtectionSearch } from "@/shared/url";
import { decide, type Protected } from "@/shared/protection/queries";
import { fieldWords, STANDING } from "@/shared/protection/words";
import { Views } from "@/shared/views/Views";

const RewordDialog = lazy(async () => ({ default: (await import("./RewordDialog")).RewordDialog }));
const fieldsOf = (row: Protected) => (["name", "description", "cover", "public"] as const).filter((name) => row.preferred[name] !== null).map(fieldWords).join(", ");
const idOf = (row: Protected) => row.playlist;
const columns: Column<Protected>[] = [
  {
    id: "name", header: "Playlist", width: "3fr", text: (row) => row.name,
    cell: (row) => (
      <span style={{ display: "flex", gap: 10, alignItems: "center", minWidth: 0 }}>
        <Cover name={row.name} src={playlistCover({ id: row.playlist, picture: row.picture })} size={30} />
        <Link className="pw-link" to="/playlists/$playlist/protection" params={{ playlist: row.playlist }} tabIndex={-1}>{titled(row.name)}</Link>
      </span>
    ),
  },
  {
    id: "standing", header: "State", width: "150px", text: (row) => STANDING[row.standing]?.words ?? row.standing,
    cell: (row) => <Word tone={STANDING[row.standing]?.tone ?? "quiet"}>{STANDING[row.standing]?.words ?? row.standing}</Word>,
  },
  { id: "account", header: "Account", width: "1.3fr", wide: true, text: (row) => row.account_name },
  { id: "policy", header: "Foreign changes", width: "130px", wide: true, text: (row) => ({ restore: "put back", ask: "ask", adopt: "adopt" })[row.policy] },
  { id: "important", header: "First", width: "70px", wide: true, text: (row) => (row.important ? "important" : "") },
  { id: "fields", header: "Protected", width: "1.6fr", wide: true, text: (row) => fieldsOf(row) + (row.cover_to_come ? ", cover to come" : "") },
  { id: "right", header: "Last right", width: "140px", wide: true, text: (row) => row.right_at ?? "", cell: (row) => <Time at={row.right_at} how="relative" empty="not seen yet" /> },
];

export function ProtectedTable({ rows: all, search, onSearch, onOpen }: { rows: readonly Protected[]; search: ProtectionSearch; onSearch: (next: ProtectionSearch) => void; onOpen: (playlist: string) => void }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const [rewording, setRewording] = useState(false);
  const [picking, setPicking] = useState(NOTHING);
  const rows = useMemo(
    () => found(all, columns, search.find ?? "").filter((row) => (search.state === undefined || row.standing === search.state) && (search.account === undefined || row.account === search.account) && (search.important === undefined || row.important)),
    [all, search],
  );
  const shown = useMemo(() => only(picking, new Set(rows.map(idOf))), [picking, rows]);
  const accounts = useMemo(() => [...new Map(all.map((row) => [row.account, row.account_name]))], [all]);
  const releasing = useMutation({
    mutationFn: () => decide.release([...shown.picked]),
    onSuccess: async () => { setPicking(NOTHING); await client.invalidateQueries({ queryKey: ["protection"] }); },
  });
  const set = (name: keyof ProtectionSearch) => (value: string) => onSearch({ ...search, [name]: value === "" ? undefined : value });
  return (
    <>
      <Group gap="xs">
        <TextInput aria-label="Find" placeholder="Find by name or account" leftSection={<IconSearch size={16} aria-hidden />} style={{ flex: "1 1 200px" }} value={search.find ?? ""} onChange={(event) => set("find")(event.currentTarget.value)} />
        <NativeSelect aria-label="State" value={search.state ?? ""} onChange={(event) => set("state")(event.currentTarget.value)} data={[{ value: "", label: "State: all" }, ...Object.entries(STANDING).map(([value, one]) => ({ value, label: one.words }))]} />
        <NativeSelect aria-label="Account" value={search.account ?? ""} onChange={(event) => set("account")(event.currentTarget.value)} data={[{ value: "", label: "Account: all" }, ...accounts.map(([value, label]) => ({ value, label }))]} />
        <Views page="protection" all="All protected playlists" search={search} onView={(view) => onSearch(protectionSearch(view?.search ?? {}))} />
        <ExportButton name="protected playlists" rows={rows} columns={columns} />
      </Group>
      <DataTable
        label="Protected playlists" rows={rows} columns={columns} id={idOf} height="min(60dvh, 640px)" sort={sortOf(search.sort)} onSort={(sort) => onSearch({ ...search, sort: sortText(sort) })}
        onOpen={(row) => onOpen(row.playlist)} {...(mayEdit ? { picking: shown, onPicking: setPicking } : {})}
        empty={<Empty title="No playlist fits" action={<Button variant="default" onClick={() => onSearch({})}>Clear the filters</Button>}>None of {all.length} is like this.</Empty>}
      />
      {rewording && <Suspense fallback={null}><RewordDialog playlists={[...shown.picked]} onClose={() => setRewording(false)} onDone={() => { setRewording(false); setPicking(NOTHING); }} /></Suspense>}
      {releasing.isError && <Failure error={releasing.error} />}
      {shown.picked.size > 0 && (
        <div className="pw-bar" role="region" aria-label="With the picked playlists">
          <Text size="sm" fw={600}>{counted(shown.picked.size, "playlist")} picked</Text>
          <Button variant="default" size="compact-sm" onClick={() => setRewording(true)}>Reword …</Button>
          <Sure words="Protect no more" label="Protect no more: the picked playlists" about="Their preferred details are forgotten; incidents stay." busy={releasing.isPending} onSure={() => releasing.mutate()} />
        </div>
      )}
    </>
  );
}
