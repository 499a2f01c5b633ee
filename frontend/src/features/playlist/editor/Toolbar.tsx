/** What can be done to the rows, for whoever does not know the keys. */
import { ActionIcon, Button, Group, Menu, Text, TextInput, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp, IconArrowForwardUp, IconChevronDown, IconClipboard, IconCopy, IconScissors, IconSearch, IconTrash,
} from "@tabler/icons-react";
import { LabelMenu } from "@/shared/labels/LabelMenu";
import { useMayEdit } from "@/shared/session";
import { ExportButton } from "@/shared/table/DataTable";
import type { Column } from "@/shared/table/columns";
import { counted, lasting } from "@/shared/text";
import type { Playlist } from "../queries";
import { AddBox } from "./AddBox";
import type { Row, SortBy } from "./model";
import { Playable } from "./Playable";
import type { EditorState } from "./useEditor";

const SORTS: { words: string; by: SortBy; down: boolean }[] = [
  { words: "Title, A to Z", by: "name", down: false },
  { words: "Title, Z to A", by: "name", down: true },
  { words: "Artist, A to Z", by: "artist", down: false },
  { words: "Artist, Z to A", by: "artist", down: true },
  { words: "Album, A to Z", by: "album", down: false },
  { words: "Shortest first", by: "duration", down: false },
  { words: "Longest first", by: "duration", down: true },
  { words: "Added, oldest first", by: "added", down: false },
  { words: "Added, newest first", by: "added", down: true },
  { words: "As it was", by: "was", down: false },
];

const COLUMNS: Column<Row>[] = [
  { id: "name", header: "Title", width: "1fr", text: (row) => row.name },
  { id: "artist", header: "Artist", width: "1fr", text: (row) => row.artist },
  { id: "album", header: "Album", width: "1fr", text: (row) => row.album ?? "" },
  { id: "duration", header: "Length", width: "1fr", text: (row) => lasting(row.durationMs) },
  { id: "uri", header: "URI", width: "1fr", text: (row) => row.uri ?? "" },
  { id: "kind", header: "Kind", width: "1fr", text: (row) => row.kind },
  { id: "added", header: "Added (UTC)", width: "1fr", text: (row) => row.addedAt ?? "" },
];

interface Props {
  editor: EditorState;
  mayEdit: boolean;
  playlist: Playlist;
  account: string | null;
  country: string | null;
  onCountry: (country: string) => void;
  find: string;
  onFind: (find: string) => void;
  hits: number;
  onNext: (by: 1 | -1) => void;
}

export function Toolbar({ editor, mayEdit, playlist, account, country, onCountry, find, onFind, hits, onNext }: Props) {
  const mayLabel = useMayEdit();
  const picked = editor.draft.rows.flatMap((row) => (row.uri !== null && (editor.picking.picked.has(row.key) || (editor.picking.picked.size === 0 && editor.picking.active === row.key)) ? [row.uri] : []));
  const some = editor.picking.picked.size > 0 || editor.picking.active !== null;
  const tool = (words: string, icon: React.ReactNode, act: () => void, on: boolean) => (
    <Tooltip label={words}><ActionIcon variant="default" size={34} aria-label={words} disabled={!on} onClick={act}>{icon}</ActionIcon></Tooltip>
  );
  return (
    <Group gap={6}>
      <TextInput
        aria-label="Find in the playlist" placeholder="Find" leftSection={<IconSearch size={16} aria-hidden />} style={{ flex: "1 1 140px", maxWidth: 260 }} value={find}
        onChange={(event) => onFind(event.currentTarget.value)} onKeyDown={(event) => event.key === "Enter" && onNext(event.shiftKey ? -1 : 1)}
        rightSectionWidth={62} rightSection={find === "" ? null : <Text size="xs" c="dimmed">{counted(hits, "hit")}</Text>}
      />
      {mayEdit && (
        <>
          {tool("Undo", <IconArrowBackUp size={18} />, editor.undo, editor.canUndo)}
          {tool("Redo", <IconArrowForwardUp size={18} />, editor.redo, editor.canRedo)}
          {tool("Cut", <IconScissors size={17} />, () => editor.cut(), some)}
          {tool("Copy", <IconCopy size={17} />, () => editor.copy(), some)}
          {tool("Paste", <IconClipboard size={17} />, () => editor.paste(), true)}
          {tool("Remove", <IconTrash size={17} />, editor.remove, some)}
          <Menu>
            <Menu.Target><Button variant="default" px={12} rightSection={<IconChevronDown size={15} aria-hidden />}>Sort</Button></Menu.Target>
            <Menu.Dropdown>{SORTS.map((sort) => <Menu.Item key={sort.words} onClick={() => editor.sort(sort.by, sort.down)}>{sort.words}</Menu.Item>)}</Menu.Dropdown>
          </Menu>
          {account !== null && <AddBox editor={editor} account={account} />}
        </>
      )}
      {mayEdit && account !== null && <Playable playlist={playlist} editor={editor} account={account} country={country} onCountry={onCountry} />}
      {mayLabel && <LabelMenu items={picked} account={account} />}
      {editor.again.size > 0 && <Button variant="default" px={12} onClick={editor.pickAgain}>Pick {counted(editor.again.size, "duplicate")}</Button>}
      <ExportButton name={playlist.name} rows={editor.draft.rows} columns={COLUMNS} />
    </Group>
  );
}
