/** What is staged: what it would do and cost as one goes along; then applied, scheduled or discarded. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, Problem } from "@/api/problem";
import { Review } from "@/shared/plan/Review";
import { sentence } from "@/shared/plan/words";
import { useMayEdit } from "@/shared/session";
import { Failure } from "@/shared/states/States";
import { now, viewerZone } from "@/shared/time/clock";
import { day } from "@/shared/time/words";
import { titled } from "@/shared/text";
import { type Playlist, playlistQuery, proposeOrder, scheduleOrder, sketch } from "../queries";
import type { Standing } from "./keeper";
import { type Row, uris } from "./model";
import type { EditorState } from "./useEditor";

const SKETCH_MS = 350;

const KEPT: Record<Standing, string> = {
  kept: "Your draft is kept; nothing has left yet. Working this out costs no call.",
  sending: "Keeping your draft …",
  waiting: "The server does not answer: your draft is kept in this browser until it does.",
  overtaken: "Your draft is kept in this browser only: see above.",
};

const numbers = new WeakMap<readonly Row[], number>();
let last = 0;

/** A number for each state of the rows: what a plan is asked for by, without the ten thousand addresses in it. */
function numberOf(rows: readonly Row[]): number {
  const known = numbers.get(rows);
  if (known !== undefined) return known;
  last += 1;
  numbers.set(rows, last);
  return last;
}

interface Props {
  playlist: Playlist;
  account: string;
  editor: EditorState;
  standing: Standing;
}

export function StagedBar({ playlist, account, editor, standing }: Props) {
  const client = useQueryClient();
  // Who reaches what has a tag only may lose that any day: what is done later is for whoever has the account.
  const whole = useMayEdit(account);
  const [doing, setDoing] = useState<"apply" | "schedule" | null>(null);
  const [rows] = useDebouncedValue(editor.draft.rows, SKETCH_MS);
  const plan = useQuery({
    queryKey: ["sketch", playlist.id, playlist.version, numberOf(rows)],
    queryFn: ({ signal }) => sketch(playlist.id, uris(rows), signal),
    enabled: editor.isDirty,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  /** What is said is of the rows as they were a moment ago. */
  const old = rows !== editor.draft.rows || plan.isPlaceholderData;
  const order = async () => {
    const found = await proposeOrder(playlist.id, uris(editor.draft.rows));
    // Looking may have shown that somebody changed it meanwhile: both changes are kept and shown, then planned anew.
    const fresh = await client.fetchQuery({ ...playlistQuery(playlist.id), staleTime: 0 });
    const now = fresh.entries?.map((entry) => entry.uri) ?? [];
    if (now.length === editor.draft.base.length && now.every((uri, index) => uri === editor.draft.base[index]!.uri)) return found;
    setDoing(null);
    throw new Problem(409, "moved", "The playlist changed meanwhile.", "See both sides, then apply.");
  };
  if (!editor.isDirty) return editor.said === "" ? null : <Text size="sm" role="status">{editor.said}</Text>;
  return (
    <div className="pw-bar" role="region" aria-label="Staged edits">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} role="status" data-testid="staged" aria-busy={old} c={old ? "dimmed" : undefined}>{plan.data === undefined ? (plan.isError ? asProblem(plan.error).message : "Working out what it takes …") : sentence(plan.data)}</Text>
        <Text size="xs" c="dimmed">{editor.said || KEPT[standing]}</Text>
      </div>
      <Group gap="xs">
        <Button variant="default" onClick={editor.discard}>Discard</Button>
        {whole && <Button variant="default" onClick={() => setDoing("schedule")}>Schedule</Button>}
        <Button onClick={() => setDoing("apply")}>Apply</Button>
      </Group>
      {doing === "apply" && (
        <Review title={`Apply the edits of ${titled(playlist.name)}`} propose={order} onClose={() => setDoing(null)} />
      )}
      {doing === "schedule" && <Schedule playlist={playlist} account={account} editor={editor} onClose={() => setDoing(null)} />}
    </div>
  );
}

function Schedule({ playlist, account, editor, onClose }: { playlist: Playlist; account: string; editor: EditorState; onClose: () => void }) {
  const client = useQueryClient();
  const zone = viewerZone();
  const [date, setDate] = useState(() => day(new Date(now().getTime() + 86_400_000), zone));
  const [time, setTime] = useState("06:00");
  const scheduling = useMutation({
    mutationFn: () => scheduleOrder(playlist, account, uris(editor.draft.rows), editor.draft.base.map((row) => row.uri), `${date}T${time}`, zone),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["placements"] });
      void client.invalidateQueries({ queryKey: ["schedules"] });
      editor.discard();
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Apply it later</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); scheduling.mutate(); }}>
        <Stack>
          <Text size="sm" c="dimmed">Your edits are kept and planned anew when they are due: what others add or take out until then stays so. They show up in Tasks and in the calendar, can be called off there until then, and be undone afterwards.</Text>
          <Group grow>
            <TextInput type="date" label="Day" required value={date} onChange={(event) => setDate(event.currentTarget.value)} />
            <TextInput type="time" label={`Time (${zone})`} required value={time} onChange={(event) => setTime(event.currentTarget.value)} />
          </Group>
          {scheduling.isError && <Failure error={scheduling.error} />}
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={scheduling.isPending}>Schedule</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
