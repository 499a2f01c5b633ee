/** Webhooks: addresses that are told of what happens here. For whoever may change settings. */
import { Alert, Button, Checkbox, Code, Group, Modal, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Says } from "@/shared/states/Says";
import { deliveriesQuery, hooks, kindsQuery, type Webhook, webhooksQuery } from "./hooks";

export function Webhooks() {
  const session = useSession();
  const may = session.signed_in && session.rights.can.includes("settings");
  const { data, error, refetch } = useQuery({ ...webhooksQuery, enabled: may });
  const [making, setMaking] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  if (!may) return null;
  return (
    <Panel title="Webhooks" actions={<Button size="compact-sm" variant="default" onClick={() => setMaking(true)}>New webhook</Button>}>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && <Empty title="Nobody is told of anything">A webhook posts a signed message to an address of yours (n8n, a script, a chat) when playlists were changed, a task failed, or Spotify asked to wait.</Empty>}
      <ul className="pw-list">
        {data?.map((one) => (
          <li key={one.id}>
            <span className="pw-two">
              <span>{one.name} <State hook={one} /></span>
              <span className="pw-dim" style={{ fontSize: 12, overflowWrap: "anywhere" }}>{one.url === one.name ? "" : `${one.url}, `}{counted(one.kinds.length, "kind")}{one.waiting > 0 ? `, ${counted(one.waiting, "message")} waiting` : ""}</span>
            </span>
            <Button size="compact-sm" variant="default" style={{ flexShrink: 0 }} aria-label={`Open ${one.name}`} onClick={() => setOpened(one.id)}>Open</Button>
          </li>
        ))}
      </ul>
      {making && <Make onClose={() => setMaking(false)} />}
      {data?.filter((one) => one.id === opened).map((one) => <Shown key={one.id} hook={one} onClose={() => setOpened(null)} />)}
    </Panel>
  );
}

function State({ hook }: { hook: Webhook }) {
  if (!hook.enabled) return <Word tone="bad">off</Word>;
  return hook.failing_since === null ? <Word tone="good">on</Word> : <Word tone="warn">failing</Word>;
}

function Make({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { data: kinds } = useQuery(kindsQuery);
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>(["change.applied", "change.undone", "job.failed", "job.waiting", "incident.ban", "incident.consent", "incident.opened", "protection.breaker"]);
  const making = useMutation({ mutationFn: () => hooks.make(url, name, chosen), onSuccess: () => client.invalidateQueries(webhooksQuery) });
  return (
    <Modal opened onClose={onClose} title="New webhook" closeButtonProps={{ "aria-label": "Close" }}>
      {making.data !== undefined ? (
        <Stack>
          <Text size="sm">It is told from now on. This secret signs its messages; it is shown this once:</Text>
          <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{making.data.secret}</Code>
          <Group justify="flex-end"><Button onClick={onClose}>I have kept it</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={(event) => { event.preventDefault(); making.mutate(); }}>
          <Stack>
            <TextInput label="Address" placeholder="https://n8n.example/webhook/playwarden" required maxLength={2000} value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
            <TextInput label="Name" description="Without one it is called by its address." maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
            <MultiSelect label="Tell it of" data={kinds?.map((one) => ({ value: one.kind, label: one.kind })) ?? []} value={chosen} onChange={setChosen} />
            {making.isError && <Problem error={making.error} />}
            <Group justify="flex-end"><Button type="submit" loading={making.isPending} disabled={chosen.length === 0}>Make it</Button></Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Shown({ hook, onClose }: { hook: Webhook; onClose: () => void }) {
  const client = useQueryClient();
  const { data: kinds } = useQuery(kindsQuery);
  const { data: sent } = useQuery(deliveriesQuery(hook.id));
  const [removing, setRemoving] = useState(false);
  const doing = useMutation({ mutationFn: (work: () => Promise<unknown>) => work(), onSettled: () => client.invalidateQueries({ queryKey: ["webhooks"] }) });
  const leaving = useMutation({
    mutationFn: () => hooks.remove(hook.id),
    // Its messages are gone with it: they are not asked for again.
    onSuccess: () => { onClose(); client.removeQueries(deliveriesQuery(hook.id)); return client.invalidateQueries({ ...webhooksQuery, exact: true }); },
  });
  const told = (kind: string, on: boolean) => (on ? [...hook.kinds, kind] : hook.kinds.filter((one) => one !== kind));
  return (
    <Modal opened onClose={onClose} size="lg" title={hook.name} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        {hook.disabled_why !== null && <Alert color="red" title="Nothing is sent to it">{hook.disabled_why}</Alert>}
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>{hook.url}</Text>
        <Checkbox.Group label="It is told of" value={hook.kinds}>
          <Stack gap={6} mt={6}>
            {kinds?.map((one) => (
              <Checkbox
                key={one.kind} value={one.kind} label={`${one.kind}: ${one.text}`} disabled={doing.isPending || (hook.kinds.length === 1 && hook.kinds[0] === one.kind)}
                onChange={(event) => { const on = event.currentTarget.checked; doing.mutate(() => hooks.change(hook.id, { kinds: told(one.kind, on) })); }}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group gap="xs">
          <Button size="sm" variant="default" loading={doing.isPending} onClick={() => doing.mutate(() => hooks.test(hook.id))}>Send a test</Button>
          <Button size="sm" variant="default" onClick={() => doing.mutate(() => hooks.change(hook.id, { enabled: !hook.enabled }))}>{hook.enabled ? "Switch off" : "Switch on"}</Button>
          {removing
            ? <Button size="sm" color="red" loading={leaving.isPending} onClick={() => leaving.mutate()}>Yes, remove it with what waits</Button>
            : <Button size="sm" variant="default" onClick={() => setRemoving(true)}>Remove</Button>}
        </Group>
        {(doing.isError || leaving.isError) && <Problem error={doing.error ?? leaving.error} />}
        <Text fw={600} size="sm">Last messages</Text>
        {sent === undefined || sent.length === 0 ? <Text size="sm" c="dimmed">Nothing was sent to it yet.</Text> : (
          <ul className="pw-list" aria-label="Last messages">
            {sent.slice(0, 12).map((one) => (
              <li key={one.id}>
                <span className="pw-two">
                  <span>{one.kind} <Word tone={one.state === "delivered" ? "good" : one.state === "failed" ? "bad" : "warn"}>{one.state}</Word></span>
                  <span className="pw-dim" style={{ fontSize: 12, overflowWrap: "anywhere" }}><Time at={one.created_at} />, {counted(one.attempts, "try", "tries")}{one.status === null ? "" : `, answer ${one.status}`}{one.answer ? `: ${one.answer.slice(0, 120)}` : ""}</span>
                </span>
                <Button size="compact-sm" variant="default" style={{ flexShrink: 0 }} aria-label={`Send ${one.kind} again`} onClick={() => doing.mutate(() => hooks.again(hook.id, one.id))}>Again</Button>
              </li>
            ))}
          </ul>
        )}
      </Stack>
    </Modal>
  );
}

const Problem = ({ error }: { error: unknown }) => <Text size="sm" role="alert" style={{ color: "var(--pw-bad)" }}><Says text={`${asProblem(error).message} ${asProblem(error).remedy}`} /></Text>;
