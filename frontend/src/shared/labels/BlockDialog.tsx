/** Blocks tracks, or their artists, for an account: its rules never choose them. */
import { Button, Group, Modal, NativeSelect, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { mayEdit } from "@/api/session";
import { useSession } from "../session";
import { Failure } from "../states/States";
import { counted } from "../text";
import { accountsQuery, artistsOf, block, saidQuery, tellBlocked } from "./queries";

interface Props {
  items: readonly string[];
  /** The account that is meant unless another is chosen. */
  account?: string | null;
  onClose: () => void;
}

export function BlockDialog({ items, account = null, onClose }: Props) {
  const client = useQueryClient();
  const session = useSession();
  const accounts = useQuery(accountsQuery);
  const said = useQuery(saidQuery(items));
  const [chosen, setChosen] = useState<string | null>(account);
  const [on, setOn] = useState<"items" | "artists">("items");
  const mine = (accounts.data ?? []).filter((one) => mayEdit(session, one.id));
  const of = chosen ?? mine[0]?.id ?? null;
  const artists = artistsOf(said.data ?? []);
  const saving = useMutation({
    mutationFn: () => block(of!, on === "artists" ? artists.map((artist) => artist.uri) : [...items]),
    onSuccess: (done) => {
      tellBlocked(client, done);
      onClose();
    },
  });
  const tracks = items.filter((uri) => uri.startsWith("spotify:track:")).length;
  const what = tracks === items.length ? counted(tracks, "track") : counted(items.length - tracks, "artist");
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Never again</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); saving.mutate(); }}>
        <Stack gap="sm">
          <Text size="sm">Rules of the account never choose it, whatever else they say; its playlists change at their next refresh. What somebody puts in by hand is not touched.</Text>
          <NativeSelect label="Of" value={of ?? ""} onChange={(event) => setChosen(event.currentTarget.value)} data={mine.map((one) => ({ value: one.id, label: one.name }))} />
          {artists.length > 0 && (
            <Radio.Group label="Block" value={on} onChange={(value) => setOn(value as "items" | "artists")}>
              <Stack gap={6} mt={6}>
                <Radio value="items" label={what} />
                <Radio value="artists" label={artists.length <= 3 ? `everything by ${artists.map((artist) => artist.name).join(", ")}` : `everything by their ${counted(artists.length, "artist")}`} />
              </Stack>
            </Radio.Group>
          )}
          {(accounts.isError || said.isError) && <Failure error={accounts.error ?? said.error} />}
          {saving.isError && <Failure error={saving.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={saving.isPending} disabled={of === null}>Block</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
