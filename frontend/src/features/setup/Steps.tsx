/** From nothing to a connected account, step by step; what belongs to accounts is put in by the page. */
import { Anchor, Button, Code, CopyButton, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Panel } from "@/shared/states/Page";
import { Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { Says } from "@/shared/states/Says";
import { redirectsQuery } from "./queries";

interface Props {
  /** Whether a client id was entered. */
  entered: boolean;
  connected: string[];
  /** The client ids that were entered. */
  list: ReactNode;
  /** Enters a client id. */
  entering: ReactNode;
  /** Connects an account. */
  connecting: ReactNode;
}

function step(done: boolean, next: boolean): ReactNode {
  return <Word tone={done ? "good" : next ? "busy" : "quiet"}>{done ? "done" : next ? "next" : "then"}</Word>;
}

export function Steps({ entered, connected, list, entering, connecting }: Props) {
  return (
    <Stack>
      <Panel title="1. Make an app at Spotify" actions={step(entered, true)}>
        <List size="sm" spacing={6}>
          <List.Item>You need a Spotify account with Premium: since 2026 an app in development mode works only while its owner has it. Open <Anchor href="https://developer.spotify.com/dashboard" target="_blank" rel="noopener noreferrer">developer.spotify.com/dashboard</Anchor>, create an app, choose the Web API.</List.Item>
          <Redirects />
          <List.Item>Under <i>User Management</i> put every account that is to be connected, your own too: five at most. Others are refused.</List.Item>
          <List.Item>Apps in development mode are for personal, non-commercial use by Spotify’s terms.</List.Item>
        </List>
      </Panel>
      <Panel title="2. Enter the client id" actions={step(entered, !entered)}>
        {entered && list}
        {entered ? <details><summary>Enter one more app</summary><div style={{ marginTop: 8 }}>{entering}</div></details> : entering}
      </Panel>
      <Panel title="3. Connect an account" actions={step(connected.length > 0, entered)}>
        <Stack gap={8} align="flex-start">
          {connected.length > 0 && <Text size="sm">Connected: {connected.join(", ")}.</Text>}
          <Text size="sm">Looking only is the default; writing can be agreed to now or later. Spotify’s own page asks; the consent lasts six months.</Text>
          {entered ? connecting : <Text size="sm" c="dimmed">The client id comes first.</Text>}
        </Stack>
      </Panel>
    </Stack>
  );
}

function Redirects() {
  const { data, error, refetch } = useQuery(redirectsQuery);
  if (error !== null) return <List.Item><Failure error={error} again={() => void refetch()} /></List.Item>;
  return (
    <>
      {data?.to_register.map((uri) => (
        <List.Item key={uri}>
          Redirect URI, exactly: <Code style={{ overflowWrap: "anywhere" }}>{uri}</Code>{" "}
          <CopyButton value={uri}>{({ copied, copy }) => <Button size="compact-xs" variant="default" onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}</CopyButton>
        </List.Item>
      ))}
      {data?.obstacle != null && <List.Item><Text size="sm" component="span" style={{ color: "var(--pw-warn)" }}><Says text={`${data.obstacle.what} ${data.obstacle.remedy}`} /></Text></List.Item>}
    </>
  );
}
