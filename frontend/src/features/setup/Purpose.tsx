/** What somebody came for, and the way to the first success with it. */
import { Anchor, List, Radio, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Panel } from "@/shared/states/Page";

export const PURPOSES = ["playlists", "titles", "listening"] as const;
export type Purpose = (typeof PURPOSES)[number];
const WORDS: Record<Purpose, { label: string; about: string }> = {
  playlists: { label: "Fresh playlists", about: "Edit, refresh and schedule playlists, with a plan before and an undo after." },
  titles: { label: "Tampered titles", about: "Notice when titles, descriptions or covers were changed, and put them back." },
  listening: { label: "My listening", about: "Own the history of what was played." },
};

export function PurposeChoice({ value, onChange }: { value: Purpose | undefined; onChange: (value: Purpose) => void }) {
  return (
    <Panel title="What did you come for?">
      <Radio.Group aria-label="What did you come for?" value={value ?? null} onChange={(chosen) => onChange(chosen as Purpose)}>
        <Stack gap={8}>{PURPOSES.map((one) => <Radio key={one} value={one} label={WORDS[one].label} description={WORDS[one].about} />)}</Stack>
      </Radio.Group>
      {value === "listening" && (
        <Text size="sm" mt={10} role="status">
          Do this now, it takes Spotify up to a month: at <Anchor href="https://www.spotify.com/account/privacy/" target="_blank" rel="noopener noreferrer">spotify.com/account/privacy</Anchor> request the <b>extended streaming history</b>. It holds everything since the account was made, and costs no call. Keep the file: importing it comes to Playwarden with the listening pages.
        </Text>
      )}
    </Panel>
  );
}

/** Where to go once an account is connected. */
export function FirstSuccess({ purpose, connected }: { purpose: Purpose | undefined; connected: boolean }) {
  const ways: Record<Purpose, ReactNode> = {
    playlists: <>Open <Link className="pw-link pw-text-link" to="/playlists">Playlists</Link>, pick one, drag a few rows: the bar below shows the plan and its calls before anything happens. <Link className="pw-link pw-text-link" to="/calendar">Calendar</Link> shows what comes in and goes out by date.</>,
    titles: <>Open <Link className="pw-link pw-text-link" to="/playlists">Playlists</Link>, pick those that matter and choose <b>Change, Protect</b>: what they say now is wanted from then on, and put back when somebody tampers with it. <Link className="pw-link pw-text-link" to="/protection">Protection</Link> shows how they stand. What was changed before stands in a playlist’s <b>History</b>, and is put back from there.</>,
    listening: <>The account’s playlists are mirrored meanwhile: see <Link className="pw-link pw-text-link" to="/playlists">Playlists</Link>. Collecting plays comes with the listening pages.</>,
  };
  return (
    <Panel title="4. Your first success">
      {connected ? (
        <List size="sm" spacing={4}>
          {(purpose === undefined ? PURPOSES : [purpose]).map((one) => <List.Item key={one}>{ways[one]}</List.Item>)}
        </List>
      ) : <Text size="sm" c="dimmed">Once an account is connected, this leads on to what you came for.</Text>}
    </Panel>
  );
}
