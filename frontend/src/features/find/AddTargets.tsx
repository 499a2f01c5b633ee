/** Which playlists get it: all that may be changed and do not hold it yet, narrowed by their names. */
import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { mayEdit } from "@/api/session";
import { useSession } from "@/shared/session";
import { Failure, Loading } from "@/shared/states/States";
import { counted, folded, titled } from "@/shared/text";
import { listQuery, type Whereabouts, writer } from "./queries";

const MOST = 200;

export function AddTargets({ found, onChosen, onClose }: { found: Whereabouts; onChosen: (playlists: string[], where: "top" | "bottom") => void; onClose: () => void }) {
  const { data, error, refetch } = useQuery(listQuery);
  const session = useSession();
  const [words, setWords] = useState("");
  const [where, setWhere] = useState<"top" | "bottom">("bottom");
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const holding = new Set(found.tracks.length === 1 ? found.holders.map((one) => one.playlist.id) : []);
  const able = data.filter((row) => !holding.has(row.id) && writer(row) !== null && mayEdit(session, writer(row)));
  const rows = able.filter((row) => folded(row.name).includes(folded(words))).slice(0, MOST);
  const all = rows.length > 0 && rows.every((row) => picked.has(row.id));
  const turn = (ids: string[], on: boolean) => setPicked((now) => new Set(on ? [...now, ...ids] : [...now].filter((id) => !ids.includes(id))));
  return (
    <form onSubmit={(event) => { event.preventDefault(); onChosen([...picked], where); }}>
      <Stack gap="sm">
        <Group gap="xs" align="flex-end">
          <TextInput label="Playlists" placeholder="A part of their names" data-autofocus style={{ flex: 1 }} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
          <NativeSelect label="Where" value={where} onChange={(event) => setWhere(event.currentTarget.value === "top" ? "top" : "bottom")} data={[{ value: "bottom", label: "at the bottom" }, { value: "top", label: "at the top" }]} />
        </Group>
        <Checkbox label={`All ${counted(rows.length, "playlist")} shown`} checked={all} disabled={rows.length === 0} onChange={(event) => turn(rows.map((row) => row.id), event.currentTarget.checked)} />
        <div className="pw-choices" role="group" aria-label="Playlists">
          {rows.map((row) => <Checkbox key={row.id} label={`${titled(row.name)}${row.total === null ? "" : `, ${counted(row.total, "track")}`}`} checked={picked.has(row.id)} onChange={(event) => turn([row.id], event.currentTarget.checked)} />)}
          {rows.length === 0 && <Text size="sm" c="dimmed">No playlist that you may change, and that does not hold it, is called so.</Text>}
        </div>
        <Group justify="flex-end" gap="xs">
          <Text size="sm" c="dimmed" mr="auto">{counted(picked.size, "playlist")} picked</Text>
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" disabled={picked.size === 0}>See every change</Button>
        </Group>
      </Stack>
    </form>
  );
}
