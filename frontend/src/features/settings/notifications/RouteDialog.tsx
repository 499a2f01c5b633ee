/** A route of alerts: made, changed, tried with what came of it, switched off, taken away. */
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { Time, useZone } from "@/shared/time/Time";
import { Says } from "@/shared/states/Says";
import { Fields } from "./Fields";
import { formOf, fresh, obstacle, type Route } from "./model";
import { routes, routesQuery } from "./queries";

export function NewRoute({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const zone = useZone();
  const [form, setForm] = useState(() => fresh(zone));
  const making = useMutation({ mutationFn: () => routes.make(form), onSuccess: async () => { await client.invalidateQueries(routesQuery); onClose(); } });
  const why = obstacle(form, true);
  return (
    <Modal opened onClose={onClose} title="New route for alerts" closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); making.mutate(); }}>
        <Stack>
          <Fields form={form} onChange={setForm} isNew />
          {making.isError && <Problem error={making.error} />}
          <Group justify="flex-end"><Button type="submit" loading={making.isPending} disabled={why !== null} title={why ?? undefined}>Make it</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function OpenedRoute({ route, onClose }: { route: Route; onClose: () => void }) {
  const client = useQueryClient();
  const zone = useZone();
  const [form, setForm] = useState(() => formOf(route, zone));
  const [removing, setRemoving] = useState(false);
  const after = { onSettled: () => client.invalidateQueries(routesQuery) };
  const testing = useMutation({ mutationFn: () => routes.test(route.id), ...after });
  const turning = useMutation({ mutationFn: () => routes.turn(route.id, !route.enabled), ...after });
  const keeping = useMutation({ mutationFn: () => routes.change(route.id, form), onSuccess: (now) => setForm(formOf(now, zone)), ...after });
  const leaving = useMutation({ mutationFn: () => routes.remove(route.id), onSuccess: async () => { await client.invalidateQueries(routesQuery); onClose(); } });
  const same = JSON.stringify(form) === JSON.stringify(formOf(route, zone));
  const why = obstacle(form, false);
  const error = testing.error ?? turning.error ?? keeping.error ?? leaving.error;
  return (
    <Modal opened onClose={onClose} title={route.name} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>{route.shown}</Text>
        {!route.enabled && <Alert color="yellow" title="It is off">Nothing is sent to it, and nothing waits for it.</Alert>}
        <Group gap="xs">
          <Button size="sm" variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>Send a test</Button>
          <Button size="sm" variant="default" loading={turning.isPending} onClick={() => turning.mutate()}>{route.enabled ? "Switch off" : "Switch on"}</Button>
          {removing
            ? <Button size="sm" color="red" loading={leaving.isPending} onClick={() => leaving.mutate()}>Yes, remove it with what waits</Button>
            : <Button size="sm" variant="default" onClick={() => setRemoving(true)}>Remove</Button>}
        </Group>
        <Answer route={route} />
        {error !== null && <Problem error={error} />}
        <form onSubmit={(event) => { event.preventDefault(); keeping.mutate(); }}>
          <Stack>
            <Fields form={form} onChange={setForm} isNew={false} />
            <Group justify="flex-end"><Button type="submit" loading={keeping.isPending} disabled={same || why !== null} title={why ?? undefined}>Keep it</Button></Group>
          </Stack>
        </form>
      </Stack>
    </Modal>
  );
}

/** What came of the last message or test. */
function Answer({ route: { last, waiting } }: { route: Route }) {
  if (last === null) return <Text size="sm" c="dimmed" role="status">Nothing was sent to it yet.</Text>;
  return (
    <Text size="sm" role="status" style={{ color: last.ok ? "var(--pw-good)" : "var(--pw-bad)", overflowWrap: "anywhere" }}>
      {last.ok ? "Sent" : "Not sent"} <Time at={last.at} />{last.ok ? "." : `: ${last.words}`}{!last.ok && waiting > 0 ? " What waits is tried again by itself." : ""}
    </Text>
  );
}

export const Problem = ({ error }: { error: unknown }) => <Text size="sm" role="alert" style={{ color: "var(--pw-bad)" }}><Says text={`${asProblem(error).message} ${asProblem(error).remedy}`} /></Text>;
