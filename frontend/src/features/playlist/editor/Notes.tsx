/** What is to be known before one edits: that others have drafts, that another tab has this one, that the list moved. */
import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { type OpenDraft, othersQuery } from "../drafts";
import type { Playlist } from "../queries";
import type { EditorState } from "./useEditor";
import type { useKeeping } from "./useKeeping";

const ThreeWay = lazy(() => import("./ThreeWay").then((found) => ({ default: found.ThreeWay })));

interface Props {
  playlist: Playlist;
  editor: EditorState;
  keeping: ReturnType<typeof useKeeping>;
  mayEdit: boolean;
}

export function Notes({ playlist, editor, keeping, mayEdit }: Props) {
  const others = useQuery(othersQuery(playlist.id));
  const [comparing, setComparing] = useState(false);
  return (
    <>
      {others.data?.map((one) => <Note key={one.member}>{one.name} has an open draft of {counted(total(one), "change")}, since <Time at={one.started_at} how="both" />.</Note>)}
      {mayEdit && keeping.standing === "overtaken" && (
        <Note tone="warn" actions={<>
          <Button size="xs" variant="default" onClick={() => void keeping.takeTheirs()}>Take the other one</Button>
          <Button size="xs" variant="default" onClick={keeping.keepMine}>Keep this one</Button>
        </>}>
          Your draft was changed in another tab or on another device. What you see here was not kept over it.
        </Note>
      )}
      {mayEdit && editor.split !== null && (
        <Note tone="warn" actions={<>
          <Button size="xs" variant="default" onClick={() => setComparing(true)}>See both sides</Button>
          <Button size="xs" variant="default" onClick={editor.closeSplit}>Keep both</Button>
        </>}>
          The playlist changed meanwhile. Both changes are kept: your edits stand on top of what stands there now.
        </Note>
      )}
      {comparing && editor.split !== null && <Suspense fallback={null}><ThreeWay split={editor.split} editor={editor} onClose={() => setComparing(false)} /></Suspense>}
    </>
  );
}

const total = (one: OpenDraft) => one.changes.added + one.changes.removed + one.changes.moved;

function Note({ tone, actions, children }: { tone?: "warn"; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className="pw-note" role="status" data-tone={tone}>
      <Text size="sm">{children}</Text>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </div>
  );
}
