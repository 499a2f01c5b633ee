/** What has to be done before Playwarden can work, step by step, and what usually goes wrong. */
import { CopyButton, Button, Code, List, Stack, Text } from "@mantine/core";
import { Panel } from "@/shared/states/Page";
import { Word } from "@/shared/states/Word";

export const REDIRECT = "http://127.0.0.1/oauth/callback";

const MISTAKES: [string, string][] = [
  ["“INVALID_CLIENT: Invalid redirect URI”", "The address at Spotify is not exactly the one above. `localhost` is refused; a port is not needed."],
  ["“User not registered in the Developer Dashboard” (403)", "The account is not on the app’s list. Add its name and address under User management: five at most."],
  ["Everything is refused though it worked yesterday", "The app’s owner has no active Premium subscription any more: since 2026 an app in development mode then stops."],
  ["Reading works, changing does not", "Only looking was agreed to. Connect once more and agree to writing."],
  ["“invalid_client”", "The client id is not 32 letters and digits from the app’s settings, or belongs to a deleted app."],
];

export function Steps({ connected, names }: { connected: number; names: string[] }) {
  const done = connected > 0;
  return (
    <Stack>
      <Panel title="1. Make an app at Spotify" actions={<Word tone={done ? "good" : "busy"}>{done ? "done" : "next"}</Word>}>
        <List size="sm" spacing={4}>
          <List.Item>You need a Spotify account with Premium. Open developer.spotify.com/dashboard and create an app; choose the Web API.</List.Item>
          <List.Item>
            Redirect URI, exactly: <Code>{REDIRECT}</Code>{" "}
            <CopyButton value={REDIRECT}>{({ copied, copy }) => <Button size="compact-xs" variant="default" onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}</CopyButton>
          </List.Item>
          <List.Item>Under User management put every account you want to connect, your own too: at most five.</List.Item>
        </List>
      </Panel>
      <Panel title="2. Enter the client id" actions={<Word tone={done ? "good" : "quiet"}>{done ? "done" : "then"}</Word>}>
        <Text size="sm">On the machine where Playwarden runs:</Text>
        <Code block tabIndex={0}>playwarden apps add CLIENT_ID</Code>
      </Panel>
      <Panel title="3. Connect an account" actions={<Word tone={done ? "good" : "quiet"}>{done ? `${connected} connected` : "then"}</Word>}>
        <Stack gap={6}>
          {done && <Text size="sm">Connected: {names.join(", ")}. The same again connects one more, or renews the consent of one.</Text>}
          <Text size="sm">Looking only is the default; writing is a second consent:</Text>
          <Code block tabIndex={0}>{"playwarden accounts connect\nplaywarden accounts connect --write"}</Code>
          <Text size="sm" c="dimmed">Without a browser there: add --no-browser, open the address anywhere, and give back the address of the page that does not load with --paste.</Text>
        </Stack>
      </Panel>
      <Panel title="When it does not work">
        <ul className="pw-list">{MISTAKES.map(([what, help]) => <li key={what} style={{ display: "block" }}><Text size="sm" fw={600}>{what}</Text><Text size="sm" c="dimmed">{help}</Text></li>)}</ul>
        <Text size="sm" mt={8}><Code>playwarden doctor</Code> looks for these by itself.</Text>
      </Panel>
    </Stack>
  );
}
