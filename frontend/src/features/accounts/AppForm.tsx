/** Enters an app of Spotify's dashboard by its client id. */
import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import { addApp, type App, appsQuery } from "./queries";

export function AppForm({ onAdded }: { onAdded?: (app: App) => void }) {
  const client = useQueryClient();
  const [clientId, setClientId] = useState("");
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const adding = useMutation({
    mutationFn: () => addApp({ client_id: clientId.trim(), name: name.trim(), secret: secret === "" ? null : secret }),
    onSuccess: async (app) => {
      setClientId("");
      setName("");
      setSecret("");
      await client.invalidateQueries(appsQuery);
      onAdded?.(app);
    },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); adding.mutate(); }}>
      <Stack gap="xs">
        <TextInput label="Client id" description="32 letters and digits, from the app’s settings" required value={clientId} onChange={(event) => setClientId(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
        <TextInput label="What to call it here" placeholder="may stay empty" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <details>
          <summary>It has a client secret that should be used</summary>
          <PasswordInput mt={6} label="Client secret" description="Not needed. It is sealed and never shown again." autoComplete="off" value={secret} onChange={(event) => setSecret(event.currentTarget.value)} />
        </details>
        {adding.isError && <Failure error={adding.error} />}
        <Group gap="xs">
          <Button type="submit" loading={adding.isPending} disabled={clientId.trim() === ""}>Add the app</Button>
          {adding.isSuccess && <Text size="sm" role="status">{adding.data.name} is added.</Text>}
        </Group>
      </Stack>
    </form>
  );
}
