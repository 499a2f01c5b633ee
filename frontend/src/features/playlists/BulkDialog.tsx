/** One edit of many playlists: what is to be done, where it helps pair by pair, then every change it would make. */
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { Review } from "@/shared/plan/Review";
import { counted } from "@/shared/text";
import { type Action, ACTIONS, asks, edit, type Filled, ready } from "./bulk";
import { proposeEdit, type Row } from "./queries";

const PairsDialog = lazy(() => import("./PairsDialog").then(({ PairsDialog }) => ({ default: PairsDialog })));

type Stage = "form" | "pairs" | "review";

export function BulkDialog({ action, rows, onClose, onDone }: { action: Action; rows: readonly Row[]; onClose: () => void; onDone: () => void }) {
  const what = ACTIONS[action];
  const first: Stage = what.fields.length > 0 ? "form" : what.pairs ? "pairs" : "review";
  const [filled, setFilled] = useState<Filled>({});
  const [leave, setLeave] = useState<readonly string[]>([]);
  const [stage, setStage] = useState<Stage>(first);
  const title = `${what.words} ${counted(rows.length, "playlist")}`;
  const ids = rows.map((row) => row.id);
  const back = (to: Stage) => () => (stage === first ? onClose() : setStage(to));
  if (stage === "review")
    return <Review title={title} propose={() => proposeEdit(ids, edit(action, filled, leave))} onClose={back(what.pairs ? "pairs" : "form")} onStarted={onDone} />;
  if (stage === "pairs")
    return (
      <Suspense fallback={null}>
        <PairsDialog
          title={title} about={what.fields.length === 0 ? what.about : ""} playlists={ids} edit={edit(action, filled)} left={leave} onLeft={setLeave}
          market={String(filled.market ?? "")} onMarket={(market) => setFilled((now) => ({ ...now, market }))}
          onClose={first === "pairs" ? onClose : () => setStage("form")} onNext={() => setStage("review")}
        />
      </Suspense>
    );
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); setLeave([]); setStage(what.pairs ? "pairs" : "review"); }}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">{what.about}</Text>
          {asks(action, rows, filled).map((field, index) => {
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
            <Button type="submit" disabled={!ready(action, filled)}>{what.pairs ? "See pair by pair" : "See every change"}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
