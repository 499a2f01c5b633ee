/** The tracks of a playlist, to be edited: nothing leaves before it is applied. */
import { useQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useMayEdit, useSession } from "@/shared/session";
import { Failure, Loading } from "@/shared/states/States";
import { folded } from "@/shared/text";
import { draftQuery, type KeptDraft } from "../drafts";
import type { Entry, Playlist } from "../queries";
import { availabilityQuery } from "../tracks";
import { begin, parted, wordsOf } from "./model";
import { Notes } from "./Notes";
import { type ListHandle, RowList } from "./RowList";
import { StagedBar } from "./StagedBar";
import { Toolbar } from "./Toolbar";
import { useEditor } from "./useEditor";
import { fromServer, opened, useKeeping } from "./useKeeping";

const itemOf = (entry: Entry) => ({ ...parted(entry.title, entry.uri), album: entry.album ?? null, albumId: entry.album_id ?? null, durationMs: entry.duration_ms ?? null, uri: entry.uri, kind: entry.kind, addedAt: entry.added_at });
const NO_HITS: ReadonlySet<string> = new Set();

interface Props {
  playlist: Playlist;
  entries: readonly Entry[];
  /** The one to write through; null: it can only be looked at. */
  account: string | null;
}

/** Waits for what was kept of a draft, then opens the editor with it. */
export function Editor({ playlist, entries, account }: Props) {
  const who = useSession();
  const mayEdit = useMayEdit(account, playlist.tags) && account !== null;
  const member = who.signed_in && mayEdit ? who.member.id : null;
  const kept = useQuery({ ...draftQuery(playlist.id), enabled: member !== null });
  if (member !== null && kept.isError && kept.data === undefined) return <Failure error={kept.error} again={() => void kept.refetch()} />;
  if (member !== null && kept.data === undefined) return <Loading what="Looking for your draft" />;
  return <Opened playlist={playlist} entries={entries} account={account} member={member} mine={kept.data ?? null} />;
}

function Opened({ playlist, entries, account, member, mine }: Props & { member: string | null; mine: KeptDraft | null }) {
  const items = useMemo(() => entries.map(itemOf), [entries]);
  const [first] = useState(() => ({ mine, opened: member === null ? { start: begin(items), pending: false, overtaken: false } : opened(member, playlist.id, items, mine) }));
  const editor = useEditor(items, first.opened.start);
  const keeping = useKeeping({
    member, playlist: playlist.id, version: playlist.version ?? null, draft: editor.draft, isDirty: editor.isDirty, opened: first.opened, mine: first.mine,
    onTake: (now) => {
      const kept = fromServer(now, items);
      editor.take(kept);
      return kept;
    },
  });
  const mayEdit = useMayEdit(account, playlist.tags) && account !== null;
  const [find, setFind] = useState("");
  const [country, setCountry] = useState<string | null>(null);
  const availability = useQuery({ ...availabilityQuery(playlist.id, country?.length === 2 ? country : null), enabled: account !== null });
  const closed = useMemo(() => new Map(availability.data?.unplayable.map((one) => [one.uri, one.checked_at])), [availability.data]);
  const list = useRef<ListHandle>(null);
  const { rows } = editor.draft;
  const [sought, among] = [useDeferredValue(find), useDeferredValue(rows)];
  const hits = useMemo(() => {
    const words = folded(sought).split(/\s+/).filter(Boolean);
    return words.length === 0 ? NO_HITS : new Set(among.filter((row) => words.every((word) => wordsOf(row).includes(word))).map((row) => row.key));
  }, [among, sought]);
  const { added } = editor;
  const shownRows = useRef(rows);
  useEffect(() => {
    shownRows.current = rows;
  }, [rows]);
  useEffect(() => {
    const at = added === null ? -1 : shownRows.current.findIndex((row) => row.key === added);
    if (at >= 0) list.current?.reveal(at);
  }, [added]);
  const next = (by: 1 | -1) => {
    const places = rows.flatMap((row, index) => (hits.has(row.key) ? [index] : []));
    if (places.length === 0) return;
    const at = rows.findIndex((row) => row.key === editor.picking.active);
    const to = by > 0 ? (places.find((place) => place > at) ?? places[0]!) : (places.findLast((place) => place < at) ?? places.at(-1)!);
    const key = rows[to]!.key;
    editor.setPicking({ picked: new Set([key]), anchor: key, active: key });
    list.current?.reveal(to);
  };

  const onKey = (event: KeyboardEvent): boolean => {
    if (!mayEdit) return false;
    const ctrl = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (ctrl && key === "z" && !event.shiftKey) editor.undo();
    else if (ctrl && (key === "y" || (key === "z" && event.shiftKey))) editor.redo();
    else if (key === "delete" || key === "backspace") editor.remove();
    else if (event.altKey && key === "arrowup") editor.nudge(-1);
    else if (event.altKey && key === "arrowdown") editor.nudge(1);
    else return false;
    return true;
  };
  const clip = (what: (data: DataTransfer) => void) => (event: React.ClipboardEvent) => {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    what(event.clipboardData);
  };

  return (
    <div className="pw-editor">
      <Notes playlist={playlist} editor={editor} keeping={keeping} mayEdit={mayEdit} />
      <Toolbar editor={editor} mayEdit={mayEdit} find={find} onFind={setFind} hits={hits.size} onNext={next} playlist={playlist} account={account} country={country} onCountry={setCountry} />
      <RowList
        handle={list} rows={rows} picking={editor.picking} onPicking={editor.setPicking} editable={mayEdit} again={editor.again} closed={closed} hits={hits} onMove={editor.move} onKey={onKey}
        onCopy={clip(editor.copy)} onCut={clip(mayEdit ? editor.cut : editor.copy)} onPaste={clip((data) => mayEdit && editor.paste(data))}
      />
      {mayEdit && <p className="pw-hint">Drag rows, or press M and the arrow keys to move, Space to pick, Shift for a stretch, Alt+↑↓ to nudge, Ctrl+X C V Z Y, Delete.</p>}
      {mayEdit && account !== null && <StagedBar playlist={playlist} account={account} editor={editor} standing={keeping.standing} />}
    </div>
  );
}
