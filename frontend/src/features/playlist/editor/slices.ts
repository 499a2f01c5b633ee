/** Long work in slices: between two of them the page does whatever it has to do. */

/** Milliseconds of work after which the page comes first. */
const SLICE_MS = 6;
/** Comparisons between two looks at the time. */
const LOOK = 128;

/** A later task, without the pause that timers make of it. */
const later = (): Promise<void> =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });

/** `rows` in `order`, equal ones as they stood: a merge sort that pauses. */
export async function arranged<T>(rows: readonly T[], order: (a: T, b: T) => number, pause: () => Promise<void> = later): Promise<readonly T[]> {
  let from = [...rows];
  let into = new Array<T>(rows.length);
  let count = 0;
  let until = performance.now() + SLICE_MS;
  for (let width = 1; width < rows.length; width *= 2) {
    for (let start = 0; start < rows.length; start += 2 * width) {
      const middle = Math.min(start + width, rows.length);
      const end = Math.min(start + 2 * width, rows.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at += 1) {
        count += 1;
        if (count % LOOK === 0 && performance.now() > until) {
          await pause();
          until = performance.now() + SLICE_MS;
        }
        into[at] = left < middle && (right >= end || order(from[left]!, from[right]!) <= 0) ? from[left++]! : from[right++]!;
      }
    }
    [from, into] = [into, from];
  }
  return from;
}
