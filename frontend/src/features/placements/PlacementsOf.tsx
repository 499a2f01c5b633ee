/** The placements of one playlist, and making one. */
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMayEdit } from "@/shared/session";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import type { Column, Sort } from "@/shared/table/columns";
import { DataTable, ExportButton } from "@/shared/table/DataTable";
import { Time } from "@/shared/time/Time";
import { MakeDialog } from "./MakeDialog";
import { PlacementDialog } from "./PlacementDialog";
import { type Placement, placementsOf } from "./queries";
import { TONES, word } from "./states";

const columns: Column<Placement>[] = [
  { id: "title", header: "What", width: "2fr", text: (one) => one.title },
  { id: "state", header: "State", width: "110px", text: (one) => word(one.state), cell: (one) => <Word tone={TONES[one.state] ?? "quiet"}>{word(one.state)}</Word> },
  { id: "from", header: "Comes in", width: "150px", text: (one) => one.from_at, cell: (one) => <Time at={one.from_at} /> },
  { id: "until", header: "Goes out", width: "150px", wide: true, text: (one) => one.until_at ?? "", cell: (one) => <Time at={one.until_at} empty="never" /> },
  { id: "position", header: "Place", width: "90px", wide: true, text: (one) => one.position ?? "" },
  { id: "campaign", header: "Campaign", width: "1fr", wide: true, text: (one) => one.campaign ?? "" },
];
const idOf = (one: Placement) => one.id;

export function PlacementsOf({ playlist, name, account, tags }: { playlist: string; name: string; account: string | null; tags: readonly string[] }) {
  const { data, error, refetch } = useQuery(placementsOf(playlist));
  const [sort, setSort] = useState<Sort | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const mayEdit = useMayEdit(account, tags) && account !== null;
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  return (
    <>
      <Group justify="flex-end" gap="xs">
        <ExportButton name={`placements of ${name}`} rows={data} columns={columns} />
        {mayEdit && <Button onClick={() => setMaking(true)}>Place a track</Button>}
      </Group>
      <DataTable
        label="Placements" rows={data} columns={columns} id={idOf} sort={sort} onSort={setSort} onOpen={(one) => setOpened(one.id)} height="calc(100dvh - 340px)"
        empty={<Empty title="Nothing is placed here">A placement puts a track in on a date and takes it out on another, whatever else happens to the playlist.</Empty>}
      />
      {opened !== null && <PlacementDialog placement={opened} onClose={() => setOpened(null)} />}
      {making && <MakeDialog playlist={playlist} name={name} onClose={() => setMaking(false)} />}
    </>
  );
}
