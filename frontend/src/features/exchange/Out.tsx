/** Takes playlists out as a file: which, in what form, and how fresh they are. */
import { Button, Checkbox, Group, Radio, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ChoosePlaylists } from "@/shared/playlists/ChoosePlaylists";
import { useMayEdit } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Says } from "@/shared/states/Says";
import { Failure } from "@/shared/states/States";
import { counted, number } from "@/shared/text";
import { Time, useZone } from "@/shared/time/Time";
import { type Form, type Look, lookQuery, type Selected, take } from "./queries";

const FORMS: readonly { value: Form; label: string; about: string }[] = [
  { value: "xlsx", label: "Excel", about: "A sheet for each playlist and an overview, to be edited and brought back: rows moved, added, deleted, details changed." },
  { value: "csv", label: "CSV", about: "One table with a row for each track, to be edited and brought back." },
  { value: "json", label: "JSON", about: "For programs; it can be edited and brought back." },
  { value: "m3u8", label: "M3U8", about: "For players: titles and links in their order, nothing else." },
];

interface Props {
  /** Null: all. */
  playlists: readonly string[] | null;
  onPlaylists: (playlists: string[] | null) => void;
}

export function Out({ playlists, onPlaylists }: Props) {
  const zone = useZone();
  const mayEdit = useMayEdit();
  const [form, setForm] = useState<Form>("xlsx");
  const [first, setFirst] = useState(false);
  const selection: Selected = playlists === null ? { everything: true } : { playlists: [...playlists] };
  const some = playlists === null || playlists.length > 0;
  const look = useQuery(lookQuery(selection, some));
  const taking = useMutation({ mutationFn: () => take(selection, form, first, zone), onSuccess: () => { setFirst(false); void look.refetch(); } });
  const about = FORMS.find((one) => one.value === form)!.about;
  return (
    <Panel title="Take playlists out">
      <Stack gap="sm">
        <Radio.Group aria-label="Which playlists" value={playlists === null ? "all" : "some"} onChange={(value) => onPlaylists(value === "all" ? null : [])}>
          <Group gap="lg"><Radio value="all" label="all playlists" /><Radio value="some" label="some of them" /></Group>
        </Radio.Group>
        {playlists !== null && <ChoosePlaylists label="Which playlists" values={playlists} onChange={onPlaylists} />}
        <div>
          <SegmentedControl aria-label="Form" value={form} onChange={(value) => setForm(FORMS.find((one) => one.value === value)?.value ?? "xlsx")} data={FORMS.map(({ value, label }) => ({ value, label }))} />
          <Text size="sm" c="dimmed" mt={6}>{about}</Text>
        </div>
        {some && look.isError && <Failure error={look.error} again={() => void look.refetch()} />}
        {some && look.data !== undefined && <Told look={look.data} />}
        {some && look.data !== undefined && look.data.stale > 0 && mayEdit && (
          <Checkbox label={`Look first: about ${counted(look.data.calls, "call")}`} description="Else the file holds what was known the last time." checked={first} onChange={(event) => setFirst(event.currentTarget.checked)} />
        )}
        {taking.isError && <Failure error={taking.error} />}
        <Group gap="sm">
          <Button leftSection={<IconDownload size={16} aria-hidden />} loading={taking.isPending} disabled={!some || look.data === undefined || look.data.playlists.length === 0} onClick={() => taking.mutate()}>Download</Button>
          <Text size="sm" c="dimmed" role="status">{taking.isPending ? "Writing the file …" : taking.isSuccess ? `${taking.data} was handed to the browser.` : first ? "" : "It costs no call."}</Text>
        </Group>
      </Stack>
    </Panel>
  );
}

function Told({ look }: { look: Look }) {
  const ruled = look.playlists.filter((one) => one.rule_set !== null);
  const placed = look.playlists.filter((one) => one.placements > 0);
  return (
    <Stack gap={4}>
      <Text size="sm">
        <b>{counted(look.playlists.length, "playlist")}, {counted(look.items, "track")}</b>
        {look.stale === 0 ? <>, as they stood {look.looked_at === null ? "when they were read" : <Time at={look.looked_at} how="relative" />}.</> : <>. {number(look.stale)} of them moved since, or {look.stale === 1 ? "was" : "were"} never read.</>}
      </Text>
      {ruled.length > 0 && <Text size="xs" c="dimmed">{counted(ruled.length, "playlist is", "playlists are")} kept by rules: their next refresh has a say against what a file asks for.</Text>}
      {placed.length > 0 && <Text size="xs" c="dimmed">{counted(placed.reduce((sum, one) => sum + one.placements, 0), "placement")} {placed.length === 1 ? "stands" : "stand"} in the file with from and until.</Text>}
      {look.left_out.length > 0 && (
        <details>
          <summary>{counted(look.left_out.length, "playlist")} left out</summary>
          <ul className="pw-list">{look.left_out.slice(0, 100).map((one, index) => <li key={index}><span>{one.name}</span><span className="pw-dim"><Says text={one.reason} /></span></li>)}</ul>
        </details>
      )}
    </Stack>
  );
}
