/** A genre (or a mood) as a list of artists: which lines are known is shown first, then it is kept. */
import { Button, Checkbox, FileButton, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type LabelKind, tellChange } from "@/shared/labels/queries";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { type Listed, lists } from "./queries";

const MOST_LINES = 20_000;
const linesOf = (text: string): string[] => text.split(/\r?\n/).slice(0, MOST_LINES).map((line) => line.slice(0, 500));

export function ListDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<LabelKind>("genre");
  const [label, setLabel] = useState("");
  const [text, setText] = useState("");
  const [replace, setReplace] = useState(false);
  const reading = useMutation({ mutationFn: () => lists.read(kind, label, linesOf(text), replace, true) });
  const keeping = useMutation({
    mutationFn: () => lists.read(kind, label, linesOf(text), replace, false),
    onSuccess: (listed) => {
      if (listed.change !== null) tellChange(client, kind, listed.change);
      onClose();
    },
  });
  const changed = <T,>(set: (value: T) => void) => (value: T) => { set(value); reading.reset(); };
  const ready = label.trim() !== "" && text.trim() !== "";
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>A label of a list of artists</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); if (reading.data === undefined) reading.mutate(); else keeping.mutate(); }}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <NativeSelect label="Kind" value={kind} onChange={(event) => changed(setKind)(event.currentTarget.value as LabelKind)} data={[{ value: "genre", label: "Genre" }, { value: "mood", label: "Mood" }]} />
            <TextInput label="Called" placeholder="Deep House" maxLength={60} data-autofocus value={label} onChange={(event) => changed(setLabel)(event.currentTarget.value)} />
          </Group>
          <Textarea label="Artists" description="A name or a link on each line." autosize minRows={5} maxRows={12} value={text} onChange={(event) => changed(setText)(event.currentTarget.value)} />
          <Group justify="space-between">
            <FileButton accept=".txt,.csv,text/plain" onChange={(file) => { if (file !== null) void file.text().then(changed(setText)); }}>{(props) => <Button {...props} variant="default" size="compact-sm">From a file</Button>}</FileButton>
            <Checkbox label="Only these: take it from those that an earlier list named" checked={replace} onChange={(event) => changed(setReplace)(event.currentTarget.checked)} />
          </Group>
          {reading.data !== undefined && <Lines listed={reading.data} />}
          {(reading.isError || keeping.isError) && <Failure error={reading.error ?? keeping.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            {reading.data === undefined
              ? <Button type="submit" loading={reading.isPending} disabled={!ready}>See who is known</Button>
              : <Button type="submit" loading={keeping.isPending} disabled={reading.data.resolved === 0}>Set it on {counted(reading.data.resolved, "artist")}</Button>}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Lines({ listed }: { listed: Listed }) {
  return (
    <div role="status">
      <Text size="sm">{counted(listed.resolved, "line")} of {listed.lines.length} {listed.resolved === 1 ? "is" : "are"} understood{listed.unresolved.length > 0 ? "; these are left out, and a link settles each:" : "."}</Text>
      {listed.unresolved.length > 0 && (
        <ul className="pw-log" tabIndex={0} aria-label="Lines that are left out">
          {listed.unresolved.slice(0, 200).map((line) => (
            <li key={line.line}>
              line {line.line}, {line.text}: {line.why}
              {line.alike.map((one) => <span key={one.uri} className="pw-dim"> {one.uri} ({counted(one.tracks, "known track")})</span>)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
