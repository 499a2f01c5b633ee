/** What came of a consent that Spotify led back from, in words, with what helps. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accountsQuery, connectionQuery } from "./queries";
import { Says } from "@/shared/states/Says";

/** By the code in the address, for what the server no longer tells in words. */
const REASONS: Record<string, { what: string; remedy: string }> = {
  refused: { what: "The consent was declined at Spotify.", remedy: "Nothing was changed. Connect again if that was not meant." },
  stranger: { what: "This consent was begun in another browser or session, or too long ago.", remedy: "Connect again here, and stay in this browser." },
  unknown_client: { what: "Spotify does not know the app by this client id or secret.", remedy: "Compare them with the app’s page at developer.spotify.com." },
  not_listed: { what: "This Spotify account is not on the app’s list of users.", remedy: "Add it under User Management of the app at developer.spotify.com: five at most, your own too. Then connect again." },
  no_premium: { what: "Spotify has stopped the app, since its owner has no Premium subscription.", remedy: "The app’s owner has to subscribe again; a few hours later it works as before." },
  lacks_scope: { what: "Not all that was asked for was agreed to.", remedy: "Connect again and agree to all that Spotify’s page lists." },
};
const OTHER = { what: "The account was not connected.", remedy: "Connect again." };
/** Causes that the test on the page of set-up looks into. */
const OF_THE_APP = ["unknown_client", "not_listed", "no_premium", "lacks_scope", "spotify_refused"];

export function Told({ code, what, remedy }: { code: string; what?: string; remedy?: string }) {
  // The words of the page come first: the server's may speak of commands.
  const known = REASONS[code];
  return (
    <Alert color="red" role="alert" title={known?.what ?? what ?? OTHER.what}>
      <Stack gap={6} align="flex-start">
        <Text size="sm"><Says text={known?.remedy ?? (remedy === "" ? OTHER.remedy : (remedy ?? OTHER.remedy))} /></Text>
        {OF_THE_APP.includes(code) && <Link className="pw-link pw-text-link" to="/set-up">Test the set-up</Link>}
      </Stack>
    </Alert>
  );
}

export function Outcome({ connected, failed, connection, onClose }: { connected?: string | undefined; failed?: string | undefined; connection?: string | undefined; onClose: () => void }) {
  const accounts = useQuery(accountsQuery);
  const told = useQuery({ ...connectionQuery(connection ?? ""), enabled: failed !== undefined && connection !== undefined });
  if (failed !== undefined) {
    if (connection !== undefined && told.isPending) return null;
    const failure = told.data?.failure;
    return (
      <div>
        {failure == null ? <Told code={failed} /> : <Told code={failure.code} what={failure.what} remedy={failure.remedy} />}
        <Group mt={6}><Button size="compact-sm" variant="default" onClick={onClose}>Dismiss</Button></Group>
      </div>
    );
  }
  if (connected === undefined) return null;
  const account = accounts.data?.find((one) => one.id === connected);
  return (
    <Alert color="teal" role="status" title={account === undefined ? "The account is connected" : `${account.name} is connected and ${account.writes ? "may change its playlists" : "looks only"}`} withCloseButton onClose={onClose} closeButtonLabel="Dismiss">
      <Text size="sm">Look at its playlists now, or let them come in by and by in the background.</Text>
    </Alert>
  );
}
