/** Joins the browser's one event stream: by the shared worker, else one tab leads and tells the others. */
import { API } from "@/api/base";
import { follow, type Heard } from "./stream";

const address = () => new URL(`${API}/events`, location.origin).href;

/** Calls `tell` with everything that happens until the answered function is called. */
export function listen(tell: (heard: Heard) => void): () => void {
  if (typeof SharedWorker !== "undefined") return throughWorker(tell);
  if (typeof BroadcastChannel !== "undefined" && "locks" in navigator) return throughLeader(tell);
  return follow(address(), tell);
}

function throughWorker(tell: (heard: Heard) => void): () => void {
  const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "playwarden-events" });
  worker.port.onmessage = ({ data }: MessageEvent<Heard>) => tell(data);
  worker.port.postMessage({ follow: address() });
  const leave = () => worker.port.postMessage({ leave: true });
  const back = (event: PageTransitionEvent) => {
    if (event.persisted) worker.port.postMessage({ follow: address() });
  };
  addEventListener("pagehide", leave);
  addEventListener("pageshow", back);
  return () => {
    removeEventListener("pagehide", leave);
    removeEventListener("pageshow", back);
    leave();
  };
}

function throughLeader(tell: (heard: Heard) => void): () => void {
  const channel = new BroadcastChannel("playwarden-events");
  channel.onmessage = ({ data }: MessageEvent<Heard>) => tell(data);
  const ended = new AbortController();
  let stop: () => void = () => undefined;
  // The lock is held for as long as the promise is open: the next tab leads when this one is gone.
  navigator.locks
    .request("playwarden-events", { signal: ended.signal }, () => {
      const close = follow(address(), (heard) => {
        tell(heard);
        channel.postMessage(heard);
      });
      return new Promise<void>((resolve) => {
        stop = () => {
          close();
          resolve();
        };
      });
    })
    .catch(() => undefined);
  return () => {
    ended.abort();
    stop();
    channel.close();
  };
}
