/** Chooses playlists by their names: some, or one. */
import { MultiSelect, type MultiSelectProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { mayEdit } from "@/api/session";
import { useSession } from "../session";
import { collator, counted, folded, titled } from "../text";
import { listQuery, type PlaylistRow, writer } from "./queries";

interface Props extends Pick<MultiSelectProps, "label" | "description" | "error" | "withAsterisk" | "disabled"> {
  /** Ids. */
  values: readonly string[];
  onChange: (playlists: string[]) => void;
  /** Only those that this member may change. */
  changing?: boolean;
  /** Only those that this account writes to. */
  account?: string | undefined;
  most?: number;
}

const SHOWN = 60;

/** Those that this member may change, by their names. */
export function useChangeable(account?: string): PlaylistRow[] {
  const session = useSession();
  const { data } = useQuery(listQuery);
  return useMemo(() => (data ?? []).filter((row) => writer(row) !== null && (account === undefined || writer(row) === account) && mayEdit(session, writer(row), row.tags)), [data, session, account]);
}

export function ChoosePlaylists({ values, onChange, changing = false, account, most, ...field }: Props) {
  const { data } = useQuery(listQuery);
  const able = useChangeable(account);
  const rows = changing ? able : data;
  const options = useMemo(() => [...(rows ?? [])].sort((a, b) => collator.compare(a.name, b.name)).map((row) => ({ value: row.id, label: titled(row.name), about: `${row.total === null ? "" : `${counted(row.total, "track")}, `}by ${row.owner_name ?? row.owner_id}` })), [rows]);
  const about = useMemo(() => new Map(options.map((one) => [one.value, one.about])), [options]);
  return (
    <MultiSelect
      {...field} searchable hidePickedOptions limit={SHOWN} maxDropdownHeight={280} comboboxProps={{ withinPortal: false }} placeholder={values.length === 0 ? "A part of the name" : most === 1 ? "" : "One more"}
      data={options} value={[...values]} {...(most !== undefined && most > 1 && { maxValues: most })} nothingFoundMessage={changing ? "None that you may change is called so" : "None is called so"}
      onChange={(next) => onChange(most === 1 ? next.slice(-1) : next)}
      filter={({ options: all, search }) => all.filter((one) => "label" in one && folded(one.label).includes(folded(search)))}
      renderOption={({ option }) => <span className="pw-two" style={{ minWidth: 0 }}><span>{option.label}</span><span className="pw-dim" style={{ fontSize: 12 }}>{about.get(option.value)}</span></span>}
    />
  );
}
