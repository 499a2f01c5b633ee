/** Places over time as lines of a strip. */
import type { Course } from "./queries";

export interface Step {
  /** Shares of the whole time, 0 to 1. */
  from: number;
  until: number;
  /** 0: the top of the list, 1: its end. */
  depth: number;
  words: string;
}

export function steps(course: Pick<Course, "stands">, from: number, until: number): Step[] {
  const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (until - from)));
  return course.stands.flatMap((stand, index) => {
    const next = course.stands[index + 1];
    const ends = next === undefined ? 1 : share(Date.parse(next.seen_at));
    return stand.positions.map((position) => ({
      from: share(Date.parse(stand.seen_at)), until: ends, depth: stand.length <= 1 ? 0 : (position - 1) / (stand.length - 1),
      words: `v${stand.version}: ${position} of ${stand.length}`,
    }));
  });
}
