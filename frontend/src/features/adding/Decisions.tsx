/** What was decided about names: used wherever the same is named, listed and taken back here. */
import { TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { Sure } from "@/shared/Sure";
import { useMayEdit } from "@/shared/session";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { type Column } from "@/shared/table/columns";
import { DataTable } from "@/shared/table/DataTable";
import { number, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { type Decision, decisionsQuery, revoke } from "./queries";

const idOf = (row: Decision) => row.id;
const named = (row: Decision) => [row.artists.join(", "), row.title].filter(Boolean).join(" – ");
const means = (row: Decision) => (row.track === null ? (row.uri ?? "") : `${row.track.artist} – ${row.track.name}`);

export function Decisions({ find, onFind }: { find: string; onFind: (find: string) => void }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const phone = useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
  const { data, error, refetch } = useQuery(decisionsQuery(useDeferredValue(find.trim())));
  const revoking = useMutation({
    mutationFn: revoke,
    onSuccess: () => {
      for (const key of ["decisions", "pastes", "paste-lines"]) void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const meaning = (row: Decision) => (row.uri === null ? <Word tone="quiet">does not exist</Word> : means(row));
  const columns: Column<Decision>[] = [
    { id: "named", header: phone ? "Named, and what it means" : "Named", width: "2fr", text: named, fixed: true, cell: (row) => (phone ? <span className="pw-two"><span>{named(row)}</span><span className="pw-dim">{meaning(row)}</span></span> : named(row)) },
    { id: "means", header: "Means", width: "2fr", wide: true, text: means, fixed: true, cell: meaning },
    { id: "who", header: "Decided by", width: "1fr", wide: true, fixed: true, text: (row) => whoDid(row.actor), cell: (row) => <span className="pw-two"><span>{whoDid(row.actor)}</span><span className="pw-dim"><Time at={row.at} how="relative" /></span></span> },
    { id: "used", header: "Lines", width: "70px", wide: true, numeric: true, fixed: true, text: (row) => number(row.used) },
    ...(mayEdit ? [{ id: "revoke", header: "Taken back", width: phone ? "150px" : "240px", fixed: true, wide: false, text: () => "", cell: (row: Decision) => <Sure words="Revoke" label={`Revoke: ${named(row)}`} about={phone ? "" : "Asked anew."} busy={revoking.isPending} onSure={() => revoking.mutate(row.id)} /> }] : []),
  ];
  return (
    <>
      <TextInput aria-label="Find" placeholder="Find by title or artist" leftSection={<IconSearch size={16} aria-hidden />} value={find} onChange={(event) => onFind(event.currentTarget.value)} style={{ maxWidth: 420 }} />
      {revoking.isError && <Failure error={revoking.error} />}
      {error !== null ? <Failure error={error} again={() => void refetch()} /> : data === undefined ? <Loading /> : (
        <DataTable
          label="Decisions" rows={data} columns={columns} id={idOf} rowHeight={50} sort={null} onSort={() => undefined}
          empty={<Empty title={find === "" ? "Nothing was decided yet" : "No decision is about this"}>What you choose in a review is remembered here, and the same name is never asked again.</Empty>}
        />
      )}
    </>
  );
}
