/** Who is told of alerts and how, for whoever may change settings; the last alerts, for everybody who may see them. */
import { Button, Divider, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AlertList } from "@/shared/alerts/AlertList";
import { useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { Heartbeat } from "./Heartbeat";
import { type Route, told } from "./model";
import { routesQuery } from "./queries";
import { NewRoute, OpenedRoute } from "./RouteDialog";

export function Notifications() {
  const session = useSession();
  const may = session.signed_in && session.rights.can.includes("settings");
  const [making, setMaking] = useState(false);
  return (
    <Panel title="Notifications" actions={may && <Button size="compact-sm" variant="default" onClick={() => setMaking(true)}>New route</Button>}>
      <Stack>
        {may && <Routes />}
        {may && <Divider />}
        {may && <Heartbeat />}
        {may && <Divider />}
        <Stack gap="xs">
          <Title order={3} size="h5">Last alerts</Title>
          <AlertList limit={5} />
        </Stack>
      </Stack>
      {making && <NewRoute onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function Routes() {
  const { data, error, refetch } = useQuery(routesQuery);
  const [opened, setOpened] = useState<string | null>(null);
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0) return <Empty title="Nobody is told of alerts">A route brings alerts to a phone, a chat or a mailbox when a protected playlist was taken down or is gone, or when nobody watches.</Empty>;
  return (
    <>
      <ul className="pw-list" aria-label="Routes">
        {data.map((one) => (
          <li key={one.id}>
            <span className="pw-two">
              <span>{one.name} <State route={one} /></span>
              <span className="pw-dim" style={{ fontSize: 12, overflowWrap: "anywhere", whiteSpace: "normal" }}>{one.shown === one.name ? "" : `${one.shown}, `}{told(one)}</span>
            </span>
            <Button size="compact-sm" variant="default" style={{ flexShrink: 0 }} aria-label={`Open ${one.name}`} onClick={() => setOpened(one.id)}>Open</Button>
          </li>
        ))}
      </ul>
      {data.filter((one) => one.id === opened).map((one) => <OpenedRoute key={one.id} route={one} onClose={() => setOpened(null)} />)}
    </>
  );
}

function State({ route }: { route: Route }) {
  if (!route.enabled) return <Word tone="quiet">off</Word>;
  if (route.last !== null && !route.last.ok) return <Word tone="bad">failing</Word>;
  return <Word tone="good">on</Word>;
}
