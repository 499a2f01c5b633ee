/** One box over everything that is mirrored: answers as one types, Spotify on Enter. */
import { Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { isEnter } from "@/shared/keys";
import { Page } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { AtSpotify, useSpotify } from "./AtSpotify";
import { findQuery } from "./queries";
import { Results } from "./Results";
import "./find.css";

const WAIT_MS = 120;

export function FindPage({ q, onFind }: { q: string; onFind: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const box = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const { data, error, refetch, isPlaceholderData } = useQuery(findQuery(q));
  const spotify = useSpotify();
  const told = useRef(q);
  useEffect(() => {
    // The address came to say something else: by going back, or by a link.
    if (q !== told.current) setTyped(q);
    told.current = q;
  }, [q]);
  useEffect(() => {
    if (typed === told.current) return undefined;
    const timer = setTimeout(() => { told.current = typed; onFind(typed); }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [typed, onFind]);

  /** Up and down go through the box and all that was found. */
  const walk = (event: KeyboardEvent) => {
    if (isEnter(event) && event.target === box.current) {
      event.preventDefault();
      if (typed.trim() !== "") spotify.ask(typed);
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const hits = [...(area.current?.querySelectorAll<HTMLElement>("a[data-hit]") ?? [])];
    const at = hits.indexOf(document.activeElement as HTMLElement);
    const to = at + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    if (to < 0) box.current?.focus();
    else hits[Math.min(to, hits.length - 1)]?.focus();
  };
  const none = data !== undefined && !isPlaceholderData && [data.playlists, data.tracks, data.artists, data.albums, data.placements].every((some) => some.length === 0);

  return (
    <Page title="Find" about="Playlists, tracks, artists, albums and placements, as far as they are mirrored. Finding costs no call.">
      <div ref={area} onKeyDown={walk} className="pw-whole-find">
        <TextInput
          ref={box} data-find aria-label="Find" placeholder="Beginnings of words, a link, or an ISRC" size="md" autoFocus value={typed}
          leftSection={<IconSearch size={18} aria-hidden />} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" spellCheck={false}
        />
        <Text size="xs" c="dimmed" mt={6}>
          Arrow keys go through what was found, Enter opens it.{spotify.may && " Enter in the box asks Spotify too: 1 call, at most 10 tracks."}
        </Text>
        <div aria-live="polite" className="pw-away">{data !== undefined && q !== "" && (none ? "Nothing found" : `${data.tracks.length} tracks, ${data.playlists.length} playlists found`)}</div>
        {error !== null && <Failure error={error} again={() => void refetch()} />}
        {q.trim() === "" ? <Empty title="What are you looking for?">Each word you type may be the beginning of a word: “velv brid” finds Velvet Bridges. Press / or Ctrl+K anywhere to come here.</Empty>
          : data === undefined ? error === null && <Loading what="Finding" />
          : none ? <Empty title="Nothing here is called like that">{spotify.may ? "Press Enter in the box to ask Spotify: 1 call." : "Only what is mirrored is found."}</Empty>
          : <Results found={data} />}
        <AtSpotify spotify={spotify} />
      </div>
    </Page>
  );
}
