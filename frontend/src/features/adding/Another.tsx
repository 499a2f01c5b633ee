/** Another track than those that were found: known ones as one types, Spotify's search on Enter, or a link. */
import { Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type Ref, useState } from "react";
import { asProblem } from "@/api/problem";
import { isEnter } from "@/shared/keys";
import { counted } from "@/shared/text";
import { askSpotify, knownQuery, type Track } from "./queries";

const TYPED_MS = 150;
const LINK = /^(?:https?:\/\/open\.spotify\.com\/(?:intl-[a-z-]+\/)?track\/|spotify:track:)\w+/;

interface Props {
  account: string;
  box: Ref<HTMLInputElement>;
  onChosen: (uri: string) => void;
  /** Escape leads back to the lines. */
  onLeave: () => void;
}

export function Another({ account, box, onChosen, onLeave }: Props) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [words] = useDebouncedValue(text.trim(), TYPED_MS);
  const link = LINK.exec(text.trim())?.[0];
  const known = useQuery({ ...knownQuery(words), enabled: words.length > 1 && link === undefined });
  const asking = useMutation({ mutationFn: (wanted: string) => askSpotify(account, wanted) });
  const asked = asking.variables === text.trim() ? asking.data : undefined;
  const found: readonly Track[] = words.length < 2 || link !== undefined ? [] : (asked ?? known.data ?? []);
  const take = (uri: string) => {
    setText("");
    onChosen(uri);
  };
  const key = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") onLeave();
    else if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(-1, at - 1));
    else if (!isEnter(event)) return;
    else if (link !== undefined) take(link);
    else if (found[at] !== undefined) take(found[at].uri);
    else if (words.length > 1 && !asking.isPending) asking.mutate(text.trim());
    event.preventDefault();
  };
  return (
    <div style={{ marginTop: 10 }}>
      <TextInput ref={box} label="Another one" placeholder="Words of its title and artist, or a link" size="xs" autoComplete="off" value={text} onChange={(event) => { setText(event.currentTarget.value); setAt(-1); }} onKeyDown={key} />
      {found.length > 0 && (
        <ul className="pw-found" aria-label={asked === undefined ? "Known here" : "Found at Spotify"} style={{ maxHeight: 190 }}>
          {found.map((track, place) => <li key={track.uri}><button type="button" data-at={place === at || undefined} onClick={() => take(track.uri)}><b>{track.name}</b><span className="pw-dim">{track.artist}{track.album === null ? "" : `, ${track.album}`}</span></button></li>)}
        </ul>
      )}
      <Text size="xs" c="dimmed" mt={3} role="status">
        {asking.isPending ? "Asking Spotify …" : asking.isError ? asProblem(asking.error).message : link !== undefined ? "Enter takes this link." : asked !== undefined ? `${counted(asked.length, "track")} found at Spotify.` : words.length < 2 ? "" : "Enter asks Spotify: 1 call."}
      </Text>
    </div>
  );
}
