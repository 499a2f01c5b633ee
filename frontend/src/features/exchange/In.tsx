/** Brings a file in: dropped or chosen, read without changing anything. */
import { Button, FileButton, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { ChoosePlaylists } from "@/shared/playlists/ChoosePlaylists";
import { Panel } from "@/shared/states/Page";
import { Failure, Loading } from "@/shared/states/States";
import { useZone } from "@/shared/time/Time";
import { type Order, readQuery, send } from "./queries";

const TYPES = ".xlsx,.xlsm,.ods,.csv,.tsv,.json,.m3u8,.m3u";

export function In({ onRead }: { onRead: (reading: string) => void }) {
  const client = useQueryClient();
  const zone = useZone();
  const [over, setOver] = useState(false);
  const [open, setOpen] = useState(false);
  const [into, setInto] = useState<string | null>(null);
  const [order, setOrder] = useState<Order>("auto");
  const reading = useMutation({
    mutationFn: (file: File) => send(file, { zone, into, order }),
    onSuccess: (read) => {
      client.setQueryData(readQuery(read.id).queryKey, read);
      onRead(read.id);
    },
    // What may help stands there.
    onError: () => setOpen(true),
  });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) reading.mutate(file);
  };
  return (
    <Panel title="Bring a file in">
      <Stack gap="sm">
        <div className="pw-drop-file" data-over={over || undefined} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
          {reading.isPending ? <Loading what={`Reading ${reading.variables.name}`} /> : (
            <>
              <IconUpload size={26} stroke={1.5} aria-hidden />
              <Text size="sm">Drop a file here, or</Text>
              <FileButton accept={TYPES} onChange={(file) => { if (file !== null) reading.mutate(file); }}>
                {(props) => <Button {...props}>Choose a file …</Button>}
              </FileButton>
            </>
          )}
        </div>
        <Text size="sm" c="dimmed">Excel, CSV, JSON or M3U8 that was taken out here and edited, by whatever program. You see every change, and each cell that cannot be done, before anything happens. Reading costs no call.</Text>
        {reading.isError && <Failure error={reading.error} />}
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>A file from elsewhere, or another order</summary>
          <Stack gap="sm" mt={8}>
            <ChoosePlaylists label="Rows that name no playlist go to" description="They are added at its bottom, or reviewed one by one first." changing most={1} values={into === null ? [] : [into]} onChange={([one]) => setInto(one ?? null)} />
            <NativeSelect label="What counts of rows that were moved" value={order} onChange={(event) => setOrder(event.currentTarget.value === "number" ? "number" : event.currentTarget.value === "place" ? "place" : "auto")} data={[{ value: "auto", label: "found out by itself" }, { value: "place", label: "their place in the sheet" }, { value: "number", label: "their numbers" }]} />
            <Group><Text size="xs" c="dimmed">Times in the file are clocks of {zone}, where it names no zone.</Text></Group>
          </Stack>
        </details>
      </Stack>
    </Panel>
  );
}
