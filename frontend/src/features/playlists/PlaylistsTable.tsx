/** All playlists of all accounts: found, filtered, picked, edited together. */
import { Button, Group, Menu, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import { useMayEdit } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import { Empty } from "@/shared/states/States";
import { sortOf, sortText } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { NOTHING, only } from "@/shared/table/picking";
import { counted } from "@/shared/text";
import type { PlaylistsSearch } from "@/shared/url";
import { viewsQuery } from "@/shared/views/queries";
import { Views } from "@/shared/views/Views";
import { BulkDialog } from "./BulkDialog";
import { type Action, ACTIONS } from "./bulk";
import { columns } from "./columns";
import { guardedColumn, useGuarded } from "./guarded";
import { ColumnsMenu } from "./ColumnsMenu";
import { accountsOf, filtered, laid } from "./filters";
import { playlistsQuery, type Row } from "./queries";
import { tagsOf } from "./tags";

const idOf = (row: Row) => row.id;
const TagDialog = lazy(async () => ({ default: (await import("./TagDialog")).TagDialog }));
const EVERY = { value: "", label: "all" };

interface Props {
  search: PlaylistsSearch;
  onSearch: (search: PlaylistsSearch) => void;
  onOpen: (playlist: string) => void;
  /** Takes these out as a file. */
  onExport: (rows: readonly Row[]) => void;
  /** Protects these as they are. */
  onProtect: (rows: readonly Row[], done: () => void) => void;
  /** Makes playlists out of these; `done` is to be called once it is under way. */
  onShape: (shape: "create" | "duplicate" | "merge" | "split", rows: readonly Row[], done: () => void) => void;
}

export function PlaylistsTable({ search: address, onSearch, onOpen, onExport, onShape, onProtect }: Props) {
  const { data: all } = useSuspenseQuery(playlistsQuery);
  const views = useQuery(viewsQuery("playlists"));
  const search = useMemo(() => laid(address, views.data ?? []), [address, views.data]);
  const [picking, setPicking] = useState(NOTHING);
  const [action, setAction] = useState<Action | null>(null);
  const [tagged, setTagged] = useState<readonly Row[] | null>(null);
  const mayEdit = useMayEdit();
  const deferred = useDeferredValue(search);
  const guarded = useGuarded();
  const rows = useMemo(() => filtered(all, deferred, guarded), [all, deferred, guarded]);
  const accounts = useMemo(() => accountsOf(all), [all]);
  // What a filter hides is not picked any more: nobody should change what is not seen.
  const shown = useMemo(() => only(picking, new Set(rows.map(idOf))), [picking, rows]);
  const picked = rows.filter((row) => shown.picked.has(row.id));
  const tags = useMemo(() => tagsOf(all), [all]);
  const visible = useMemo(() => {
    const named = search.columns?.split(",");
    const every = [...columns, guardedColumn(guarded)];
    return named === undefined ? every : every.filter((column) => column.id === "name" || named.includes(column.id));
  }, [search.columns, guarded]);
  // What is changed here stands in the address itself; the view it began with is left.
  const go = (next: PlaylistsSearch) => onSearch({ ...next, view: undefined });
  const set = (name: keyof PlaylistsSearch) => (value: string) => go({ ...search, [name]: value === "" ? undefined : value });
  const filter = (name: "account" | "standing" | "shown" | "items" | "tag" | "guarded", label: string, options: { value: string; label: string }[]) => (
    <NativeSelect aria-label={label} data={[{ ...EVERY, label: `${label}: all` }, ...options]} value={search[name] ?? ""} onChange={(event) => set(name)(event.currentTarget.value)} />
  );
  const shape = (what: Parameters<Props["onShape"]>[0]) => onShape(what, picked, () => setPicking(NOTHING));
  const words = (values: string[]) => values.map((value) => ({ value, label: value }));

  return (
    <Page
      title="Playlists" about={rows.length === all.length ? counted(all.length, "playlist") : `${rows.length} of ${counted(all.length, "playlist")}`}
      actions={<><Views page="playlists" all="All playlists" search={search} shown={views.data?.find((one) => one.id === search.view)} onView={(view) => onSearch(view === null ? {} : { view: view.id })} /><ColumnsMenu search={search} onSearch={go} /><ExportButton name="playlists" rows={picked.length > 0 ? picked : rows} columns={visible} />{mayEdit && <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onShape("create", [], () => undefined)}>New playlist</Button>}</>}
    >
      <Group gap="xs">
        <TextInput
          aria-label="Find" placeholder="Find by name, description or owner" leftSection={<IconSearch size={16} aria-hidden />} style={{ flex: "1 1 220px" }}
          value={search.find ?? ""} onChange={(event) => set("find")(event.currentTarget.value)}
        />
        {filter("account", "Account", accounts)}
        {filter("tag", "Tag", words(tags))}
        {filter("standing", "Ours as", words(["owner", "collaborator", "follower"]))}
        {filter("shown", "Shown", words(["public", "private"]))}
        {filter("guarded", "Protection", words(["protected", "not protected", "not as wanted"]))}
        {filter("items", "Mirror", words(["read", "changed", "not read", "not provided"]))}
        {mayEdit && <Button variant="subtle" px={8} onClick={() => setTagged([])}>Tag rules</Button>}
      </Group>
      <DataTable
        label="Playlists" rows={rows} columns={visible} id={idOf} rowHeight={48} height="calc(100dvh - 230px)"
        sort={sortOf(search.sort)} onSort={(sort) => go({ ...search, sort: sortText(sort) })}
        picking={shown} onPicking={setPicking} onOpen={(row) => onOpen(row.id)}
        empty={all.length === 0
          ? <Empty title="No playlists yet">Connect an account; then its playlists are mirrored here.</Empty>
          : <Empty title="No playlist fits" action={<Button variant="default" onClick={() => onSearch({})}>Clear the filters</Button>}>None of {all.length} is like this.</Empty>}
      />
      {picked.length > 0 && (
        <div className="pw-bar" role="region" aria-label="With the picked playlists">
          <Text size="sm" fw={600}>{counted(picked.length, "playlist")} picked</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => setPicking(NOTHING)}>Pick none</Button>
            {picked.length === 1 && <Button variant="default" onClick={() => onOpen(picked[0]!.id)}>Open</Button>}
            <Button variant="default" onClick={() => onExport(picked)}>Export …</Button>
            {mayEdit && (
              <Menu position="top-end" middlewares={{ flip: true, shift: true, size: true }}>
                <Menu.Target><Button rightSection={<IconChevronDown size={16} aria-hidden />}>Change</Button></Menu.Target>
                <Menu.Dropdown style={{ overflowY: "auto" }}>
                  {(Object.keys(ACTIONS) as Action[]).map((one) => <Menu.Item key={one} onClick={() => setAction(one)}>{ACTIONS[one].words.replace(/:$/, "")} …</Menu.Item>)}
                  <Menu.Item onClick={() => setTagged(picked)}>Tag …</Menu.Item>
                  <Menu.Item onClick={() => onProtect(picked, () => setPicking(NOTHING))}>Protect …</Menu.Item>
                  <Menu.Divider />
                  {picked.length === 1 && <Menu.Item onClick={() => shape("duplicate")}>Duplicate …</Menu.Item>}
                  {picked.length === 1 && <Menu.Item onClick={() => shape("split")}>Split …</Menu.Item>}
                  {picked.length > 1 && picked.length <= 50 && <Menu.Item onClick={() => shape("merge")}>Merge …</Menu.Item>}
                </Menu.Dropdown>
              </Menu>
            )}
          </Group>
        </div>
      )}
      {tagged !== null && <Suspense fallback={null}><TagDialog rows={tagged} known={tags} accounts={accounts} onClose={() => setTagged(null)} /></Suspense>}
      {action !== null && <BulkDialog action={action} rows={picked} onClose={() => setAction(null)} onDone={() => { setAction(null); setPicking(NOTHING); }} />}
    </Page>
  );
}
