/** One's password, and the browsers in which one is signed in. */
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { session as door } from "@/api/session";
import { Panel } from "@/shared/states/Page";
import { Failure, Loading } from "@/shared/states/States";
import { Sure } from "@/shared/Sure";
import { Time } from "@/shared/time/Time";
import { changePassword, devicesQuery, signOutElsewhere } from "./queries";

const SHORTEST = 10;

export function Devices() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(devicesQuery);
  const again = () => client.invalidateQueries(devicesQuery);
  const ending = useMutation({ mutationFn: (id: string) => door.end(id), onSettled: again });
  const endingAll = useMutation({ mutationFn: signOutElsewhere, onSettled: again });
  const others = (data ?? []).filter((one) => !one.current).length;
  return (
    <Panel title="Where you are signed in">
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {ending.isError && <Failure error={ending.error} />}
      {endingAll.isError && <Failure error={endingAll.error} />}
      <ul className="pw-list" aria-label="Sessions">
        {data?.map((one) => (
          <li key={one.id}>
            <span className="pw-two"><span>{one.device}{one.current ? " (this one)" : ""}</span><span className="pw-dim" style={{ fontSize: 12 }}>{one.address}, last seen <Time at={one.last_seen_at} how="relative" /></span></span>
            {!one.current && <Button size="compact-sm" variant="default" aria-label={`Sign out ${one.device}`} onClick={() => ending.mutate(one.id)}>Sign out</Button>}
          </li>
        ))}
      </ul>
      {others > 1 && <Group justify="flex-end" mt={8}><Sure words="Sign out everywhere else" label="Sign out everywhere else" about={`${others} sessions end at once.`} busy={endingAll.isPending} onSure={() => endingAll.mutate()} /></Group>}
    </Panel>
  );
}

export function Password() {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: () => changePassword({ old, new: fresh }),
    onSuccess: () => {
      setOld("");
      setFresh("");
      void client.invalidateQueries(devicesQuery);
    },
  });
  const short = fresh.length > 0 && fresh.length < SHORTEST;
  return (
    <Panel title="Password">
      <form onSubmit={(event) => { event.preventDefault(); changing.mutate(); }}>
        <Stack gap="xs">
          <PasswordInput label="Present password" autoComplete="current-password" required value={old} onChange={(event) => setOld(event.currentTarget.value)} />
          <PasswordInput label="New password" description={`${SHORTEST} characters or more`} autoComplete="new-password" required value={fresh} error={short ? `${SHORTEST - fresh.length} more` : undefined} onChange={(event) => setFresh(event.currentTarget.value)} />
          {changing.isError && <Failure error={changing.error} />}
          <Group gap="xs">
            <Button type="submit" variant="default" loading={changing.isPending} disabled={old === "" || fresh.length < SHORTEST}>Change it</Button>
            {changing.isSuccess && <Text size="sm" role="status">It is changed; your other sessions have ended.</Text>}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
