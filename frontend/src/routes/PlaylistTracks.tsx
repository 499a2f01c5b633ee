/** A playlist's tracks: the editor, once they are known. */
import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { accountsQuery } from "@/features/accounts/queries";
import { Editor } from "@/features/playlist/editor/Editor";
import { playlistQuery, readNow, writer } from "@/features/playlist/queries";
import { useMayEdit } from "@/shared/session";
import { Empty, Failure } from "@/shared/states/States";

const route = getRouteApi("/inside/playlists/$playlist");

export function PlaylistTracks() {
  const { playlist } = route.useParams();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(playlistQuery(playlist));
  const reading = useMutation({ mutationFn: () => readNow(playlist), onSuccess: (read) => client.setQueryData(playlistQuery(playlist).queryKey, read) });
  // Known before the rows are shown: keys that come while it is not known whether they may change anything would be lost.
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  const account = writer(data);
  const byTag = useMayEdit(account, data.tags) && account !== null;
  const through = accounts.find((one) => one.id === account);
  // Whoever reaches what has a tag only is not shown the account; whether it writes, the plan says.
  const writes = through?.writes ?? byTag;
  if (data.entries !== null && data.entries !== undefined)
    return (
      <>
        {account === null && <Text size="sm" c="dimmed">This playlist is somebody else’s: its tracks can be copied from here, not changed.</Text>}
        {through !== undefined && !through.writes && <Text size="sm" c="dimmed">{through.name} is connected to look only. Connect the account once more and agree to writing, then its playlists can be changed here.</Text>}
        <Editor key={data.id} playlist={data} entries={data.entries} account={writes ? account : null} />
      </>
    );
  if (account === null) return <Empty title="Its tracks are not provided">Spotify shows the tracks of a playlist to its owner and collaborators only.</Empty>;
  const calls = Math.max(1, Math.ceil(((data.total ?? 0) - 100) / 50) + 1);
  return (
    <Empty title="Its tracks were not read yet" action={<Button mt={6} loading={reading.isPending} onClick={() => reading.mutate()}>Read them now ({calls} {calls === 1 ? "call" : "calls"})</Button>}>
      The mirror reads playlists in the background as calls allow; this one has not had its turn.
      {reading.isError && <Failure error={reading.error} />}
    </Empty>
  );
}
