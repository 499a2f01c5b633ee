/** Templates as cards: what each does in a sentence and what it costs a week, before one is chosen. */
import { Button, Group, NativeSelect, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Sure } from "@/shared/Sure";
import { useMayEdit } from "@/shared/session";
import { counted } from "@/shared/text";
import { accountsQuery } from "../accounts";
import { useAccounts } from "../Target";
import { Blanks } from "./Blanks";
import { type Template, templates, templatesQuery } from "./queries";
import "./templates.css";

const Review = lazy(async () => ({ default: (await import("@/shared/plan/Review")).Review }));

interface Props {
  account: string | undefined;
  onAccount: (account: string) => void;
  /** The playlist for which one is chosen. */
  playlist?: string | undefined;
}

export function Gallery({ account: asked, onAccount, playlist }: Props) {
  const accounts = useAccounts();
  const { data: seen } = useQuery(accountsQuery);
  // Whoever only looks sees the prices too, of any account that is there.
  const account = asked ?? accounts[0]?.id ?? seen?.[0]?.id ?? "";
  const { data, error, refetch } = useQuery(templatesQuery(account));
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0) return <Empty title="There is no template" />;
  return (
    <>
      {accounts.length > 1 && <NativeSelect label="For the account" value={account} onChange={(event) => onAccount(event.currentTarget.value)} data={accounts.map((one) => ({ value: one.id, label: one.name }))} style={{ maxWidth: 280 }} />}
      <ul className="pw-cards pw-gallery" aria-label="Templates">
        {data.map((template) => <Card key={template.id} template={template} account={account} playlist={playlist} mayUse={accounts.length > 0} />)}
      </ul>
    </>
  );
}

function Card({ template, account, playlist, mayUse }: { template: Template; account: string; playlist: string | undefined; mayUse: boolean }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit(template.account) && !template.ready;
  const removing = useMutation({ mutationFn: () => templates.remove(template.id), onSuccess: () => client.invalidateQueries({ queryKey: ["rules"] }) });
  const [batch, setBatch] = useState(false);
  return (
    <li className="pw-panel pw-template">
      <Title order={2}>{template.name}</Title>
      <Text size="sm" style={{ lineHeight: 1.6 }}><Blanks template={template} values={{}} /></Text>
      {template.note !== "" && <Text size="xs" c="dimmed">{template.note}</Text>}
      {template.missing.map((each) => <Text key={each} size="xs" style={{ color: "var(--pw-warn)" }}>{each}</Text>)}
      {template.linked.length > 0 && <Text size="xs" c="dimmed">{counted(template.linked.length, "playlist")} made from it: {template.linked.slice(0, 3).map((one) => one.playlist_name ?? one.create ?? one.name).join(", ")}{template.linked.length > 3 && " …"}</Text>}
      <Group justify="space-between" gap="xs" mt="auto">
        <Text size="sm" fw={600}>{template.price === null ? (account !== "" ? "" : "Connect an account to see its price") : template.price.calls_a_week === 0 ? "No calls" : `At most ${counted(template.price.calls_a_week, "call")} a week`}</Text>
        <Group gap="xs">
          {mayUse && template.linked.length > 0 && <Button size="compact-sm" variant="default" onClick={() => setBatch(true)}>Refresh all {template.linked.length}</Button>}
          {mayEdit && <Sure words="Remove" label={`Remove: ${template.name}`} about="Playlists made from it stay." busy={removing.isPending} onSure={() => removing.mutate()} />}
          {mayEdit && <Button size="compact-sm" variant="default" renderRoot={(props) => <Link {...props} to="/rules/templates/$template/change" params={{ template: template.id }} />}>Change<span className="pw-away"> {template.name}</span></Button>}
          {mayUse && <Button size="compact-sm" renderRoot={(props) => <Link {...props} to="/rules/templates/$template" params={{ template: template.id }} search={{ account: account === "" ? undefined : account, playlist }} />}>Choose<span className="pw-away"> {template.name}</span></Button>}
        </Group>
      </Group>
      {batch && <Suspense fallback={null}><Review title={`Refresh what was made from ${template.name}`} propose={() => templates.propose(template.id)} onClose={() => setBatch(false)} /></Suspense>}
      {removing.isError && <Failure error={removing.error} />}
    </li>
  );
}
