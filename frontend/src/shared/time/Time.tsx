/** A time in the viewer's zone; hovering shows it exactly, in UTC. */
import { useSyncExternalStore } from "react";
import { now, onClock, viewerZone } from "./clock";
import { exact, moment, relative } from "./words";

function subscribe(heard: () => void): () => void {
  const off = onClock(heard);
  const timer = setInterval(heard, 15_000);
  return () => {
    off();
    clearInterval(timer);
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
