/** The link by which an account's owner, who is no member, connects it. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Once } from "@/shared/Once";
import { Failure, Loading } from "@/shared/states/States";
import { makeLink, type Wanted } from "./queries";

export function Linked({ wanted, onBack }: { wanted: Wanted; onBack: () => void }) {
  const client = useQueryClient();
  const { mutate, data, error, isError } = useMutation({ mutationFn: () => makeLink(wanted), onSuccess: () => client.invalidateQueries({ queryKey: ["invitations"] }) });
  useEffect(() => mutate(), [mutate]);
  return (
    <Stack>
      {isError && <Failure error={error} again={() => mutate()} />}
      {data === undefined && !isError && <Loading what="Making the link" />}
      {data !== undefined && (
        <>
          <Text size="sm">Send it to the account’s owner. Whoever opens it is led to Spotify, connects the account, and sees nothing else of Playwarden. Spotify must have the account on the app’s list of users.</Text>
          <Once label="Link" value={data.link} until={data.expires_at} />
          <Text size="sm" c="dimmed">Settings lists links that wait; there it can be withdrawn.</Text>
        </>
      )}
      <Group><Button variant="default" onClick={onBack}>Back</Button></Group>
    </Stack>
  );
}
