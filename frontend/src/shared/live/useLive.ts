/** Turns events into fresh queries, gathered for a moment so that a busy job does not ask a hundred times. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listen } from "./listen";
import type { Heard } from "./stream";

/** What becomes old when a job gets another state; everything else only when it has ended. */
const BY_STATE = [["jobs"], ["quota"]];
const BY_END = [["playlists"], ["runs"], ["placements"], ["schedules"], ["accounts"], ["audit"], ["versions"], ["protection"], ["rules"]];
const ENDS = new Set(["succeeded", "failed", "cancelled", "missed"]);
const GATHER_MS = 250;
const PATIENCE_MS = 4_000;

export function staleBy(heard: Heard): readonly (readonly string[])[] {
  if (heard.kind === "reset" || heard.kind === "open") return [...BY_STATE, ...BY_END];
  if (heard.kind === "log") return [["joblog", heard.data?.job ?? ""]];
  if (heard.kind === "progress") return [["jobs"]];
  if (heard.kind === "state") return ENDS.has(String(heard.data?.data.state)) ? [...BY_STATE, ...BY_END] : BY_STATE;
  return [];
}

/** Listens while `on`; answers whether the stream has been lost for longer than a moment. */
export function useLive(on: boolean): boolean {
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    const stale = new Map<string, readonly string[]>();
    let gathering: ReturnType<typeof setTimeout> | undefined;
    let losing: ReturnType<typeof setTimeout> | undefined;
    let opened = false;
    const leave = listen((heard) => {
      if (heard.kind === "lost") {
        // Perhaps nobody is signed in here any more: then the stream ends, and stays ended.
        void client.invalidateQueries({ queryKey: ["session"] });
        losing ??= setTimeout(() => setLost(true), PATIENCE_MS);
        return;
      }
      clearTimeout(losing);
      losing = undefined;
      setLost(false);
      if (heard.kind === "open" && !opened) {
        opened = true;
        return;
      }
      for (const key of staleBy(heard)) stale.set(key.join(), key);
      gathering ??= setTimeout(() => {
        gathering = undefined;
        for (const key of stale.values()) void client.invalidateQueries({ queryKey: key });
        stale.clear();
      }, GATHER_MS);
    });
    return () => {
      leave();
      clearTimeout(gathering);
      clearTimeout(losing);
    };
  }, [client, on]);
  return lost && on;
}
