/** A paste under review: its lines, choices that show at once and are sent one after the other, and the way back. */
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { jobQuery } from "@/shared/plan/queries";
import { type Choice, type Line, linesKey, linesQuery, type Paste, pasteQuery, pastes } from "./queries";
import { after, type Lines } from "./reviewing";

const SETTLE_MS = 400;

export function useReview(paste: Paste) {
  const client = useQueryClient();
  const id = paste.id;
  const lines = useQuery(linesQuery(client, id));
  const job = useQuery({ ...jobQuery(paste.job ?? ""), enabled: paste.job !== null });
  const [touched, setTouched] = useState<ReadonlySet<number>>(new Set());
  const past = useRef<number[]>([]);
  const key = ["paste", id];
  const sending = useIsMutating({ mutationKey: key });
  const put = useCallback((line: Line) => {
    client.setQueryData<Lines>(linesKey(id), (now) => now && { ...now, lines: now.lines.map((one) => (one.number === line.number ? line : one)) });
  }, [client, id]);
  const choosing = useMutation({
    mutationKey: key,
    // One after the other: what was said last counts.
    scope: { id: `paste ${id}` },
    mutationFn: ({ line, choice }: { line: Line; choice: Choice }) => pastes.choose(id, line.number, choice),
    onSuccess: put,
    onError: (_, { line }) => put(line),
  });
  const refresh = useCallback(async () => {
    await Promise.all([client.invalidateQueries({ queryKey: linesKey(id) }), client.invalidateQueries({ queryKey: pasteQuery(id).queryKey })]);
  }, [client, id]);
  // The same name on other lines follows a choice: asked for once the hand rests.
  const said = useRef(false);
  useEffect(() => {
    if (sending > 0) said.current = true;
    if (sending > 0 || !said.current) return undefined;
    const timer = setTimeout(() => {
      said.current = false;
      void refresh();
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [sending, refresh]);
  // What a search finds shows as it is found.
  const step = job.data === undefined ? "" : `${job.data.state} ${job.data.progress.done}`;
  useEffect(() => {
    if (step !== "") void refresh();
  }, [step, refresh]);

  const choose = (line: Line, choice: Choice) => {
    if (choice.choose !== "clear") past.current.push(line.number);
    setTouched((now) => (now.has(line.number) ? now : new Set([...now, line.number])));
    put(after(line, choice));
    choosing.mutate({ line, choice });
  };
  return {
    lines: lines.data?.lines, error: lines.error, again: () => void lines.refetch(), job: job.data, touched, choose, choosing, refresh,
    forget: () => setTouched(new Set()),
    /** Takes the last choice back; answers the number of its line. */
    back: (): number | null => {
      const number = past.current.pop();
      const line = client.getQueryData<Lines>(linesKey(id))?.lines.find((one) => one.number === number);
      if (line === undefined) return null;
      choose(line, { choose: "clear" });
      return line.number;
    },
  };
}

export type Review = ReturnType<typeof useReview>;
