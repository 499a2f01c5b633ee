/** A draft as it is opened, kept while it changes, and followed when another tab or device changes it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { discardDraft, draftQuery, type KeptDraft, left, readDraft, saveDraft } from "../drafts";
import { Keeper, type Standing } from "./keeper";
import { alike, asKept, baseText, restored, unsent } from "./keeping";
import { begin, type Draft, type Item, parted } from "./model";

const SETTLE_MS = 150;

export interface Opened {
  start: Draft;
  /** Something here was not sent yet. */
  pending: boolean;
  /** ... and something else is kept at the server. */
  overtaken: boolean;
}

const baseOf = (mine: KeptDraft | null): string | null => (mine === null ? null : baseText(mine));

export function fromServer(mine: KeptDraft | null, items: readonly Item[]): Draft {
  if (mine === null) return begin(items);
  return restored(mine, items, (uri) => (mine.titles?.[uri] === undefined ? undefined : parted(mine.titles[uri], uri)));
}

/** What the editor opens with: the kept draft, or what this browser could not send of it. */
export function opened(member: string, playlist: string, items: readonly Item[], mine: KeptDraft | null): Opened {
  const asServed = () => ({ start: fromServer(mine, items), pending: false, overtaken: false });
  const held = unsent.read(member, playlist);
  if (held === null) return asServed();
  const overtaken = held.tag !== (mine?.tag ?? null);
  const arrived = held.kept !== null && mine !== null && alike(held.kept, mine);
  if (arrived || (held.kept === null && overtaken)) {
    // It is there, or was about what is there no more: left here it would stand against whatever is kept later.
    unsent.clear(member, playlist);
    return asServed();
  }
  if (held.kept === null) return { start: begin(items), pending: true, overtaken: false };
  return { start: restored(held.kept, items), pending: true, overtaken };
}

interface Keeping {
  member: string | null;
  playlist: string;
  version: number | null;
  draft: Draft;
  isDirty: boolean;
  opened: Opened;
  mine: KeptDraft | null;
  /** Another draft takes the place of what is shown: answers what it is as it was kept. */
  onTake: (mine: KeptDraft | null) => Draft;
}

/** Keeps the draft; without a member nothing is kept. */
export function useKeeping({ member, playlist, version, draft, isDirty, opened: start, mine, onTake }: Keeping) {
  const client = useQueryClient();
  const begins: Standing = start.overtaken ? "overtaken" : start.pending ? "sending" : "kept";
  const first = start.pending ? null : start.start.rows;
  /** How it stands with which rows: others are not sent yet, whatever was said of these. */
  const [told, setTold] = useState<{ standing: Standing; rows: unknown }>({ standing: begins, rows: first });
  const query = useQuery({ ...draftQuery(playlist), enabled: member !== null });
  const keeper = useMemo(() => {
    const { queryKey } = draftQuery(playlist);
    const known = async (now: KeptDraft | null) => {
      // What was asked before this was written is older than it.
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, now);
    };
    return new Keeper(
      {
        save: async (kept, tag, withBase, goes) => {
          const saved = await saveDraft(playlist, kept, tag, withBase, goes);
          const at = new Date().toISOString();
          await known({ ...kept, tag: saved, changes: { added: 0, removed: 0, moved: 0 }, device: "", started_at: at, saved_at: at, titles: {} });
          return saved;
        },
        discard: async (tag, goes) => {
          await discardDraft(playlist, tag, goes);
          await known(null);
        },
        there: () => readDraft(playlist),
        hold: (what) => member !== null && unsent.write(member, playlist, what),
        release: () => member !== null && unsent.clear(member, playlist),
      },
      (standing, rows) => setTold({ standing, rows }),
      mine?.tag ?? null,
      baseOf(mine),
      begins,
    );
    // The keeper lives as long as the editor of this playlist: what it was opened with does not make another.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [member, playlist, client]);

  const wanted = useRef<() => void>(() => undefined);
  /** The rows that the server is known to have. */
  const synced = useRef(first);
  useEffect(() => {
    let done = member === null || draft.rows === synced.current;
    wanted.current = () => {
      if (done) return;
      done = true;
      keeper.changed(isDirty ? asKept(draft, version) : null, draft.rows);
    };
    const timer = setTimeout(() => wanted.current(), SETTLE_MS);
    return () => clearTimeout(timer);
    // Only what is wanted counts: a version that was read anew is no change of the draft.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [draft.rows, isDirty, keeper, member]);
  useEffect(() => {
    const goes = () => {
      wanted.current();
      void keeper.flush(true);
    };
    addEventListener("pagehide", goes);
    return () => {
      removeEventListener("pagehide", goes);
      wanted.current();
      left(playlist, keeper.flush());
    };
  }, [keeper, playlist]);

  const found = query.data;
  const take = (now: KeptDraft | null) => {
    wanted.current = () => undefined;
    keeper.follow(now?.tag ?? null, baseOf(now));
    const { rows } = onTake(now);
    synced.current = rows;
    setTold({ standing: "kept", rows });
  };
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (found === undefined || (found?.tag ?? null) === keeper.seen || !keeper.idle) return;
    latest.current(found);
  }, [found, keeper]);

  return {
    standing: told.standing === "kept" && told.rows !== draft.rows ? ("sending" as const) : told.standing,
    takeTheirs: async () => latest.current(await client.fetchQuery({ ...draftQuery(playlist), staleTime: 0 })),
    keepMine: () => keeper.insist(),
  };
}
