/** Sets a genre or a mood on some tracks, or on their artists, and takes away what was set there. */
import { Button, Checkbox, Group, Modal, Radio, Stack, TagsInput, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Failure } from "../states/States";
import { counted } from "../text";
import { artistsOf, assign, type LabelKind, labelsQuery, saidQuery, taken, tellChange } from "./queries";

interface Props {
  kind: LabelKind;
  /** URIs of tracks or of artists. */
  items: readonly string[];
  onClose: () => void;
}

const WORDS = { genre: "genre", mood: "mood" } as const;

export function LabelDialog({ kind, items, onClose }: Props) {
  const client = useQueryClient();
  const known = useQuery(labelsQuery);
  const said = useQuery(saidQuery(items));
  const [more, setMore] = useState<string[]>([]);
  const [less, setLess] = useState<ReadonlySet<string>>(new Set());
  const [on, setOn] = useState<"items" | "artists">("items");
  const rows = useMemo(() => said.data ?? [], [said.data]);
  const artists = useMemo(() => artistsOf(rows), [rows]);
  const ofArtists = useQuery({ ...saidQuery(artists.map((artist) => artist.uri)), enabled: on === "artists" && artists.length > 0 });
  const there = taken(on === "artists" ? (ofArtists.data ?? []) : rows, kind);
  const targets = on === "artists" ? artists.map((artist) => artist.uri) : items;
  const saving = useMutation({
    mutationFn: () => assign(kind, targets, more, [...less]),
    onSuccess: (change) => {
      tellChange(client, kind, change);
      onClose();
    },
  });
  const tracks = items.filter((uri) => uri.startsWith("spotify:track:")).length;
  const what = tracks === items.length ? counted(tracks, "track") : counted(items.length - tracks, "artist");
  const words = WORDS[kind];
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{`${kind === "genre" ? "Genres" : "Moods"} of ${what}`}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); saving.mutate(); }}>
        <Stack gap="sm">
          <TagsInput
            label="Set" placeholder={`A ${words}, then Enter`} openOnFocus={false} comboboxProps={{ withinPortal: false }} limit={12} acceptValueOnBlur data-autofocus clearButtonProps={{ "aria-label": "Clear" }} maxTags={30}
            data={(known.data ?? []).filter((one) => one.kind === kind).map((one) => one.label)} value={more} onChange={setMore}
          />
          {artists.length > 0 && (
            <Radio.Group label="On" value={on} onChange={(value) => { setOn(value as "items" | "artists"); setLess(new Set()); }}>
              <Stack gap={6} mt={6}>
                <Radio value="items" label={what} />
                <Radio value="artists" label={artists.length <= 3 ? `${artists.map((artist) => artist.name).join(", ")}, and so on all tracks by them` : `their ${counted(artists.length, "artist")}, and so on all tracks by them`} />
              </Stack>
            </Radio.Group>
          )}
          {there.length > 0 && (
            <Checkbox.Group label="Take away" value={[...less]} onChange={(labels) => setLess(new Set(labels))}>
              <Group gap="md" mt={6}>{there.map((one) => <Checkbox key={one.label} value={one.label} label={one.count === targets.length ? one.label : `${one.label} (${one.count} of them)`} />)}</Group>
            </Checkbox.Group>
          )}
          <Text size="xs" c="dimmed">Case does not count. What a data set says stays. All members share genres and moods; it costs no call.</Text>
          {said.isError && <Failure error={said.error} />}
          {saving.isError && <Failure error={saving.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={saving.isPending} disabled={(more.length === 0 && less.size === 0) || targets.length === 0}>Save</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
