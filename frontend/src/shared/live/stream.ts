/** One event stream a browser, read in a worker that all tabs share. */
export interface Heard {
  kind: "state" | "progress" | "log" | "reset" | "open" | "lost";
  data?: { number: number; at: string; job: string; data: Record<string, unknown> };
}

/** A browser takes up a connection that broke; where it was answered with an error it gives up, and we do not. */
const AGAIN_MS = 3_000;

/** Reads `/events` until it is closed; `tell` gets what comes. */
export function follow(address: string, tell: (heard: Heard) => void): () => void {
  let source: EventSource;
  let last: string | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(last === null ? address : `${address}?after=${last}`);
    source.onopen = () => tell({ kind: "open" });
    source.onerror = () => {
      tell({ kind: "lost" });
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    };
    for (const kind of ["state", "progress", "log", "reset"] as const) {
      source.addEventListener(kind, (event: MessageEvent<string>) => {
        last = event.lastEventId || last;
        tell(kind === "reset" ? { kind } : { kind, data: JSON.parse(event.data) as NonNullable<Heard["data"]> });
      });
    }
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
