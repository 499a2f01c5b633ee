/** Places over time as lines of a strip. */
import type { Course } from "./queries";

/** One stay in a playlist that is over, or lasts (`until` null): at which places. */
export interface Stay {
  from: string;
  until: string | null;
  /** The first places and the last ones, where these are others. */
  places: string;
}

export function stays(course: Pick<Course, "stands">): Stay[] {
  const found: { from: string; until: string | null; first: string; last: string }[] = [];
  for (const stand of course.stands) {
    const open = found.at(-1)?.until === null ? found.at(-1) : undefined;
    const at = `${stand.positions.join(", ")} of ${stand.length}`;
    if (stand.positions.length === 0) {
      if (open !== undefined) open.until = stand.seen_at;
    } else if (open === undefined) found.push({ from: stand.seen_at, until: null, first: at, last: at });
    else open.last = at;
  }
  return found.map(({ from, until, first, last }) => ({ from, until, places: first === last ? first : `${first}, at last ${last}` }));
}

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
