/** The connected accounts: what each may, how long yet, and a look at them now. */
import { Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMayEdit } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { type Account, accountsQuery, sync } from "./queries";
import { WHY } from "./scopes";

const CONSENT_DAYS = 183;

export function AccountsList() {
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  if (accounts.length === 0) return <Empty title="No account is connected">Set-up leads through it: a client id, then Spotify’s own consent page.</Empty>;
  return <div className="pw-cards" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(340px, 1fr))" }}>{accounts.map((account) => <One key={account.id} account={account} />)}</div>;
}

function One({ account }: { account: Account }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit(account.id);
  const looking = useMutation({ mutationFn: () => sync([account.id]), onSuccess: () => client.invalidateQueries({ queryKey: ["jobs"] }) });
  const alive = account.state === "connected" && account.days_left > 0;
  const tone = !alive ? "bad" : account.days_left <= 30 ? "warn" : "good";
  return (
    <Panel title={account.name} id={`account-${account.id}`} actions={<Word tone={tone}>{alive ? "connected" : "to be reconnected"}</Word>}>
      <Stack gap="xs">
        <Group gap={6}>
          <Badge variant="default" tt="none">{account.writes ? "may change playlists" : "looks only"}</Badge>
          <Badge variant="default" tt="none">app {account.app}</Badge>
          {account.market !== null && <Badge variant="default" tt="none">{account.market}</Badge>}
        </Group>
        {account.note !== "" && <Text size="sm" style={{ color: "var(--pw-warn)" }}>{account.note}</Text>}
        <div>
          <Text size="sm">{alive ? `${counted(account.days_left, "day")} until Spotify wants the consent again` : "The consent has ended"} <span className="pw-dim">(<Time at={account.last_day} />)</span></Text>
          <Progress value={Math.max(0, Math.min(100, (100 * account.days_left) / CONSENT_DAYS))} size="sm" mt={4} color={tone === "good" ? "accent" : tone === "warn" ? "orange" : "red"} aria-label="Days left" />
        </div>
        <details>
          <summary>{counted(account.scopes.length, "scope")}, and what each is for</summary>
          <ul className="pw-list" style={{ fontSize: "0.8rem" }}>
            {account.scopes.map((scope) => <li key={scope}><code>{scope}</code><span className="pw-dim" style={{ textAlign: "right" }}>{WHY[scope] ?? "asked for by an earlier version"}</span></li>)}
          </ul>
        </details>
        <Text size="xs" c="dimmed">Spotify knows it as {account.user_id}. Connected <Time at={account.authorised_at} />.</Text>
        {mayEdit && (
          <Group gap="xs">
            <Button variant="default" loading={looking.isPending} disabled={!alive} onClick={() => looking.mutate()}>Look at its playlists now</Button>
            {looking.isSuccess && <Text size="sm" role="status">It is under way: see Tasks.</Text>}
          </Group>
        )}
        {looking.isError && <Failure error={looking.error} />}
      </Stack>
    </Panel>
  );
}
