/** Of how many tracks of each playlist it is known how they sound, and a genre. */
import { Modal, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { Empty, Failure, Loading } from "@/shared/states/States";
import type { Column, Sort } from "@/shared/table/columns";
import { DataTable } from "@/shared/table/DataTable";
import { counted, number, titled } from "@/shared/text";
import { coverageQuery } from "./queries";
import { Ways, WaysKey } from "./Ways";
import { share, waysTold } from "./ways";

type Row = Schemas["PlaylistCoverageDocument"];
const idOf = (row: Row) => row.id;
const told = (row: Row, of: number) => `${number(of)} (${Math.round(share(row, of))} %)`;
const columns: Column<Row>[] = [
  { id: "name", header: "Playlist", width: "2fr", text: (row) => row.name, cell: (row) => <Link className="pw-link" to="/playlists/$playlist" params={{ playlist: row.id }}>{titled(row.name)}</Link> },
  { id: "tracks", header: "Tracks", width: "80px", numeric: true, text: (row) => number(row.tracks), value: (row) => row.tracks },
  { id: "ways", header: "By which way", width: "minmax(90px, 1fr)", wide: true, text: (row) => waysTold(row), cell: (row) => <Ways of={row} /> },
  { id: "heard", header: "Sound", width: "110px", numeric: true, text: (row) => told(row, row.heard), value: (row) => share(row, row.heard) },
  { id: "labelled", header: "Genre", width: "110px", numeric: true, wide: true, text: (row) => told(row, row.labelled), value: (row) => share(row, row.labelled) },
];

export function CoverageDialog({ onClose }: { onClose: () => void }) {
  const { data, error } = useQuery(coverageQuery(true));
  const [sort, setSort] = useState<Sort | null>({ by: "heard", down: false });
  return (
    <Modal opened onClose={onClose} size="xl" title={<Text fw={650}>What is known, by playlist</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {error !== null && <Failure error={error} />}
      {data === undefined && error === null && <Loading what="Counting" />}
      {data !== undefined && data.library.tracks > 0 && (
        <div style={{ marginBottom: 10 }}>
          <WaysKey of={data.library} />
          <Text size="xs" c="dimmed" mt={4}>How a playlist sounds on average is said only where features are known of at least 60 % of its tracks: {counted(data.playlists.filter((row) => row.enough).length, "playlist")} of {number(data.playlists.length)}.</Text>
        </div>
      )}
      {data !== undefined && (
        <DataTable label="Coverage of playlists" rows={data.playlists} columns={columns} id={idOf} sort={sort} onSort={setSort} height="60dvh" empty={<Empty title="No playlist was read yet" />} />
      )}
    </Modal>
  );
}
