/** One edit of many playlists: what is to be done, then every change it would make. */
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Review } from "@/shared/plan/Review";
import { counted } from "@/shared/text";
import { type Action, ACTIONS, edit, type Filled, ready } from "./bulk";
import { proposeEdit, type Row } from "./queries";

export function BulkDialog({ action, rows, onClose, onDone }: { action: Action; rows: readonly Row[]; onClose: () => void; onDone: () => void }) {
  const [filled, setFilled] = useState<Filled>({});
  const [asked, setAsked] = useState(false);
  const what = ACTIONS[action];
  const title = `${what.words} ${counted(rows.length, "playlist")}`;
  if (asked || what.fields.length === 0)
    return (
      <Review
        title={title} propose={() => proposeEdit(rows.map((row) => row.id), edit(action, filled))}
        onClose={() => (what.fields.length === 0 ? onClose() : setAsked(false))} onStarted={onDone}
      />
    );
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); setAsked(true); }}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">{what.about}</Text>
          {what.fields.map((field, index) => {
            const set = (value: string | boolean) => setFilled((now) => ({ ...now, [field.name]: value }));
            if (field.kind === "flag") return <Checkbox key={field.name} label={field.label} checked={filled[field.name] === true} onChange={(event) => set(event.currentTarget.checked)} />;
            if (field.kind === "choice") return <NativeSelect key={field.name} label={field.label} data={field.of} value={String(filled[field.name] ?? field.of[0]!.value)} onChange={(event) => set(event.currentTarget.value)} />;
            return (
              <TextInput
                key={field.name} label={field.label} placeholder={field.placeholder} data-autofocus={index === 0 || undefined}
                value={String(filled[field.name] ?? "")} onChange={(event) => set(event.currentTarget.value)}
              />
            );
          })}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" disabled={!ready(action, filled)}>See every change</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
