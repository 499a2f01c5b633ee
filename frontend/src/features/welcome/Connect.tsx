/** An account's owner, who need be no member, connects it by a link. */
import { Anchor, Button, List, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Link, type Outcome, session } from "@/api/session";
import { Failure } from "@/shared/states/States";
import { Time } from "@/shared/time/Time";
import { Says } from "@/shared/states/Says";

const REASONS: Record<string, { what: string; remedy: string }> = {
  refused: { what: "The consent was declined at Spotify.", remedy: "Nothing was changed. Open the link again if that was not meant." },
  stranger: { what: "This consent was begun in another browser, or too long ago.", remedy: "Open the link again, and stay in this browser." },
  not_listed: { what: "Your account is not on the list of the app's users at Spotify.", remedy: "Ask whoever sent the link to add it under User Management; then open it again." },
  no_premium: { what: "Spotify has stopped the app, since its owner has no Premium subscription.", remedy: "Tell whoever sent the link; it works again once that is mended." },
  unknown_client: { what: "Spotify does not know the app that the link goes through.", remedy: "Tell whoever sent the link." },
  spotify_refused: { what: "Spotify refused the consent.", remedy: "Is your account on the list of the app's users? Whoever sent the link can look; then open it again." },
};
const OTHER = { what: "The account was not connected.", remedy: "Open the link again. If that does not help, tell whoever sent it." };

/** What came of a consent that Spotify led back from. */
export function Consented({ failed }: { failed: string | undefined }) {
  const told = failed === undefined ? null : (REASONS[failed] ?? OTHER);
  return (
    <Stack role="status">
      <Title order={1}>{told === null ? "Connected" : "Not connected"}</Title>
      <Text>{told === null ? "Your account is connected. You may close this page." : told.what}</Text>
      {told !== null && <Text c="dimmed"><Says text={told.remedy} /></Text>}
    </Stack>
  );
}

export function Connect({ token, link }: { token: string; link: Link }) {
  const [pasting, setPasting] = useState(false);
  const leaving = useMutation({ mutationFn: () => session.connect(token, "here"), onSuccess: ({ url }) => location.assign(url) });
  const whose = link.account == null ? "your Spotify account" : `the Spotify account of ${link.account}`;
  return (
    <Stack>
      <Title order={1}>Connect {whose}</Title>
      <Text>{link.writes === true ? "Spotify will ask whether Playwarden may see your playlists and change them." : "Spotify will ask whether Playwarden may see your playlists. It changes nothing."}</Text>
      <Text size="sm" c="dimmed">You can take it back at any time on your account's page at Spotify. The link works until <Time at={link.expires_at} />.</Text>
      {pasting ? <Pasting token={token} /> : (
        <>
          {leaving.isError && <Failure error={leaving.error} />}
          <Button data-autofocus loading={leaving.isPending || leaving.isSuccess} onClick={() => leaving.mutate()}>Go to Spotify</Button>
          <Button variant="subtle" onClick={() => setPasting(true)}>Spotify cannot lead back here?</Button>
        </>
      )}
    </Stack>
  );
}

/** For where Spotify cannot lead back to: the address that does not load is brought here by hand. */
function Pasting({ token }: { token: string }) {
  const [address, setAddress] = useState("");
  const begun = useMutation({ mutationFn: () => session.connect(token, "paste") });
  const pasted = useMutation<Outcome>({ mutationFn: () => session.paste(token, address.trim()) });
  if (pasted.data !== undefined && pasted.data.failure === null) return <Text role="status" fw={600}>Your account is connected. You may close this page.</Text>;
  const refused = pasted.data?.failure;
  return (
    <form onSubmit={(event) => { event.preventDefault(); pasted.mutate(); }}>
      <Stack>
        {begun.data === undefined ? <Button loading={begun.isPending} onClick={() => begun.mutate()}>Make an address</Button> : (
          <List type="ordered" size="sm" spacing={6}>
            <List.Item>Open <Anchor href={begun.data.url} target="_blank" rel="noopener noreferrer">Spotify's page</Anchor> and agree.</List.Item>
            <List.Item>The page it leads to will not load. Copy its whole address.</List.Item>
            <List.Item>Paste it here.</List.Item>
          </List>
        )}
        {begun.isError && <Failure error={begun.error} />}
        {begun.data !== undefined && (
          <>
            <TextInput label="The address that did not load" required value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
            {pasted.isError && <Failure error={pasted.error} />}
            {refused != null && <Text role="alert"><Says text={`${refused.what} ${refused.remedy}`} /></Text>}
            <Button type="submit" loading={pasted.isPending} disabled={address.trim() === ""}>Connect</Button>
          </>
        )}
      </Stack>
    </form>
  );
}
