/** A pasted list under review: what is certain in one press, the rest a line a second; then added. */
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useMayEdit } from "@/shared/session";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { counted, number } from "@/shared/text";
import { LINE_VIEWS, type LineView } from "@/shared/url";
import { LineList } from "./LineList";
import { LinePanel } from "./LinePanel";
import { type Choice, type Given, type Line, linesKey, type Paste, pasteQuery, pastes, readingQuery } from "./queries";
import { ReadingForm } from "./ReadingForm";
import { comes, counts, meant, nextOpen, shown, VIEWS } from "./reviewing";
import { Searching } from "./Searching";
import { useReview } from "./useReview";
import "./adding.css";

const AddDialog = lazy(async () => ({ default: (await import("./AddDialog")).AddDialog }));

interface Props {
  paste: Paste;
  view: LineView | undefined;
  onView: (view: LineView | undefined) => void;
  playlist: string | undefined;
}

export function PasteView({ paste, view, onView, playlist }: Props) {
  const client = useQueryClient();
  const editable = useMayEdit(paste.account);
  const review = useReview(paste);
  const all = useMemo(() => review.lines ?? [], [review.lines]);
  const sums = useMemo(() => counts(all), [all]);
  const lines = useMemo(() => shown(all, view, review.touched), [all, view, review.touched]);
  const [active, setActive] = useState<number | null>(null);
  const [adding, setAdding] = useState(false);
  const [written, setWritten] = useState(false);
  const list = useRef<{ focus: () => void }>(null);
  const box = useRef<HTMLInputElement>(null);
  const place = lines.findIndex((line) => line.number === active);
  const at = place >= 0 ? place : lines.length > 0 ? Math.max(0, nextOpen(lines, -1) ?? lines.findIndex((one) => one.state !== "left_out")) : -1;
  const line = lines[at];
  const accepting = useMutation({ mutationFn: () => pastes.accept(paste.id), onSuccess: (now) => { client.setQueryData(pasteQuery(paste.id).queryKey, now); void review.refresh(); } });
  // Whoever comes to review begins at once.
  const ready = review.lines !== undefined;
  useEffect(() => {
    if (ready) list.current?.focus();
  }, [ready]);
  const choose = (choice: Choice, of: Line) => {
    review.choose(of, choice);
    const next = nextOpen(lines.map((one) => (one.number === of.number ? { ...one, state: "decided" } : one)), at);
    setActive(next === null ? (lines[at + 1] ?? of).number : lines[next]!.number);
    list.current?.focus();
  };
  const back = () => {
    const number = review.back();
    if (number !== null) setActive(number);
    list.current?.focus();
  };
  const key = (pressed: string): boolean => {
    const what = meant(pressed, line);
    if (what === null) return false;
    if (what.do === "go") setActive(lines[Math.max(0, Math.min(lines.length - 1, at + what.by))]?.number ?? null);
    else if (!editable) return false;
    else if (what.do === "choose") choose(what.choice, line!);
    else if (what.do === "back") back();
    else box.current?.focus();
    return true;
  };
  if (review.error !== null) return <Failure error={review.error} again={review.again} />;
  if (review.lines === undefined) return <Loading what="Reading the lines" />;
  const tracks = all.filter(comes).length;
  const look = (next: LineView | undefined) => {
    review.forget();
    setActive(null);
    onView(next);
  };
  return (
    <>
      <Searching paste={paste} job={review.job} editable={editable} onStarted={() => void review.refresh()} />
      <Group justify="space-between" gap="xs">
        <div className="pw-views" role="group" aria-label="Which lines">
          <button type="button" aria-pressed={view === undefined} onClick={() => look(undefined)}>All {number(all.length)}</button>
          {LINE_VIEWS.filter((one) => sums[one] > 0 || one === view).map((one) => <button key={one} type="button" aria-pressed={view === one} onClick={() => look(one)}>{VIEWS[one].label} {number(sums[one])}</button>)}
        </div>
        {editable && sums.sure > 0 && <Button variant="light" loading={accepting.isPending} onClick={() => accepting.mutate()}>Accept the {number(sums.sure)} certain {sums.sure === 1 ? "one" : "ones"}</Button>}
      </Group>
      {accepting.isError && <Failure error={accepting.error} />}
      {review.choosing.isError && <Failure error={review.choosing.error} />}
      <div className="pw-reviewing">
        {lines.length === 0
          ? <Empty title={view === "review" ? "Nothing is left to review" : "No line stands like this"} action={<Button variant="default" onClick={() => look(undefined)}>All lines</Button>} />
          : <LineList lines={lines} at={at} onAt={(to) => { setActive(lines[to]!.number); list.current?.focus(); }} onKey={key} handle={list} />}
        <aside className="pw-line-panel" aria-label="The line"><LinePanel line={line} account={paste.account} editable={editable} onChoose={(choice) => { if (line !== undefined) choose(choice, line); }} onBack={review.touched.size > 0 ? back : null} box={box} onLeave={() => list.current?.focus()} /></aside>
      </div>
      <Written paste={paste} editable={editable} open={written} onOpen={setWritten} onRead={async () => { client.removeQueries({ queryKey: linesKey(paste.id) }); look(undefined); await client.invalidateQueries({ queryKey: ["pastes"] }); }} />
      {editable && (
        <div className="pw-bar" role="region" aria-label="With these tracks">
          <Text size="sm">{tracks === 0 ? "No line has come to a track yet." : <><b>{counted(tracks, "track")}</b> to add{sums.review > 0 && `; ${counted(sums.review, "line")} still to review`}{sums.search > 0 && `; ${number(sums.search)} not searched for`}.</>}</Text>
          <Button disabled={tracks === 0} onClick={() => setAdding(true)}>Add {counted(tracks, "track")} …</Button>
        </div>
      )}
      {adding && <Suspense fallback={null}><AddDialog paste={paste} lines={all} playlist={playlist} onClose={() => setAdding(false)} /></Suspense>}
    </>
  );
}

/** How its text was read, to be read another way. */
function Written({ paste, editable, open, onOpen, onRead }: { paste: Paste; editable: boolean; open: boolean; onOpen: (open: boolean) => void; onRead: () => Promise<void> }) {
  // The formats that there are come with any reading.
  const formats = useQuery({ ...readingQuery("-", {}), staleTime: Infinity });
  const reading = useMutation({ mutationFn: (given: Given) => pastes.reread(paste.id, given), onSuccess: onRead });
  if (!editable) return null;
  return (
    <details open={open} style={{ scrollMarginBottom: 90 }} onToggle={(event) => { onOpen(event.currentTarget.open); if (event.currentTarget.open) event.currentTarget.scrollIntoView({ block: "nearest" }); }}>
      <summary>How it was read</summary>
      <div style={{ paddingTop: 10 }}>
        {formats.data !== undefined && <ReadingForm reading={{ ...paste, formats: formats.data.formats }} given={{}} onGiven={(given) => reading.mutate(given)} />}
        <Text size="xs" c="dimmed" mt={6}>Read another way, what was decided about names stays; what was accepted or left out is asked anew.</Text>
        {reading.isPending && <Loading what="Reading it anew" />}
        {reading.isError && <Failure error={reading.error} />}
      </div>
    </details>
  );
}
