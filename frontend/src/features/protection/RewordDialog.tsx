/** Other words for what is wanted of many playlists: by pattern, or found and replaced; every change is seen before. */
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changed } from "@/shared/notices/store";
import { decide, type Edit } from "@/shared/protection/queries";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";

export function RewordDialog({ playlists, onClose, onDone }: { playlists: string[]; onClose: () => void; onDone: () => void }) {
  const client = useQueryClient();
  const [how, setHow] = useState<"pattern" | "replace">("replace");
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [find, setFind] = useState("");
  const [put, setPut] = useState("");
  const [within, setWithin] = useState("both");
  const edit: Edit = how === "replace" ? { kind: "details", find, replace: put, within } : { kind: "details", ...(name === "" ? {} : { name }), ...(description === "" ? {} : { description }) };
  const ready = how === "replace" ? find !== "" : name !== "" || description !== "";
  const fresh = () => client.invalidateQueries({ queryKey: ["protection"] });
  const looking = useMutation({ mutationFn: () => decide.reword(playlists, edit) });
  const doing = useMutation({
    mutationFn: (fingerprint: string) => decide.reword(playlists, edit, fingerprint),
    onSuccess: async (done) => {
      changed(`Reworded ${counted(done.changed, "playlist")}`, async () => { await decide.unword(done.undo); await fresh(); });
      onDone();
      await fresh();
    },
  });
  const seen = looking.data;
  const title = <Text fw={650}>Reword what is wanted of {counted(playlists.length, "playlist")}</Text>;
  if (seen !== undefined)
    return (
      <Modal opened onClose={onClose} size="lg" title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <Stack gap="sm">
          <Text size="sm">{counted(seen.changed, "playlist")} of {seen.playlists.length} will be worded otherwise; it is written to Spotify at once, by at most {counted(seen.calls, "call")}.</Text>
          <ul className="pw-list" aria-label="Every change" style={{ maxHeight: "46dvh", overflow: "auto" }} tabIndex={0}>
            {seen.playlists.filter((one) => one.changed || one.notes.length > 0).map((one) => (
              <li key={one.playlist}>
                <span className="pw-two">
                  {(["name", "description"] as const).filter((field) => one.before[field] !== one.after[field]).map((field) => <span key={field} style={{ whiteSpace: "normal" }}><del>{one.before[field]}</del> <ins>{one.after[field]}</ins></span>)}
                  {one.notes.map((note) => <span key={note} className="pw-dim" style={{ whiteSpace: "normal", fontSize: 12 }}>{one.name}: {note}</span>)}
                </span>
              </li>
            ))}
          </ul>
          {doing.isError && <Failure error={doing.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => looking.reset()}>Back</Button>
            <Button disabled={seen.changed === 0} loading={doing.isPending} onClick={() => doing.mutate(seen.fingerprint)}>Reword {counted(seen.changed, "playlist")}</Button>
          </Group>
        </Stack>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); looking.mutate(); }}>
        <Stack gap="sm">
          <NativeSelect label="How" value={how} onChange={(event) => setHow(event.currentTarget.value as typeof how)} data={[{ value: "replace", label: "find and replace" }, { value: "pattern", label: "by a pattern" }]} />
          {how === "replace" ? (
            <>
              <TextInput label="Find" required value={find} onChange={(event) => setFind(event.currentTarget.value)} />
              <TextInput label="Replace with" value={put} onChange={(event) => setPut(event.currentTarget.value)} />
              <NativeSelect label="In" value={within} onChange={(event) => setWithin(event.currentTarget.value)} data={[{ value: "both", label: "name and description" }, { value: "name", label: "name" }, { value: "description", label: "description" }]} />
            </>
          ) : (
            <>
              <TextInput label="Name" placeholder="{name} {year}" value={name} onChange={(event) => setName(event.currentTarget.value)} />
              <TextInput label="Description" placeholder="{description}" value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
            </>
          )}
          {looking.isError && <Failure error={looking.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" disabled={!ready} loading={looking.isPending}>See every change</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
