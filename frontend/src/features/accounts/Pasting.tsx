/** Connecting where Spotify cannot lead back to: the address that does not load is brought here by hand. */
import { Anchor, Button, Group, List, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Failure, Loading } from "@/shared/states/States";
import { Told } from "./Outcome";
import { begin, type Connection, paste, type Wanted } from "./queries";

export function Pasting({ wanted, onBack }: { wanted: Wanted; onBack: () => void }) {
  const client = useQueryClient();
  const [address, setAddress] = useState("");
  const { mutate: start, data: begun, error, isError, reset } = useMutation({ mutationFn: () => begin(wanted, "paste") });
  useEffect(() => start(), [start]);
  const pasted = useMutation<Connection>({
    mutationFn: () => paste(begun!.id, address.trim()),
    onSuccess: () => client.invalidateQueries(),
  });
  const refused = pasted.data?.failure ?? null;
  if (pasted.data?.state === "connected") return <Text role="status" fw={600}>{pasted.data.sentence}</Text>;
  return (
    <form onSubmit={(event) => { event.preventDefault(); pasted.mutate(); }}>
      <Stack>
        {isError && <Failure error={error} again={() => { reset(); start(); }} />}
        {begun === undefined && !isError && <Loading what="Making an address" />}
        {begun !== undefined && (
          <>
            <List type="ordered" size="sm" spacing={6}>
              <List.Item>Open <Anchor href={begun.url} target="_blank" rel="noopener noreferrer">Spotify’s page</Anchor>, here or on another machine, and agree.</List.Item>
              <List.Item>The page it leads to will not load. Copy its whole address; it begins with <code>{begun.redirect_uri}</code>.</List.Item>
              <List.Item>Paste it here within half an hour.</List.Item>
            </List>
            <TextInput label="The address that did not load" required value={address} onChange={(event) => setAddress(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
          </>
        )}
        {pasted.isError && <Failure error={pasted.error} />}
        {refused !== null && <Told code={refused.code} what={refused.what} remedy={refused.remedy} />}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>Back</Button>
          {refused === null
            ? <Button type="submit" loading={pasted.isPending} disabled={begun === undefined || address.trim() === ""}>Connect</Button>
            : <Button onClick={() => { pasted.reset(); setAddress(""); start(); }}>Make a new address</Button>}
        </Group>
      </Stack>
    </form>
  );
}
