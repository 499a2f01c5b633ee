/** The heartbeat: the address that is called after each whole sweep, set, tried and taken away. */
import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure, Loading } from "@/shared/states/States";
import { Time } from "@/shared/time/Time";
import { heartbeat, heartbeatQuery } from "./queries";
import { Problem } from "./RouteDialog";

export function Heartbeat() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(heartbeatQuery);
  const [url, setUrl] = useState("");
  const setting = useMutation({ mutationFn: (wanted: string | null) => heartbeat.set(wanted), onSuccess: (now) => { setUrl(""); client.setQueryData(heartbeatQuery.queryKey, now); } });
  const testing = useMutation({ mutationFn: heartbeat.test, onSuccess: (now) => client.setQueryData(heartbeatQuery.queryKey, now) });
  const last = data?.last ?? null;
  const failed = setting.error ?? testing.error;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">Heartbeat</Title>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.shown === null && <Text size="sm" c="dimmed">An address that is called after each whole sweep over protected playlists. Who listens there can tell you when the calls stop.</Text>}
      {data !== undefined && data.shown !== null && (
        <>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>{data.shown}</Text>
          <Text size="sm" role="status" style={{ color: last === null ? "var(--mantine-color-dimmed)" : last.ok ? "var(--pw-good)" : "var(--pw-bad)", overflowWrap: "anywhere" }}>
            {last === null ? "It was not called yet." : <>Called <Time at={last.at} />: {data.status === null ? last.words : `answered ${data.status}`}</>}
          </Text>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>Call it now</Button>
            <Button size="compact-sm" variant="default" loading={setting.isPending} onClick={() => setting.mutate(null)}>Call nothing any more</Button>
          </Group>
        </>
      )}
      {data?.shown === null && (
        <form onSubmit={(event) => { event.preventDefault(); setting.mutate(url.trim()); }}>
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput style={{ flex: 1 }} label="Address to call" placeholder="https://hc-ping.com/…" maxLength={2000} autoComplete="off" value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
            <Button type="submit" variant="default" loading={setting.isPending} disabled={url.trim() === ""}>Set it</Button>
          </Group>
        </form>
      )}
      {failed !== null && <Problem error={failed} />}
    </Stack>
  );
}
