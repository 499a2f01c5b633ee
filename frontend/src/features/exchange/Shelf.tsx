/** Exports that are made by themselves: when, in what form, and the files that came of it. */
import { Button, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, data } from "@/api/client";
import { Sure } from "@/shared/Sure";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { DaysAndTime } from "@/shared/time/DaysAndTime";
import { cronOf, isWhen, USUAL } from "@/shared/time/when";
import { Time, useZone } from "@/shared/time/Time";
import { type Form, shelf, shelfQuery, type Selected } from "./queries";

export const schedulesQuery = { queryKey: ["schedules", "exports"], queryFn: async () => (await data(api.GET("/api/v1/schedules", { params: { query: { limit: 500 } } }))).filter((one) => one.kind === "exchange.export") };

export function Shelf({ selection, words }: { selection: Selected; words: string }) {
  const client = useQueryClient();
  const files = useQuery(shelfQuery);
  const schedules = useQuery(schedulesQuery);
  const [adding, setAdding] = useState(false);
  const removing = useMutation({ mutationFn: shelf.remove, onSuccess: () => client.invalidateQueries({ queryKey: ["exports"] }) });
  const taking = useMutation({ mutationFn: shelf.take });
  return (
    <Panel title="Exports by themselves" actions={!adding && <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>New …</Button>}>
      <Stack gap="sm">
        {adding && <Adding selection={selection} words={words} onDone={() => setAdding(false)} />}
        {(schedules.data ?? []).map((one) => (
          <Text key={one.id} size="sm">{one.name}: {one.words}{one.next_at === null ? "." : <>, next <Time at={one.next_at} how="both" />.</>} <Link className="pw-link pw-text-link" to="/tasks">In Tasks</Link></Text>
        ))}
        {files.isError ? <Failure error={files.error} again={() => void files.refetch()} /> : files.data === undefined ? <Loading /> : files.data.files.length === 0 ? (
          !adding && <Empty title="No file was written by itself yet">Say when, and the newest files lie here and in the data folder, for a backup of your own or another program.</Empty>
        ) : (
          <>
            <ul className="pw-list" aria-label="Files that were written">
              {files.data.files.map((file) => (
                <li key={file.name} style={{ flexWrap: "wrap" }}>
                  <span style={{ overflowWrap: "anywhere" }}>{file.name} <span className="pw-dim">{sized(file.bytes)}, <Time at={file.made_at} how="relative" /></span></span>
                  <Group gap={6} wrap="nowrap">
                    <Button size="compact-sm" variant="default" aria-label={`Download ${file.name}`} onClick={() => taking.mutate(file.name)}>Download</Button>
                    <Sure words="Remove" label={`Remove ${file.name}`} about="The file is gone then." busy={removing.isPending} onSure={() => removing.mutate(file.name)} />
                  </Group>
                </li>
              ))}
            </ul>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>They lie in <code title={files.data.folder}>…/{files.data.folder.split(/[\\/]/).slice(-2).join("/")}</code> on the server.</Text>
          </>
        )}
        {removing.isError && <Failure error={removing.error} />}
        {taking.isError && <Failure error={taking.error} />}
      </Stack>
    </Panel>
  );
}

const sized = (bytes: number): string => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

function Adding({ selection, words, onDone }: { selection: Selected; words: string; onDone: () => void }) {
  const client = useQueryClient();
  const zone = useZone();
  const [form, setForm] = useState<Form>("xlsx");
  const [when, setWhen] = useState(USUAL);
  const [keep, setKeep] = useState(14);
  const [called, setCalled] = useState<string | null>(null);
  const name = called ?? `Export of ${words} (${form})`;
  const timing = { kind: "cron" as const, expression: cronOf(when.days, when.time), zone };
  const making = useMutation({
    mutationFn: () => data(api.POST("/api/v1/schedules", { body: { name: name.trim(), kind: "exchange.export", timing, payload: { selection, form, keep, zone }, missed: "once" } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["schedules"] });
      onDone();
    },
  });
  return (
    <form className="pw-part" aria-label="Export by itself" onSubmit={(event) => { event.preventDefault(); making.mutate(); }}>
      <Stack gap="sm">
        <Text size="sm">What is chosen above, {words}, as it is mirrored then: it costs no call.</Text>
        <DaysAndTime when={when} onWhen={setWhen} />
        <Group gap="sm" align="flex-end">
          <NativeSelect label="Form" value={form} onChange={(event) => setForm(event.currentTarget.value as Form)} data={[{ value: "xlsx", label: "Excel" }, { value: "csv", label: "CSV" }, { value: "json", label: "JSON" }, { value: "m3u8", label: "M3U8" }]} />
          <TextInput label="Called" required maxLength={100} value={name} onChange={(event) => setCalled(event.currentTarget.value)} style={{ flex: "1 1 220px", maxWidth: 380 }} />
          <NumberInput label="Files kept" min={1} max={400} value={keep} onChange={(value) => setKeep(Number(value) || 1)} style={{ width: 120 }} />
        </Group>
        {making.isError && <Failure error={making.error} />}
        {when.days.length === 0 && <Text size="sm" c="dimmed" role="status">Choose a day at least.</Text>}
        <Group gap="xs">
          <Button type="submit" loading={making.isPending} disabled={!isWhen(when) || name.trim() === ""}>Export it then</Button>
          <Button variant="default" onClick={onDone}>Not now</Button>
        </Group>
      </Stack>
    </form>
  );
}
