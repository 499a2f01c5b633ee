/** Connecting an account, or authorising one again: through which app, for what, and how the consent comes back. */
import { Alert, Button, Group, Modal, NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure, Loading } from "@/shared/states/States";
import { Says } from "@/shared/states/Says";
import { AppForm } from "./AppForm";
import { Linked } from "./Linked";
import { Pasting } from "./Pasting";
import { type Account, appsQuery, begin, redirectsQuery, scopesQuery, type Wanted } from "./queries";

type How = "here" | "paste" | "link";

export function ConnectDialog({ account, onClose }: { account?: Account | undefined; onClose: () => void }) {
  const apps = useQuery(appsQuery);
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>{account === undefined ? "Connect an account" : `Reconnect ${account.name}`}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {apps.isError && <Failure error={apps.error} again={() => void apps.refetch()} />}
      {apps.isPending && <Loading what="Looking at the apps" />}
      {apps.data?.length === 0 && (
        <Stack gap="sm">
          <Text size="sm">An account is connected through an app of yours at Spotify. Set-up tells how to make one.</Text>
          <AppForm />
        </Stack>
      )}
      {apps.data !== undefined && apps.data.length > 0 && <Choice apps={apps.data.map(({ id, name }) => ({ value: id, label: name }))} account={account} />}
    </Modal>
  );
}

function Choice({ apps, account }: { apps: { value: string; label: string }[]; account: Account | undefined }) {
  const redirects = useQuery(redirectsQuery);
  const [app, setApp] = useState(account?.app_id ?? apps[0]!.value);
  const [write, setWrite] = useState(account?.writes ?? false);
  const [market, setMarket] = useState(account?.market ?? "");
  const [how, setHow] = useState<How>("here");
  const [begun, setBegun] = useState<"paste" | "link" | null>(null);
  const wanted: Wanted = { app_id: app, account: account?.id ?? null, write, market: market.trim() === "" ? null : market.trim().toUpperCase() };
  // Left by navigation: the page's policy sends no form to another site.
  const leaving = useMutation({ mutationFn: () => begin(wanted, "here"), onSuccess: ({ url }) => location.assign(url) });
  const obstacle = redirects.data?.obstacle ?? null;
  if (begun === "paste") return <Pasting wanted={wanted} onBack={() => setBegun(null)} />;
  if (begun === "link") return <Linked wanted={wanted} onBack={() => setBegun(null)} />;
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (how === "here") leaving.mutate(); else setBegun(how); }}>
      <Stack gap="md">
        {apps.length > 1 && <NativeSelect label="Through the app" data={apps} value={app} onChange={(event) => setApp(event.currentTarget.value)} />}
        <Radio.Group label="What Playwarden may do" value={write ? "write" : "look"} onChange={(value) => setWrite(value === "write")}>
          <Stack gap={6} mt={6}>
            <Radio value="look" label="Look only" description="Sees playlists and changes nothing." disabled={account?.writes === true} />
            <Radio value="write" label="Look and change" description="May also apply what you approve." />
          </Stack>
        </Radio.Group>
        <Scopes write={write} />
        <TextInput label="Country of the account" description="Two letters, such as DE: it says which tracks can be played there. May stay empty." maxLength={2} w={220} value={market} onChange={(event) => setMarket(event.currentTarget.value)} />
        <Radio.Group label="How the consent comes back" value={how} onChange={(value) => setHow(value as How)}>
          <Stack gap={6} mt={6}>
            <Radio value="here" label="Here, in this browser" description={obstacle === null ? "Spotify’s page leads back by itself." : <Says text={`${obstacle.what} ${obstacle.remedy}`} />} disabled={obstacle !== null} />
            <Radio value="paste" label="By pasting an address" description="Works from any machine: the page that does not load is brought back by hand." />
            <Radio value="link" label="By a link for its owner" description="For somebody who is no member here. It works once, within a week, and shows nothing else." />
          </Stack>
        </Radio.Group>
        {obstacle !== null && how === "here" && <Alert color="orange" title="Not from this address"><Says text={obstacle.remedy} /></Alert>}
        {leaving.isError && <Failure error={leaving.error} />}
        <Group justify="flex-end"><Button type="submit" loading={leaving.isPending || leaving.isSuccess} disabled={how === "here" && obstacle !== null}>{{ here: "Go to Spotify", paste: "Go on", link: "Make the link" }[how]}</Button></Group>
      </Stack>
    </form>
  );
}

function Scopes({ write }: { write: boolean }) {
  const { data } = useQuery(scopesQuery);
  const asked = (data ?? []).filter((scope) => write || !scope.writes);
  return (
    <details>
      <summary>Spotify will be asked for {asked.length} permissions: what each is for</summary>
      <ul className="pw-list" style={{ fontSize: "0.85rem" }}>
        {asked.map((scope) => <li key={scope.name}><code>{scope.name}</code><span className="pw-dim" style={{ textAlign: "right" }}>to {scope.purpose}</span></li>)}
      </ul>
    </details>
  );
}
