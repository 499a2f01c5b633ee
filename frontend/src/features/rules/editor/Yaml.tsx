/** The same document as a file would hold it: checked while it is written, faults marked at their lines. */
import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import { Says } from "@/shared/states/Says";
import { Failure, Loading } from "@/shared/states/States";
import { asDoc, plain } from "../form/schema";
import { useFormed } from "../form/formed";
import { read, written } from "../queries";
import type { Doc } from "../form/schema";
import type { ReadTold } from "../types";
import "./yaml.css";

const SETTLE_MS = 350;

/** Reads a text: the document that it holds and what is wrong in it. */
export type ReadText = (text: string) => Promise<Pick<ReadTold, "document" | "faults">>;

export function Yaml({ reads = read, about = "The rules" }: { reads?: ReadText; about?: string }) {
  const { document } = useFormed();
  const [start] = useState(document);
  const text = useQuery({ queryKey: ["rule-text", start], queryFn: () => written(start), gcTime: 0, staleTime: Infinity, retry: false });
  if (text.isError) return <Failure error={text.error} again={() => void text.refetch()} />;
  if (text.data === undefined) return <Loading what="Writing it out" />;
  return <Writing start={start} text={text.data} reads={reads} about={about} />;
}

/** A line and what is wrong there. Of what is no YAML at all the server's error says where. */
interface Mark { line: number; words: string; remedy: string }

function marksOf(told: Pick<ReadTold, "faults"> | undefined, error: unknown): Mark[] {
  if (error != null) {
    const problem = asProblem(error);
    const line = typeof problem.more.line === "number" ? problem.more.line : Number(/\bline (\d+)|:(\d+):\d+/.exec(problem.message)?.slice(1).find(Boolean) ?? 1);
    return [{ line, words: problem.message, remedy: problem.remedy }];
  }
  return (told?.faults ?? []).map((fault) => ({ line: fault.line, words: `${fault.where}: ${fault.what}`, remedy: fault.remedy }));
}

function Writing({ start, text, reads, about }: { start: Doc; text: string; reads: ReadText; about: string }) {
  const { root, document, change, editable } = useFormed();
  const [typed, setTyped] = useState(text);
  const [settled] = useDebouncedValue(typed, SETTLE_MS);
  const said = useRef(start);
  const gutter = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const told = useQuery({ queryKey: ["rule-read", about, settled], queryFn: () => reads(settled), enabled: settled !== text, retry: false, gcTime: 0, staleTime: Infinity });
  const answered = settled === typed ? told.data?.document : undefined;
  const found = useMemo(() => (answered === undefined ? undefined : asDoc(answered)), [answered]);
  useEffect(() => {
    if (found === undefined || JSON.stringify(plain(root, root, found)) === JSON.stringify(plain(root, root, said.current))) return;
    said.current = found;
    change(found, "yaml");
  }, [found, root, change]);
  // Undone, redone or discarded outside: the text follows.
  useEffect(() => {
    if (document === said.current) return undefined;
    let gone = false;
    said.current = document;
    void written(document).then((next) => { if (!gone) setTyped(next); });
    return () => { gone = true; };
  }, [document]);
  const marks = useMemo(() => (settled === text ? [] : marksOf(told.data, told.error)), [settled, text, told.data, told.error]);
  const wrong = new Set(marks.map((mark) => mark.line));
  const lines = typed.split("\n").length;
  const go = (line: number) => {
    const box = area.current;
    if (box === null) return;
    const begin = typed.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    box.focus();
    box.setSelectionRange(begin, begin + (typed.split("\n")[line - 1]?.length ?? 0));
  };
  return (
    <div>
      <div className="pw-yaml">
        <div ref={gutter} className="pw-yaml-lines" aria-hidden>
          {Array.from({ length: lines }, (_, index) => <span key={index} data-wrong={wrong.has(index + 1) || undefined}>{index + 1}</span>)}
        </div>
        <textarea
          ref={area} aria-label={`${about} as YAML`} aria-invalid={marks.length > 0} spellCheck={false} autoCapitalize="off" wrap="off" readOnly={!editable} value={typed} rows={Math.min(Math.max(lines + 1, 14), 34)}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onScroll={(event) => { if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop; }}
        />
      </div>
      <div role="status">
        {marks.length === 0 ? <Text size="xs" c="dimmed" mt={4}>{settled === typed ? "In order." : "Reading …"} The form shows the same document.</Text> : (
          <ul className="pw-list" aria-label="What is wrong">
            {marks.map((mark, index) => (
              <li key={index} style={{ justifyContent: "flex-start" }}>
                <button type="button" className="pw-plain-button" onClick={() => go(mark.line)}>Line {mark.line}</button>
                <span>{mark.words} <Text span size="sm" c="dimmed"><Says text={mark.remedy} /></Text></span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
