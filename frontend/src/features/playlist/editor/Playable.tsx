/** What a country plays of the playlist: asked on demand, kept with its date; what it does not play can be replaced. */
import { Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import type { Playlist } from "../queries";
import { askAlike, type Availability, availabilityQuery, check, itemOf, type Track } from "../tracks";
import type { Row } from "./model";
import type { EditorState } from "./useEditor";

type Unplayable = Availability["unplayable"][number];

interface Props {
  playlist: Playlist;
  editor: EditorState;
  account: string;
  /** Where the account's own is not known. */
  country: string | null;
  onCountry: (country: string) => void;
}

export function Playable({ playlist, editor, account, country, onCountry }: Props) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const known = useQuery(availabilityQuery(playlist.id));
  const market = known.data?.market ?? country;
  const own = useQuery({ ...availabilityQuery(playlist.id, country), enabled: known.data?.market === null && country?.length === 2 });
  const standing = known.data?.market === null ? own.data : known.data;
  const checking = useMutation({
    mutationFn: () => check(playlist.id, market),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["availability", playlist.id] }),
  });
  const closed = useMemo(() => new Map((standing?.unplayable ?? []).map((one) => [one.uri, one])), [standing]);
  const all = useDeferredValue(editor.draft.rows);
  const rows = useMemo(() => (closed.size === 0 ? [] : all.filter((row) => row.uri !== null && closed.has(row.uri))), [all, closed]);
  if (known.data === undefined) return null;
  return (
    <Popover opened={open} onChange={setOpen} width={420} position="bottom-start" trapFocus withinPortal>
      <Popover.Target><Button variant="default" px={12} onClick={() => setOpen(!open)}>{rows.length > 0 ? `${counted(rows.length, "track")} greyed out` : "What can be played"}</Button></Popover.Target>
      <Popover.Dropdown onKeyDown={(event) => event.stopPropagation()}>
        <Stack gap="xs">
          {known.data.market === null && <TextInput label="Country in which it is listened to" placeholder="DE" maxLength={2} value={country ?? ""} onChange={(event) => onCountry(event.currentTarget.value.toUpperCase())} />}
          <Text size="sm">
            {standing === undefined || standing.known === 0
              ? "Whether its tracks can be played was not asked yet."
              : <>{standing.known} of {counted(standing.tracks, "track")} known for {market}, asked <Time at={standing.checked_at} how="both" />: {closed.size === 0 ? "all of them can be played." : `${counted(closed.size, "track")} cannot be played.`}</>}
          </Text>
          <Group gap="xs">
            <Button size="xs" loading={checking.isPending} disabled={market === null || market.length !== 2} onClick={() => checking.mutate()}>Ask Spotify ({counted(known.data.calls, "call")})</Button>
            {rows.length > 0 && <Button size="xs" variant="default" onClick={() => editor.pick(rows.map((row) => row.key))}>Pick them</Button>}
          </Group>
          {checking.isError && <Failure error={checking.error} />}
          <Stack gap="xs" mah={320} style={{ overflowY: "auto" }}>
            {rows.slice(0, 100).map((row) => <Closed key={row.key} row={row} found={closed.get(row.uri!)!} account={account} onTake={(track) => editor.replace(row.key, itemOf(track))} />)}
          </Stack>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Closed({ row, found, account, onTake }: { row: Row; found: Unplayable; account: string; onTake: (track: Track) => void }) {
  const asking = useMutation({ mutationFn: () => askAlike(account, found.uri) });
  const offered = [...found.candidates.map((one) => ({ track: one.track, why: one.why })), ...(asking.data ?? []).map((track) => ({ track, why: "same ISRC, from Spotify" }))];
  return (
    <div className="pw-panel">
      <Text size="sm" fw={600}>{row.artist} - {row.name}</Text>
      {offered.map(({ track, why }) => (
        <Group key={track.uri} justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm">{track.artist} - {track.name}{track.album === null ? "" : `, ${track.album}`} <span className="pw-dim">({why})</span></Text>
          <Button size="compact-xs" variant="default" onClick={() => onTake(track)}>Put in its place</Button>
        </Group>
      ))}
      {offered.length === 0 && asking.isSuccess && <Text size="sm" c="dimmed">Spotify knows no other track of this recording. Search for it by its name under Add tracks.</Text>}
      {asking.isError && <Failure error={asking.error} />}
      {!asking.isSuccess && <Button size="compact-xs" mt={4} variant="subtle" loading={asking.isPending} onClick={() => asking.mutate()}>Ask Spotify for the same recording (1 call)</Button>}
    </div>
  );
}
