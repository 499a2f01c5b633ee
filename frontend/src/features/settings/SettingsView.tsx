/** What a member sets for themselves: how it looks, in which zone, where they are signed in. */
import { Button, Group, SegmentedControl, Select, Stack, Text, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BASE } from "@/api/base";
import { asProblem } from "@/api/problem";
import { session as door } from "@/api/session";
import { sessionQuery, useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Failure, Loading } from "@/shared/states/States";
import { Time, useZone } from "@/shared/time/Time";
import { devicesQuery } from "./queries";

export function SettingsView() {
  return (
    <div className="pw-cards" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(340px, 1fr))" }}>
      <Looks />
      <Zone />
      <Devices />
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

function Devices() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(devicesQuery);
  const ending = useMutation({ mutationFn: (id: string) => door.end(id), onSettled: () => client.invalidateQueries(devicesQuery) });
  return (
    <Panel title="Where you are signed in">
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      <ul className="pw-list">
        {data?.map((one) => (
          <li key={one.id}>
            <span className="pw-two"><span>{one.device}{one.current ? " (this one)" : ""}</span><span className="pw-dim" style={{ fontSize: 12 }}>{one.address}, last seen <Time at={one.last_seen_at} how="relative" /></span></span>
            {!one.current && <Button size="compact-sm" variant="default" aria-label={`Sign out ${one.device}`} onClick={() => ending.mutate(one.id)}>Sign out</Button>}
          </li>
        ))}
      </ul>
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
        <Group gap="xs"><Button component="a" href={`${BASE}docs`} variant="default" size="compact-sm">Reference of the API</Button></Group>
      </Stack>
    </Panel>
  );
}
