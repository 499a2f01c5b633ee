/** The shared worker: holds the one stream, tells every tab. */
import { follow, type Heard } from "./stream";

const ports = new Set<MessagePort>();
let close: (() => void) | null = null;
let last: Heard = { kind: "lost" };

function tell(heard: Heard): void {
  if (heard.kind === "open" || heard.kind === "lost") last = heard;
  for (const port of ports) port.postMessage(heard);
}

addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0]!;
  port.onmessage = ({ data }: MessageEvent<{ follow?: string; leave?: true }>) => {
    if (data.leave === true) {
      ports.delete(port);
      if (ports.size === 0) {
        close?.();
        close = null;
      }
      return;
    }
    ports.add(port);
    if (close === null && data.follow !== undefined) close = follow(data.follow, tell);
    else port.postMessage(last);
  };
  port.start();
});
