/** One thing done to every playlist that holds something: asked for, shown whole, started as one job with one undo. */
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Review } from "@/shared/plan/Review";
import { counted } from "@/shared/text";
import { AddTargets } from "./AddTargets";
import { type Edit, findQuery, type Holder, proposeEverywhere, type Whereabouts } from "./queries";

export type What = "remove" | "replace" | "add";

interface Props {
  what: What;
  found: Whereabouts;
  /** Those that hold it and may be changed. */
  holders: readonly Holder[];
  onClose: () => void;
}

export function EverywhereDialog({ what, found, holders, onClose }: Props) {
  const [asked, setAsked] = useState<{ playlists: string[]; edit: Edit; title: string } | null>(null);
  const held = holders.map((one) => one.playlist.id);
  const uris = found.tracks.map((track) => track.uri).filter((uri) => what !== "add" || !uri.startsWith("spotify:local:"));
  const name = found.name;
  if (what === "remove") {
    const title = `Remove ${name} from ${counted(held.length, "playlist")}`;
    return <Review title={title} propose={() => proposeEverywhere(held, { kind: "remove", uris })} onClose={onClose} />;
  }
  if (asked !== null) return <Review title={asked.title} propose={() => proposeEverywhere(asked.playlists, asked.edit)} onClose={() => setAsked(null)} onStarted={onClose} />;
  const title = what === "replace" ? `Replace ${name} in ${counted(held.length, "playlist")}` : `Add ${name} to many playlists`;
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      {what === "replace"
        ? <ChooseTrack without={uris} onChosen={(by, by_name) => setAsked({ playlists: held, edit: { kind: "replace", uris, by }, title: `${title} by ${by_name}` })} onClose={onClose} />
        : <AddTargets found={found} onChosen={(playlists, where) => setAsked({ playlists, edit: { kind: "add", uris, where }, title: `Add ${name} to ${counted(playlists.length, "playlist")}` })} onClose={onClose} />}
    </Modal>
  );
}

/** The track that comes in their place, found among those that are known. */
function ChooseTrack({ without, onChosen, onClose }: { without: string[]; onChosen: (uri: string, name: string) => void; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState("");
  const [q] = useDebouncedValue(typed, 120);
  const { data } = useQuery(findQuery(q));
  const tracks = (q.trim() === "" ? [] : data?.tracks ?? []).filter((track) => !without.includes(track.uri) && !track.uri.startsWith("spotify:local:"));
  const picked = tracks.find((track) => track.uri === chosen) ?? tracks[0];
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (picked !== undefined) onChosen(picked.uri, picked.name); }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">It takes the first place in each playlist; where it stands already it stays where it is.</Text>
        <TextInput label="Replace by" placeholder="Beginnings of its title and artist, or its link" data-autofocus value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />
        {tracks.length > 0 && (
          <NativeSelect
            label="The track" value={picked?.uri ?? ""} onChange={(event) => setChosen(event.currentTarget.value)}
            data={tracks.map((track) => ({ value: track.uri, label: `${track.credit} – ${track.name}${track.album === null ? "" : ` (${track.album})`}` }))}
          />
        )}
        {q.trim() !== "" && data !== undefined && tracks.length === 0 && <Text size="sm" c="dimmed">No known track is called like that. The page Find can ask Spotify for it; then it is known.</Text>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" disabled={picked === undefined}>See every change</Button>
        </Group>
      </Stack>
    </form>
  );
}
