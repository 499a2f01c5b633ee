/** The connected accounts: what each may, how long yet, who sees it, and what can be done about it. */
import { Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { may } from "@/api/session";
import { useMayEdit, useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Says } from "@/shared/states/Says";
import { type Account, accountsQuery, peopleQuery, scopesQuery, sync } from "./queries";

const ConnectDialog = lazy(() => import("./ConnectDialog").then((module) => ({ default: module.ConnectDialog })));
const LeaveDialog = lazy(() => import("./LeaveDialog").then((module) => ({ default: module.LeaveDialog })));
const CONSENT_DAYS = 183;

/** The way to connect a new account, for those who may. */
export function ConnectButton({ words = "Connect an account" }: { words?: string }) {
  const mayConnect = may(useSession(), "accounts");
  const [open, setOpen] = useState(false);
  if (!mayConnect) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words}</Button>
      {open && <Suspense><ConnectDialog onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}

export function AccountsList() {
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  const mayConnect = may(useSession(), "accounts");
  if (accounts.length === 0)
    return (
      <Empty title="No account is connected" action={<ConnectButton />}>
        {mayConnect ? "Set-up leads through it: a client id, then Spotify’s own consent page." : "An owner or an admin connects accounts, and says who may see them."}
      </Empty>
    );
  return <div className="pw-cards" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(min(340px, 100%), 1fr))" }}>{accounts.map((account) => <One key={account.id} account={account} />)}</div>;
}

function One({ account }: { account: Account }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit(account.id);
  const mayConnect = may(useSession(), "accounts");
  const [open, setOpen] = useState<"connect" | "leave" | null>(null);
  const looking = useMutation({ mutationFn: () => sync([account.id]), onSuccess: () => client.invalidateQueries({ queryKey: ["jobs"] }) });
  const alive = account.state === "connected" && account.days_left > 0;
  const tone = !alive ? "bad" : account.days_left <= 30 ? "warn" : "good";
  return (
    <Panel title={account.name} id={`account-${account.id}`} actions={<Word tone={tone}>{alive ? "connected" : "to be reconnected"}</Word>}>
      <Stack gap="xs">
        <Group gap={6}>
          <Badge variant="default" tt="none">{account.writes ? "may change playlists" : "looks only"}</Badge>
          <Badge variant="default" tt="none">{account.app.startsWith("app ") ? account.app : `app ${account.app}`}</Badge>
          {account.market !== null && <Badge variant="default" tt="none">{account.market}</Badge>}
        </Group>
        {account.note !== "" && <Text size="sm" style={{ color: "var(--pw-warn)" }}><Says text={account.note} /></Text>}
        <div>
          <Text size="sm">{alive ? `${counted(account.days_left, "day")} until Spotify wants the consent again` : "The consent has ended"} <span className="pw-dim">(<Time at={account.last_day} />)</span></Text>
          <Progress value={Math.max(0, Math.min(100, (100 * account.days_left) / CONSENT_DAYS))} size="sm" mt={4} color={tone === "good" ? "accent" : tone === "warn" ? "orange" : "red"} aria-label="Days left" />
        </div>
        <Scopes account={account} />
        <Seers account={account} />
        <Text size="xs" c="dimmed">Spotify knows it as {account.user_id}. Connected <Time at={account.authorised_at} />.</Text>
        {(mayEdit || mayConnect) && (
          <Group gap="xs">
            {mayEdit && <Button variant="default" loading={looking.isPending} disabled={!alive} onClick={() => looking.mutate()}>Look at its playlists now</Button>}
            {mayConnect && <Button variant={alive ? "default" : "filled"} onClick={() => setOpen("connect")}>Reconnect</Button>}
            {mayConnect && <Button variant="subtle" color="red" onClick={() => setOpen("leave")}>Disconnect</Button>}
            {looking.isSuccess && <Text size="sm" role="status">It is under way: see Tasks.</Text>}
          </Group>
        )}
        {looking.isError && <Failure error={looking.error} />}
        <Suspense>
          {open === "connect" && <ConnectDialog account={account} onClose={() => setOpen(null)} />}
          {open === "leave" && <LeaveDialog account={account} onClose={() => setOpen(null)} />}
        </Suspense>
      </Stack>
    </Panel>
  );
}

function Scopes({ account }: { account: Account }) {
  const { data } = useQuery(scopesQuery);
  const why = new Map((data ?? []).map((scope) => [scope.name, scope.purpose]));
  return (
    <details>
      <summary>{counted(account.scopes.length, "scope")}, and what each is for</summary>
      <ul className="pw-list" style={{ fontSize: "0.8rem" }}>
        {account.scopes.map((scope) => <li key={scope}><code>{scope}</code><span className="pw-dim" style={{ textAlign: "right" }}>{why.has(scope) ? `to ${why.get(scope)}` : data === undefined ? "" : "asked for by an earlier version"}</span></li>)}
      </ul>
    </details>
  );
}

/** Which members see the account; told to those alone who manage members. */
function Seers({ account }: { account: Account }) {
  const manages = may(useSession(), "members");
  const { data } = useQuery({ ...peopleQuery, enabled: manages });
  if (!manages || data === undefined) return null;
  const seers = data.flatMap((member) => {
    const level = member.accounts === null ? (member.role === "viewer" ? "view" : "edit") : member.accounts[account.id];
    return level === undefined ? [] : [`${member.name}${level === "view" ? " (looks)" : ""}`];
  });
  return <Text size="sm"><span className="pw-dim">Seen by </span>{seers.length === 0 ? "nobody yet" : seers.join(", ")}</Text>;
}
