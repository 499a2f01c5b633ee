/** All genres and moods: how many tracks and artists bear each, and where that came from. */
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { type Label, type LabelKind, labelsQuery } from "@/shared/labels/queries";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { type Column, found, sortOf, sortText } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { number } from "@/shared/text";
import type { LabelsSearch } from "@/shared/url";

const Bearers = lazy(async () => ({ default: (await import("./Bearers")).Bearers }));
const HOW = { hand: "by hand", list: "by lists", set: "" };
export const sourcesOf = (row: Label): string => row.sources.map((one) => `${HOW[one.source] || one.name} (${number(one.count)})`).join(", ");
const idOf = (row: Label) => `${row.kind}/${row.label}`;

interface Props {
  search: LabelsSearch;
  onSearch: (next: LabelsSearch) => void;
  onList?: (() => void) | undefined;
}

export function LabelsTable({ search, onSearch, onList }: Props) {
  const { data, error, refetch } = useQuery(labelsQuery);
  const open = (row: Label) => onSearch({ ...search, kind: row.kind, label: row.label });
  const columns: Column<Label>[] = useMemo(() => [
    { id: "label", header: "Label", width: "2fr", text: (row) => row.label, cell: (row) => <Link className="pw-link" to="/labels" search={(before) => ({ ...before, kind: row.kind, label: row.label })} replace>{row.label}</Link> },
    { id: "kind", header: "Kind", width: "80px", wide: true, text: (row) => row.kind },
    { id: "tracks", header: "Tracks", width: "90px", numeric: true, text: (row) => number(row.tracks), value: (row) => row.tracks },
    { id: "artists", header: "Artists", width: "80px", wide: true, numeric: true, text: (row) => number(row.artists), value: (row) => row.artists },
    { id: "from", header: "From", width: "3fr", wide: true, text: sourcesOf },
  ], []);
  const rows = useMemo(() => found(data ?? [], columns, search.find ?? "").filter((row) => search.only === undefined || row.kind === search.only), [data, columns, search]);
  const set = (name: keyof LabelsSearch) => (value: string) => onSearch({ ...search, [name]: value === "" ? undefined : value });
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const close = () => onSearch({ ...search, kind: undefined, label: undefined });
  const opened = search.kind !== undefined && search.label !== undefined ? { kind: search.kind as LabelKind, label: search.label } : null;
  return (
    <>
      {data.length === 0 ? (
        <Empty title="There is no genre and no mood yet" action={onList && <Button variant="default" onClick={onList}>Make one of a list of artists</Button>}>
          Spotify tells new apps none of them. Import a data set below, make a genre of a list of artists, or set one on tracks where you see them.
        </Empty>
      ) : (
        <>
          <Group gap="xs" mb={8}>
            <TextInput aria-label="Find" placeholder="Find a genre or mood" leftSection={<IconSearch size={16} aria-hidden />} style={{ flex: "1 1 180px" }} value={search.find ?? ""} onChange={(event) => set("find")(event.currentTarget.value)} />
            <NativeSelect aria-label="Kind" value={search.only ?? ""} onChange={(event) => set("only")(event.currentTarget.value)} data={[{ value: "", label: "Genres and moods" }, { value: "genre", label: "Genres" }, { value: "mood", label: "Moods" }]} />
            <ExportButton name="genres and moods" rows={rows} columns={columns} />
          </Group>
          <DataTable
            label="Genres and moods" rows={rows} columns={columns} id={idOf} height="min(44dvh, 420px)" sort={sortOf(search.sort)} onSort={(sort) => onSearch({ ...search, sort: sortText(sort) })} onOpen={open}
            empty={<Empty title="Nothing is called so" action={<Button variant="default" onClick={() => onSearch({})}>Clear the filters</Button>} />}
          />
        </>
      )}
      {opened !== null && <Suspense fallback={null}><Bearers {...opened} onClose={close} /></Suspense>}
    </>
  );
}
