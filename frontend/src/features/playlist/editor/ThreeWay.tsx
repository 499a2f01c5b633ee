/** A playlist that changed while a draft of it was open: as it was, as it is there now, as it is wanted here. */
import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { counted } from "@/shared/text";
import type { Row } from "./model";
import { type Change, compared, type Side, summed } from "./threeWay";
import type { EditorState, Split } from "./useEditor";

const MOST = 200;
const TITLES: Record<Side, string> = { theirs: "On Spotify now", mine: "In your draft" };

export function ThreeWay({ split, editor, onClose }: { split: Split; editor: EditorState; onClose: () => void }) {
  const { changes } = useMemo(() => compared(split.mine, split.theirs), [split.mine, split.theirs]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const edited = editor.draft.rows !== split.both.rows;
  const toggle = (id: string) => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <Modal opened onClose={onClose} size="xl" title={<Text fw={650}>The playlist changed meanwhile</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <div className="pw-sides">
          <Fact title="When you began">{counted(split.mine.base.length, "track")}</Fact>
          <Fact title={TITLES.theirs}>{counted(split.theirs.length, "track")}: {summed(changes, "theirs")}</Fact>
          <Fact title={TITLES.mine}>{counted(split.mine.rows.length, "track")}: {summed(changes, "mine")}</Fact>
        </div>
        <Text size="sm" c="dimmed">Everything that is ticked is kept. Where both did something to the same track, yours goes before what was done there.</Text>
        {edited && <Text size="sm" role="status" style={{ color: "var(--pw-warn)" }}>You edited on since. Undo that to choose here, or go on: both changes are in.</Text>}
        {(["theirs", "mine"] as const).map((side) => (
          <Group key={side} role="group" aria-label={TITLES[side]} align="flex-start">
            <Changes side={side} changes={changes.filter((one) => one.side === side)} left={left} onToggle={toggle} disabled={edited} />
          </Group>
        ))}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Close</Button>
          <Button data-autofocus disabled={edited} onClick={() => { if (left.size === 0) editor.closeSplit(); else editor.choose(left); onClose(); }}>{left.size === 0 ? "Keep both" : `Leave out ${counted(left.size, "change")}`}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return <div className="pw-panel"><Text size="xs" c="dimmed">{title}</Text><Text size="sm" fw={600}>{children}</Text></div>;
}

interface List {
  side: Side;
  changes: readonly Change[];
  left: ReadonlySet<string>;
  disabled: boolean;
  onToggle: (id: string) => void;
}

function Changes({ side, changes, left, disabled, onToggle }: List) {
  return (
    <Stack gap={6} style={{ flex: 1, minWidth: 0 }}>
      <Text size="sm" fw={600}>{TITLES[side]}</Text>
      {changes.length === 0 && <Text size="sm" c="dimmed">Nothing else was done.</Text>}
      {changes.slice(0, MOST).map((one) => (
        <Checkbox key={one.id} size="sm" checked={!left.has(one.id)} disabled={disabled} onChange={() => onToggle(one.id)} label={<>{verb(one)} {named(one.row)}{one.both && <span className="pw-mark" style={{ marginLeft: 8 }}>both</span>}</>} />
      ))}
      {changes.length > MOST && <Text size="sm" c="dimmed">and {counted(changes.length - MOST, "more change")}, which {changes.length - MOST === 1 ? "is" : "are"} kept</Text>}
    </Stack>
  );
}

const verb = (one: Change) => ({ added: "Added", removed: "Removed", moved: "Moved" })[one.what];
const named = (row: Row) => (row.artist === "" ? row.name : `${row.artist} - ${row.name}`);
