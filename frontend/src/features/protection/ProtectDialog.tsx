/** Protecting playlists as they are now; what looks like a take-down already is looked at one by one. */
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure, Loading } from "@/shared/states/States";
import { counted, titled } from "@/shared/text";
import { decide, type Field, type Policy } from "@/shared/protection/queries";
import { fieldWords, POLICIES } from "@/shared/protection/words";
import { Says } from "@/shared/states/Says";

const FIELDS: Field[] = ["name", "description", "cover", "public"];

export function ProtectDialog({ playlists, onClose, onDone }: { playlists: readonly { id: string; name: string }[]; onClose: () => void; onDone: () => void }) {
  const client = useQueryClient();
  const [fields, setFields] = useState<Field[]>(["name", "description", "cover"]);
  const [policy, setPolicy] = useState<Policy>("restore");
  const [important, setImportant] = useState(false);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const ids = playlists.map((one) => one.id);
  const looked = useQuery({ queryKey: ["protection", "candidates", ids, fields], queryFn: () => decide.candidates(ids, fields), enabled: fields.length > 0, gcTime: 0 });
  const protecting = useMutation({
    mutationFn: () => decide.protect(ids, { fields, policy, important, seen: [...seen] }),
    onSuccess: async () => { onDone(); await client.invalidateQueries({ queryKey: ["protection"] }); },
  });
  const found = looked.data?.candidates ?? [];
  const held = found.filter((one) => one.refused === null && one.held_back.length > 0);
  const well = found.filter((one) => one.refused === null && one.held_back.length === 0);
  const not = [...found.filter((one) => one.refused !== null).map((one) => ({ name: one.name, why: one.refused ?? "" })), ...(looked.data?.left_out ?? []).map((one) => ({ name: one.name, why: one.reason }))];
  const unfetched = well.filter((one) => one.unfetched).length;
  const title = `Protect ${playlists.length === 1 ? titled(playlists[0]!.name) : counted(playlists.length, "playlist")}`;
  const done = protecting.data;
  if (done !== undefined)
    return (
      <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
        <Stack gap="sm">
          <Text role="status">{counted(done.protected.length, "playlist")} protected.</Text>
          {done.covers_to_come.length > 0 && <Text size="sm">The cover of {counted(done.covers_to_come.length, "playlist")} could not be fetched; it is protected as soon as it can.</Text>}
          {done.held_back.length > 0 && <Text size="sm">{counted(done.held_back.length, "playlist")} held back: look at them on Spotify first.</Text>}
          <Group justify="flex-end"><Button onClick={onClose}>Close</Button></Group>
        </Stack>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">What they say now becomes what is wanted. It costs no call; looking after them then takes a share of the day’s calls.</Text>
        <Checkbox.Group label="Keep as it is" value={fields} onChange={(value) => setFields(FIELDS.filter((one) => value.includes(one)))}>
          <Group gap="md" mt={4}>{FIELDS.map((one) => <Checkbox key={one} value={one} label={fieldWords(one)} />)}</Group>
        </Checkbox.Group>
        <NativeSelect label="When somebody else changes it" data={[...POLICIES]} value={policy} onChange={(event) => setPolicy(event.currentTarget.value as Policy)} />
        <Checkbox label="Important: look at these first when calls are short" checked={important} onChange={(event) => setImportant(event.currentTarget.checked)} />
        {looked.isError && <Failure error={looked.error} />}
        {looked.isLoading && <Loading what="Looking at what is there" />}
        {looked.data !== undefined && <Text size="sm">{counted(well.length, "playlist")} can be protected as {well.length === 1 ? "it is" : "they are"}{unfetched > 0 && `; ${counted(unfetched, "cover")} fetched first, which is no call`}.</Text>}
        {held.length > 0 && (
          <fieldset style={{ border: "1px solid var(--pw-line)", borderRadius: 8, maxHeight: 220, overflow: "auto" }}>
            <legend><Text size="sm" fw={600} style={{ color: "var(--pw-warn)" }}>{counted(held.length, "playlist")} held back: {held.length === 1 ? "it looks" : "they look"} tampered with already</Text></legend>
            <Stack gap={6}>
              {held.map((one) => (
                <Checkbox
                  key={one.playlist} checked={seen.has(one.playlist)} label={`${titled(one.name)}: protect it as it is`} description={`Its ${one.held_back.map(fieldWords).join(" and ")} had something before, and ${one.held_back.length === 1 ? "looks" : "look"} emptied now.`}
                  onChange={(event) => { const next = new Set(seen); if (event.currentTarget.checked) next.add(one.playlist); else next.delete(one.playlist); setSeen(next); }}
                />
              ))}
            </Stack>
          </fieldset>
        )}
        {not.length > 0 && <details><summary>{counted(not.length, "playlist")} cannot be protected</summary><ul>{not.map((one) => <li key={one.name + one.why}><Text size="sm" span>{titled(one.name)}: <Says text={one.why} /></Text></li>)}</ul></details>}
        {protecting.isError && <Failure error={protecting.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button disabled={looked.data === undefined || well.length + seen.size === 0} loading={protecting.isPending} onClick={() => protecting.mutate()}>Protect {counted(well.length + seen.size, "playlist")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
