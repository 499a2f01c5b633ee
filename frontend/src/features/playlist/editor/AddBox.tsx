/** Putting tracks in: links as they are pasted, or words: what is known here as one types, Spotify's search on Enter. */
import { Button, Popover, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { isEnter } from "@/shared/keys";
import { counted } from "@/shared/text";
import { ask, heldBy, itemOf, knownQuery, named, type Track } from "../tracks";
import { linked, linkedPlaylist } from "./clipboard";
import type { EditorState } from "./useEditor";

const TYPED_MS = 150;

export function AddBox({ editor, account }: { editor: EditorState; account: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} width={380} position="bottom-start" trapFocus withinPortal>
      <Popover.Target><Button variant="default" px={12} leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setOpen(!open)}>Add tracks</Button></Popover.Target>
      <Popover.Dropdown>{open && <Adding editor={editor} account={account} />}</Popover.Dropdown>
    </Popover>
  );
}

function Adding({ editor, account }: { editor: EditorState; account: string }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [put, setPut] = useState("");
  const [words] = useDebouncedValue(text.trim(), TYPED_MS);
  const links = linked(text);
  const playlist = links.length === 0 ? linkedPlaylist(text) : null;
  const byWords = links.length === 0 && playlist === null;
  const known = useQuery({ ...knownQuery(words), enabled: byWords && words.length > 1, placeholderData: keepPreviousData });
  const asking = useMutation({ mutationFn: (wanted: string) => ask(account, wanted) });
  const adding = useMutation({
    mutationFn: async () => {
      if (playlist === null) return { items: await named(links), from: "" };
      const held = await heldBy(playlist);
      return { items: held?.items ?? [], from: held === null ? "That playlist is not mirrored here: Spotify shows its tracks to its owner only." : `from ${held.name}` };
    },
    onSuccess: ({ items, from }) => {
      if (items.length > 0) {
        editor.add(items);
        setText("");
      }
      setPut(items.length === 0 ? from || "Nothing to put in." : `${counted(items.length, "track")} put in ${from}`);
    },
  });
  const asked = asking.variables === words ? asking.data : undefined;
  const found: readonly Track[] = !byWords || words.length < 2 ? [] : (asked ?? known.data ?? []);
  const take = (track: Track) => {
    editor.add([itemOf(track)]);
    setPut(`${track.name} put in`);
  };
  const key = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(-1, at - 1));
    else if (!isEnter(event)) return;
    else if (!byWords) adding.mutate();
    else if (at >= 0 && found[at] !== undefined) take(found[at]);
    else if (words.length > 1 && !asking.isPending) asking.mutate(text.trim());
    event.preventDefault();
  };
  return (
    <div>
      <TextInput
        label="Links, or words of a title and its artist" placeholder="https://open.spotify.com/track/… or rivers velvet" value={text} data-autofocus autoComplete="off"
        onChange={(event) => { setText(event.currentTarget.value); setAt(-1); setPut(""); }} onKeyDown={key}
      />
      {byWords ? (
        <ul className="pw-found" aria-label={asked === undefined ? "Known here" : "Found at Spotify"}>
          {found.map((track, index) => (
            <li key={track.uri}><button type="button" data-at={index === at || undefined} onClick={() => take(track)}><b>{track.name}</b><span className="pw-dim">{track.artist}{track.album === null ? "" : `, ${track.album}`}</span></button></li>
          ))}
        </ul>
      ) : (
        <Button size="xs" mt={8} loading={adding.isPending} onClick={() => adding.mutate()}>{playlist === null ? `Add ${counted(links.length, "track")}` : "Add what the playlist holds"} (no call)</Button>
      )}
      <Text size="xs" c="dimmed" mt={6} role="status">
        {put || (asking.isPending ? "Asking Spotify …" : asking.isError ? asProblem(asking.error).message : !byWords ? "Put in behind the picked row, else at the bottom." : asked !== undefined ? `${counted(asked.length, "track")} found at Spotify.` : words.length < 2 ? "What is known here comes as you type, at no call." : "Enter asks Spotify: 1 call. Known here costs nothing.")}
      </Text>
    </div>
  );
}
