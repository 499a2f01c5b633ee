/** Placements that a file asks for: what is in the way of them, accepted or not, then made, changed and cancelled, all or none. */
import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Clashes } from "@/shared/states/Clashes";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import type { Read } from "./queries";

interface Props {
  read: Read;
  place: (accept: string[]) => Promise<{ placements: { id: string }[] }>;
  /** Those that are new can be taken back by cancelling them; null where others were changed too. */
  onDone: (words: string, made: string[] | null) => void;
  onClose: () => void;
}

export function Placing({ read, place, onDone, onClose }: Props) {
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set());
  const edits = read.playlists.flatMap((one) => one.placements);
  const fresh = edits.every((one) => one.what === "make");
  const placing = useMutation({ mutationFn: () => place([...accepted]), onSuccess: ({ placements }) => onDone(`${counted(edits.length, "placement")} ${fresh ? "made" : "made, changed or cancelled"}`, fresh ? placements.map((one) => one.id) : null) });
  const clashes = read.placements?.conflicts ?? [];
  const warnings = [...new Set(clashes.filter((one) => one.weight === "warning").map((one) => one.code))];
  const blocked = clashes.some((one) => one.weight === "error") || warnings.some((code) => !accepted.has(code));
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>{counted(read.counts.placements, "placement")} of {read.name}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <ul className="pw-list">
          {read.playlists.flatMap((one) => one.placements.map((each, index) => <li key={`${one.playlist} ${index}`}><span>{each.title} <span className="pw-dim">in {one.name}</span></span><span className="pw-dim">{each.from}{each.until !== "" && ` – ${each.until}`}</span></li>)).slice(0, 200)}
        </ul>
        <Clashes clashes={clashes} />
        {warnings.map((code) => <Checkbox key={code} label={`I accept this: ${clashes.find((one) => one.code === code)!.text}`} checked={accepted.has(code)} onChange={(event) => setAccepted(new Set(event.currentTarget.checked ? [...accepted, code] : [...accepted].filter((one) => one !== code)))} />)}
        {read.placements !== null && <Text size="sm">In and out will take about {counted(read.placements.calls, "call")}, when their time comes.</Text>}
        {placing.isError && <Failure error={placing.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Not now</Button>
          <Button loading={placing.isPending} disabled={blocked} onClick={() => placing.mutate()}>Place them</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
