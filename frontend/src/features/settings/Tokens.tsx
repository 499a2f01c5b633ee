/** API tokens: for programs that do what this member may do. */
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "@/shared/session";
import { Once } from "@/shared/Once";
import { Panel } from "@/shared/states/Page";
import { Failure, Loading } from "@/shared/states/States";
import { Sure } from "@/shared/Sure";
import { Time } from "@/shared/time/Time";
import { makeToken, revokeToken, tokensQuery } from "./queries";

type Scope = "read" | "write" | "admin";
const SCOPES: { value: Scope; label: string; description: string }[] = [
  { value: "read", label: "Read", description: "looks at what you see" },
  { value: "write", label: "Write", description: "changes what you may change" },
  { value: "admin", label: "Admin", description: "does whatever you may do" },
];
const DAYS = [7, 30, 90, 180, 365];

export function Tokens() {
  const client = useQueryClient();
  const session = useSession();
  const { data, error, refetch } = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const revoking = useMutation({ mutationFn: revokeToken, onSettled: () => client.invalidateQueries(tokensQuery) });
  const me = session.signed_in ? session.member.name : "";
  return (
    <Panel title="API tokens" actions={<Button size="compact-sm" onClick={() => setMaking(true)}>Make a token</Button>}>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {revoking.isError && <Failure error={revoking.error} />}
      {data?.length === 0 && <Text size="sm" c="dimmed">None. A token lets a program, such as n8n or a command on another machine, do what you may do.</Text>}
      <ul className="pw-list" aria-label="API tokens">
        {data?.map((token) => (
          <li key={token.id} style={{ flexWrap: "wrap" }}>
            <span style={{ minWidth: 0, flex: "1 1 180px" }}>
              <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>{token.name}{token.member === me ? "" : ` (of ${token.member})`}</Text>
              <Text size="xs" c="dimmed">{token.scopes.join(", ")}; until <Time at={token.expires_at} />; {token.last_used_at === null ? "never used" : <>used <Time at={token.last_used_at} how="relative" /></>}</Text>
            </span>
            <Sure words="Revoke" label={`Revoke ${token.name}`} about="Programs that use it are refused at once." busy={revoking.isPending} onSure={() => revoking.mutate(token.id)} />
          </li>
        ))}
      </ul>
      {making && <MakeDialog onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function MakeDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [days, setDays] = useState("90");
  const making = useMutation({ mutationFn: () => makeToken({ name: name.trim(), scopes, expires_in_days: Number(days) }), onSuccess: () => client.invalidateQueries(tokensQuery) });
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Make a token</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {making.data !== undefined ? (
        <Stack>
          <Once label="Token" value={making.data.token} until={making.data.expires_at} />
          <Text size="sm" c="dimmed">Programs send it as <code>Authorization: Bearer …</code>; commands take it as PLAYWARDEN_TOKEN.</Text>
          <Group justify="flex-end"><Button onClick={onClose}>Done</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={(event) => { event.preventDefault(); making.mutate(); }}>
          <Stack>
            <TextInput label="What it is for" required data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
            <Checkbox.Group label="It may" value={scopes} onChange={(value) => setScopes(value as Scope[])}>
              <Stack gap={6} mt={6}>{SCOPES.map((scope) => <Checkbox key={scope.value} {...scope} />)}</Stack>
            </Checkbox.Group>
            <NativeSelect label="It ends after" value={days} onChange={(event) => setDays(event.currentTarget.value)} data={DAYS.map((day) => ({ value: String(day), label: day === 365 ? "a year" : `${day} days` }))} />
            {making.isError && <Failure error={making.error} />}
            <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={making.isPending} disabled={name.trim() === "" || scopes.length === 0}>Make it</Button></Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
