/** What is said of one track or artist: genres, moods, how it sounds, and where each came from. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMayEdit } from "../session";
import { Panel } from "../states/Page";
import { Failure } from "../states/States";
import { LabelMenu } from "./LabelMenu";
import { type Origin, saidQuery, sounds } from "./queries";

export function SaidOf({ uri }: { uri: string }) {
  const mayEdit = useMayEdit();
  const { data, error, refetch } = useQuery(saidQuery([uri]));
  const said = data?.[0];
  const own = said?.origins.filter((origin) => origin.about !== "audio") ?? [];
  const heard = said?.origins.filter((origin) => origin.about === "audio") ?? [];
  const artists = said?.artists.filter((artist) => artist.origins.length > 0) ?? [];
  const nothing = said !== undefined && own.length + artists.length === 0 && said.audio === null;
  return (
    <Panel title="Genres, moods and sound" actions={mayEdit && <LabelMenu items={[uri]} />}>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {nothing && <Text size="sm" c="dimmed">Nothing is said of it yet. Spotify tells none of this to new apps: set it here, or import a data set under <Link className="pw-link pw-text-link" to="/labels">Labels</Link>.</Text>}
      {(own.length > 0 || artists.length > 0) && (
        <ul className="pw-list" aria-label="Labels">
          {own.map((origin) => <Line key={`${origin.about}${origin.label}${origin.source}${origin.name}`} origin={origin} of="" />)}
          {artists.flatMap((artist) => artist.origins.map((origin) => <Line key={`${artist.uri}${origin.about}${origin.label}${origin.source}${origin.name}`} origin={origin} of={artist.name} />))}
        </ul>
      )}
      {said?.audio != null && (
        <Text size="sm" mt={6}>
          {sounds(said.audio).join(" · ")} <span className="pw-dim">({[...new Set(heard.map((origin) => origin.words))].join("; ")})</span>
        </Text>
      )}
    </Panel>
  );
}

function Line({ origin, of }: { origin: Origin; of: string }) {
  return (
    <li>
      <span><span className="pw-tag">{origin.label}</span> <span className="pw-dim">{origin.about}</span></span>
      <span className="pw-dim" style={{ textAlign: "right", overflowWrap: "anywhere" }}>{of !== "" && `of ${of}, `}{origin.words}</span>
    </li>
  );
}
