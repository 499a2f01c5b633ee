/** What Spotify itself answers: asked on Enter alone, 1 call each time. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { mayEdit } from "@/api/session";
import { useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { accountsQuery } from "./queries";
import { Tracks } from "./Results";

type Answer = Schemas["TrackDocument"][];

export interface Spotify {
  may: boolean;
  ask: (words: string) => void;
  words: string | undefined;
  answer: Answer | undefined;
  pending: boolean;
  error: Error | null;
}

export function useSpotify(): Spotify {
  const session = useSession();
  const accounts = useQuery(accountsQuery);
  const account = accounts.data?.find((one) => one.state === "connected" && mayEdit(session, one.id));
  const asking = useMutation({
    mutationFn: (words: string) => data(api.POST("/api/v1/tracks/search", { body: { account: account!.id, words } })),
  });
  return {
    may: account !== undefined, words: asking.variables, answer: asking.data, pending: asking.isPending, error: asking.error,
    ask: (words) => { if (account !== undefined && !asking.isPending) asking.mutate(words.trim()); },
  };
}

export function AtSpotify({ spotify }: { spotify: Spotify }) {
  const { pending, error, answer, words } = spotify;
  if (pending) return <Loading what="Asking Spotify (1 call)" />;
  if (error !== null) return <Failure error={error} />;
  if (answer === undefined) return null;
  return (
    <Panel title={`At Spotify: ${words}`}>
      {answer.length === 0 ? <Empty title="Spotify knows no track like that" /> : (
        <Tracks tracks={answer.map((one) => ({ uri: one.uri, name: one.name, credit: one.artist, album: one.album, playlists: null }))} />
      )}
    </Panel>
  );
}
