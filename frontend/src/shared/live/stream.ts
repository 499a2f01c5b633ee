/** One event stream a browser, read in a worker that all tabs share. */
export interface Heard {
  kind: "state" | "progress" | "log" | "reset" | "open" | "lost";
  data?: { number: number; at: string; job: string; data: Record<string, unknown> };
}

/** Reads `/events` until it is closed; `tell` gets what comes. */
export function follow(address: string, tell: (heard: Heard) => void): () => void {
  const source = new EventSource(address);
  source.onopen = () => tell({ kind: "open" });
  source.onerror = () => tell({ kind: "lost" });
  for (const kind of ["state", "progress", "log", "reset"] as const) {
    source.addEventListener(kind, (event: MessageEvent<string>) => {
      tell(kind === "reset" ? { kind } : { kind, data: JSON.parse(event.data) as NonNullable<Heard["data"]> });
    });
  }
  return () => source.close();
}
