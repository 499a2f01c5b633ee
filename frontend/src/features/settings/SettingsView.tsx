/** What a member sets for themselves, and members for those who manage them. */
import { Button, Group, SegmentedControl, Select, Stack, Text, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BASE } from "@/api/base";
import { asProblem } from "@/api/problem";
import { session as door } from "@/api/session";
import { sessionQuery, useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { useZone } from "@/shared/time/Time";
import { Members } from "./Members";
import { Notifications } from "./notifications/Notifications";
import { Devices, Password } from "./SignedIn";
import { Tokens } from "./Tokens";
import { Webhooks } from "./Webhooks";

export function SettingsView() {
  return (
    <div className="pw-cards" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(min(340px, 100%), 1fr))", alignItems: "start" }}>
      <Members />
      <Tokens />
      <Devices />
      <Password />
      <Stack>
        <Looks />
        <Zone />
      </Stack>
      <Notifications />
      <Webhooks />
      <About />
    </div>
  );
}

function Looks() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title="Looks">
      <SegmentedControl
        aria-label="Light or dark" size="sm" value={colorScheme} onChange={(value) => setColorScheme(value as "auto")}
        data={[{ value: "auto", label: "As the system" }, { value: "light", label: "Light" }, { value: "dark", label: "Dark" }]}
      />
    </Panel>
  );
}

function Zone() {
  const client = useQueryClient();
  const zone = useZone();
  const setting = useMutation({ mutationFn: (wanted: string) => door.setZone(wanted), onSuccess: () => client.invalidateQueries(sessionQuery) });
  return (
    <Panel title="Time zone">
      <Stack gap="xs">
        <Select
          aria-label="Time zone" searchable data={[...new Set([zone, ...Intl.supportedValuesOf("timeZone")])]} value={zone} allowDeselect={false}
          onChange={(value) => value !== null && setting.mutate(value)} disabled={setting.isPending}
        />
        <Text size="sm" c="dimmed">All times are shown in it; hovering over one shows it exactly, in UTC.</Text>
        {setting.isError && <Text size="sm" role="alert" style={{ color: "var(--pw-bad)" }}>{asProblem(setting.error).message}</Text>}
      </Stack>
    </Panel>
  );
}

function About() {
  const session = useSession();
  return (
    <Panel title="About">
      <Stack gap={6}>
        <Text size="sm">Playwarden {session.version}{session.sandbox ? ", on the sandbox" : ""}</Text>
        <Text size="sm" c="dimmed">Apps in development mode are for personal, non-commercial use by Spotify’s terms. Playwarden is not affiliated with Spotify; music data and artwork come from Spotify.</Text>
        <Text size="sm" c="dimmed">Everything lies in one data folder. A backup of it is made every night while Playwarden runs; <code>playwarden backup</code> makes one now, <code>playwarden restore</code> puts one back.</Text>
        <Group gap="xs"><Button component="a" href={`${BASE}docs`} variant="default" size="compact-sm">Reference of the API</Button></Group>
      </Stack>
    </Panel>
  );
}
