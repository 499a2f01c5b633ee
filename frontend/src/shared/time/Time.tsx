/** A time in the viewer's zone; hovering shows it exactly, in UTC. */
import { useSyncExternalStore } from "react";
import { now, onClock, viewerZone } from "./clock";
import { exact, moment, relative } from "./words";

const shown = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on the page. */
function subscribe(heard: () => void): () => void {
  const off = onClock(heard);
  shown.add(heard);
  timer ??= setInterval(() => {
    for (const each of [...shown]) each();
  }, 15_000);
  return () => {
    off();
    shown.delete(heard);
    if (shown.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time, to the nearest quarter of a minute. */
export function useNow(): Date {
  const tick = useSyncExternalStore(subscribe, () => Math.floor(now().getTime() / 15_000));
  return new Date(tick * 15_000);
}

export function useZone(): string {
  return useSyncExternalStore(onClock, viewerZone);
}

export function Time({ at, how = "moment", empty = "–" }: { at: string | null | undefined; how?: "moment" | "relative" | "both"; empty?: string }) {
  const present = useNow();
  const zone = useZone();
  if (at == null) return <span>{empty}</span>;
  const when = new Date(at);
  const words = how === "relative" ? relative(when, present) : moment(when, present, zone);
  return (
    <time dateTime={at} title={exact(when)} style={{ whiteSpace: "nowrap" }}>
      {words}
      {how === "both" ? ` (${relative(when, present)})` : ""}
    </time>
  );
}
