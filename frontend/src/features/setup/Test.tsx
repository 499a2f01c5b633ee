/** The test of the set-up: each usual mistake is looked for and named, with what helps. */
import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Panel } from "@/shared/states/Page";
import { Failure } from "@/shared/states/States";
import { type Tone, Word } from "@/shared/states/Word";
import { counted } from "@/shared/text";
import { Says } from "@/shared/states/Says";
import { diagnose, type Finding } from "./queries";

const QUESTIONS: Record<Finding["question"], string> = { client_id: "Client id", redirect_uri: "Redirect URI", premium: "Premium", users: "List of users", scopes: "Scopes" };
const LEVELS: Record<Finding["level"], { tone: Tone; words: string }> = {
  ok: { tone: "good", words: "right" }, warn: { tone: "warn", words: "in part" }, fail: { tone: "bad", words: "wrong" }, unknown: { tone: "quiet", words: "not known yet" },
};
/** What only Spotify's own page says, in its words: nobody comes back from there to tell. */
const SAID: [string, string][] = [
  ["“INVALID_CLIENT: Invalid redirect URI”", "The address at Spotify is not exactly the one above. `localhost` is refused; a port is not needed."],
  ["“INVALID_CLIENT: Invalid client”", "The client id is not the one on the app’s page, or belongs to a deleted app."],
  ["The page of another account", "Log out at accounts.spotify.com, then connect again."],
];

export interface Through {
  id: string;
  name: string;
  /** Accounts that are connected through the app. */
  accounts: number;
}

export function Test({ apps }: { apps: Through[] }) {
  const [picked, setPicked] = useState<string | null>(null);
  const app = apps.find((one) => one.id === picked) ?? apps[0];
  const testing = useMutation({ mutationFn: (id: string) => diagnose(id) });
  if (app === undefined) return <Panel title="Does it work?"><Text size="sm" c="dimmed">Enter the client id first; then this tries it out.</Text><Said /></Panel>;
  return (
    <Panel title="Does it work?">
      <Stack gap="sm">
        <Text size="sm">Looks for each usual mistake: client id, redirect URI, Premium of the app’s owner, list of users, scopes.</Text>
        <Group gap="xs" align="flex-end">
          {apps.length > 1 && <NativeSelect aria-label="App to test" data={apps.map(({ id, name }) => ({ value: id, label: name }))} value={app.id} onChange={(event) => { setPicked(event.currentTarget.value); testing.reset(); }} />}
          <Button loading={testing.isPending} onClick={() => testing.mutate(app.id)}>Test the set-up ({app.accounts === 0 ? "no call" : counted(app.accounts, "call")})</Button>
        </Group>
        {testing.isError && <Failure error={testing.error} />}
        {testing.data !== undefined && <Findings findings={testing.data.findings} />}
        <Said />
      </Stack>
    </Panel>
  );
}

function Findings({ findings }: { findings: Finding[] }) {
  const wrong = findings.filter((one) => one.level === "fail").length;
  const open = findings.some((one) => one.level === "unknown");
  return (
    <div>
      <Text role="status" fw={600}>{wrong > 0 ? `${counted(wrong, "thing")} to mend.` : open ? "Nothing is wrong as far as it shows." : "Everything is as it has to be."}</Text>
      <ul className="pw-list" aria-label="Findings">
        {findings.map((one, index) => (
          <li key={index} style={{ alignItems: "flex-start" }}>
            <span style={{ minWidth: 0 }}>
              <Text size="sm" fw={600}>{QUESTIONS[one.question]}</Text>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>{one.told}</Text>
              {one.remedy !== "" && <Text size="sm" c="dimmed"><Says text={one.remedy} /></Text>}
            </span>
            <Word tone={LEVELS[one.level].tone}>{LEVELS[one.level].words}</Word>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Said() {
  return (
    <details>
      <summary>Spotify’s own page says something else</summary>
      <ul className="pw-list">{SAID.map(([what, help]) => <li key={what} style={{ display: "block" }}><Text size="sm" fw={600}>{what}</Text><Text size="sm" c="dimmed">{help}</Text></li>)}</ul>
    </details>
  );
}
