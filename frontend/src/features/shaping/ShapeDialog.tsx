/** Making playlists: a new one, a copy, one out of several, several out of one. What it does is shown before. */
import { Button, Checkbox, Group, Modal, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Review } from "@/shared/plan/Review";
import { counted, titled } from "@/shared/text";
import { begun, BY, type Filled, proposal, ready, type Shape, TITLES } from "./asked";
import type { Account, Source } from "./queries";

interface Props {
  shape: Shape;
  sources: readonly Source[];
  /** Those that may be written to. */
  accounts: readonly Account[];
  onClose: () => void;
  onDone?: () => void;
}

export function ShapeDialog({ shape, sources, accounts, onClose, onDone }: Props) {
  const [filled, setFilled] = useState<Filled>(() => begun(shape, sources, accounts[0]?.id ?? ""));
  const [asked, setAsked] = useState(false);
  const about = sources.length === 0 ? "" : sources.length === 1 ? ` ${titled(sources[0]!.name)}` : ` ${counted(sources.length, "playlist")}`;
  const title = `${TITLES[shape]}${about}`;
  if (asked) return <Review title={title} propose={() => proposal(shape, sources, filled)} onClose={() => setAsked(false)} onStarted={onDone ?? onClose} />;
  const set = <K extends keyof Filled>(name: K, value: Filled[K]) => setFilled((now) => ({ ...now, [name]: value }));
  const named = shape !== "split" && !(shape === "merge" && filled.into !== "");
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); setAsked(true); }}>
        <Stack gap="sm">
          {shape === "merge" && (
            <NativeSelect
              label="Into" value={filled.into} onChange={(event) => set("into", event.currentTarget.value)}
              data={[{ value: "", label: "a new playlist" }, ...sources.map((one) => ({ value: one.id, label: `${titled(one.name)}, behind what stands there` }))]}
            />
          )}
          {named && <TextInput label="Name" required maxLength={100} data-autofocus value={filled.name} onChange={(event) => set("name", event.currentTarget.value)} />}
          {named && <TextInput label="Description" maxLength={300} placeholder={shape === "duplicate" ? "as that of the original" : ""} value={filled.description} onChange={(event) => set("description", event.currentTarget.value)} />}
          {!(shape === "merge" && filled.into !== "") && accounts.length > 1 && (
            <NativeSelect label="In the account" value={filled.account} onChange={(event) => set("account", event.currentTarget.value)} data={accounts.map((one) => ({ value: one.id, label: one.name }))} />
          )}
          {shape === "create" && (
            <Textarea label="Tracks" placeholder="Spotify links or URIs, with spaces between; none makes it empty" autosize minRows={2} maxRows={6} value={filled.items} onChange={(event) => set("items", event.currentTarget.value)} />
          )}
          {shape === "merge" && (
            <>
              <NativeSelect
                label="Order" value={filled.order} onChange={(event) => set("order", event.currentTarget.value as Filled["order"])}
                data={[{ value: "behind", label: "one behind the other" }, { value: "turns", label: "a track of each in turn" }]}
              />
              <Checkbox label="Keep tracks that stand in several of them twice" checked={filled.twice} onChange={(event) => set("twice", event.currentTarget.checked)} />
            </>
          )}
          {shape === "split" && (
            <>
              <NativeSelect label="Divide by" value={filled.by} onChange={(event) => set("by", event.currentTarget.value as Filled["by"])} data={BY} />
              {filled.by === "size"
                ? <NumberInput label="Tracks in each" min={1} max={10_000} value={filled.size} onChange={(value) => set("size", Number(value))} />
                : <NumberInput label="Fewer tracks than this go together into one" min={1} max={10_000} value={filled.least} onChange={(value) => set("least", Number(value))} />}
              <Text size="sm" c="dimmed">The playlist itself stays as it is. At most 100 are made at once.</Text>
            </>
          )}
          {!(shape === "merge" && filled.into !== "") && <Checkbox label="Show it on the profile" checked={filled.public} onChange={(event) => set("public", event.currentTarget.checked)} />}
          {accounts.length === 0 && <Text size="sm" style={{ color: "var(--pw-warn)" }}>No account that you may edit is connected for writing.</Text>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" disabled={!ready(shape, filled)}>See what it takes</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
