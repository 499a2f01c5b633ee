/**
 * Both changes in one: what somebody else did to the playlist meanwhile, and a draft that began before. Everything is
 * kept unless a person leaves it out. Pure functions over plain values; O(n log n).
 */
import { begin, changed, type Draft, type Item, type Row } from "./model";

export type Side = "theirs" | "mine";

export interface Change {
  readonly id: string;
  readonly side: Side;
  readonly what: "added" | "removed" | "moved";
  readonly row: Row;
  /** The other side did something to the same row: what of mine is kept goes before. */
  readonly both: boolean;
}

interface Compared {
  readonly fresh: readonly Row[];
  /** What became of a row of the base, by its key. */
  readonly became: ReadonlyMap<string, Row>;
  /** Rows of the draft that the others put in as well, by their key: one and the same. */
  readonly alike: ReadonlyMap<string, Row>;
  readonly changes: readonly Change[];
}

/** The places of a longest increasing stretch of `numbers`: what can stay when the rest is moved. */
export function staying(numbers: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before = numbers.map(() => -1);
  numbers.forEach((number, place) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[tails[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    before[place] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = place;
  });
  const kept = new Set<number>();
  for (let place = tails.at(-1) ?? -1; place >= 0; place = before[place]!) kept.add(place);
  return kept;
}

/** Rows that were moved against the order of the base, by the key of the base's row. */
function moves(order: readonly number[], keyAt: (was: number) => string): Set<string> {
  const kept = staying(order);
  return new Set(order.flatMap((was, place) => (kept.has(place) ? [] : [keyAt(was)])));
}

function paired(rows: readonly Row[], pool: readonly Row[]): Map<string, Row> {
  const waiting = new Map<string | null, Row[]>();
  for (const row of pool) {
    const alike = waiting.get(row.uri);
    if (alike === undefined) waiting.set(row.uri, [row]);
    else alike.push(row);
  }
  const taken = new Map<string | null, number>();
  const found = new Map<string, Row>();
  for (const row of rows) {
    const next = taken.get(row.uri) ?? 0;
    const match = waiting.get(row.uri)?.[next];
    if (match === undefined) continue;
    taken.set(row.uri, next + 1);
    found.set(row.key, match);
  }
  return found;
}

/** What was cut and put in again is the row that it was, moved. */
function settled(draft: Draft): Draft {
  const held = new Set(draft.rows.map((row) => row.key));
  const back = paired(draft.rows.filter((row) => row.was === null && row.uri !== null), draft.base.filter((row) => !held.has(row.key)));
  return back.size === 0 ? draft : { ...draft, rows: draft.rows.map((row) => back.get(row.key) ?? row) };
}

export function compared(given: Draft, theirs: readonly Item[]): Compared {
  const draft = settled(given);
  const fresh = begin(theirs).rows;
  const became = paired(draft.base, fresh);
  const origin = new Map([...became].map(([key, row]) => [row.key, key]));
  const mine = draft.rows.filter((row) => row.was === null);
  const alike = paired(mine, fresh.filter((row) => !origin.has(row.key)));
  const shared = new Set([...alike.values()].map((row) => row.key));
  const baseAt = new Map(draft.base.map((row, index) => [row.key, index]));
  const keyAt = (index: number) => draft.base[index]!.key;
  const held = new Set(draft.rows.map((row) => row.key));
  const kept = draft.rows.filter((row) => row.was !== null);
  const myMoves = moves(kept.map((row) => baseAt.get(row.key)!), keyAt);
  const theirMoves = moves(fresh.flatMap((row) => { const key = origin.get(row.key); return key === undefined ? [] : [baseAt.get(key)!]; }), keyAt);

  const changes: Change[] = [];
  const told = (side: Side, what: Change["what"], row: Row, both = false) => changes.push({ id: `${side}-${what}-${row.key}`, side, what, row, both });
  for (const row of fresh) if (!origin.has(row.key) && !shared.has(row.key)) told("theirs", "added", row);
  for (const row of draft.base) {
    if (!became.has(row.key)) {
      if (held.has(row.key)) told("theirs", "removed", row, myMoves.has(row.key));
    } else if (theirMoves.has(row.key)) told("theirs", "moved", row, myMoves.has(row.key) || !held.has(row.key));
  }
  for (const row of mine) if (!alike.has(row.key)) told("mine", "added", row);
  for (const row of draft.base) if (!held.has(row.key) && became.has(row.key)) told("mine", "removed", row, theirMoves.has(row.key));
  for (const row of kept) if (myMoves.has(row.key) && became.has(row.key)) told("mine", "moved", row, theirMoves.has(row.key));
  return { fresh, became, alike, changes };
}

/** A list in which rows are put behind others at a cost that does not grow with it. */
class Line {
  private readonly next = new Map<string | null, string | null>();
  private readonly previous = new Map<string, string | null>();
  private readonly rows = new Map<string, Row>();

  constructor(rows: readonly Row[]) {
    this.next.set(null, null);
    rows.forEach((row, index) => this.insert(row, index === 0 ? null : rows[index - 1]!.key));
  }

  has(key: string): boolean {
    return this.rows.has(key);
  }

  insert(row: Row, behind: string | null): void {
    const after = this.next.get(behind) ?? null;
    this.rows.set(row.key, row);
    this.next.set(behind, row.key);
    this.next.set(row.key, after);
    this.previous.set(row.key, behind);
    if (after !== null) this.previous.set(after, row.key);
  }

  take(key: string): void {
    const behind = this.previous.get(key) ?? null;
    const after = this.next.get(key) ?? null;
    this.next.set(behind, after);
    if (after !== null) this.previous.set(after, behind);
    this.next.delete(key);
    this.previous.delete(key);
    this.rows.delete(key);
  }

  all(): Row[] {
    const found: Row[] = [];
    for (let key = this.next.get(null) ?? null; key !== null; key = this.next.get(key) ?? null) found.push(this.rows.get(key)!);
    return found;
  }
}

/** The draft over what stands there now, with both changes but those in `left` (ids of changes). */
export function combined(given: Draft, theirs: readonly Item[], left: ReadonlySet<string> = new Set()): Draft {
  const draft = settled(given);
  const { fresh, became, alike, changes } = compared(draft, theirs);
  const skip = new Map(changes.filter((one) => left.has(one.id)).map((one) => [`${one.side} ${one.what} ${one.row.key}`, one]));
  const without = (side: Side, what: Change["what"], key: string) => skip.has(`${side} ${what} ${key}`);
  const line = new Line(fresh);
  let made = draft.made;
  for (const row of fresh) if (without("theirs", "added", row.key)) line.take(row.key);
  // What they took out or moved and is not to be so stands behind its predecessor in the base again.
  const now = new Map([...became].map(([key, row]) => [key, row.key]));
  let behind: string | null = null;
  for (const row of draft.base) {
    const key = now.get(row.key);
    if (key === undefined && without("theirs", "removed", row.key)) {
      const back: Row = { ...row, key: `n${made}`, was: null, addedAt: null };
      made += 1;
      now.set(row.key, back.key);
      line.insert(back, behind);
    } else if (key !== undefined && without("theirs", "moved", row.key)) {
      line.take(key);
      line.insert(became.get(row.key)!, behind);
    }
    behind = now.get(row.key) ?? behind;
  }
  const moved = new Set(changes.filter((one) => one.side === "mine" && one.what === "moved" && !left.has(one.id)).map((one) => one.row.key));
  const back = new Set(changes.filter((one) => one.side === "theirs" && one.what === "removed" && left.has(one.id) && one.both).map((one) => one.row.key));
  const known = new Map(line.all().map((row) => [row.key, row]));
  const held = new Set(draft.rows.map((row) => row.key));
  for (const row of draft.base) {
    const key = now.get(row.key);
    if (!held.has(row.key) && key !== undefined && line.has(key) && !without("mine", "removed", row.key)) line.take(key);
  }
  let last: string | null = null;
  for (const row of draft.rows) {
    const key = row.was === null ? (alike.get(row.key)?.key ?? null) : (now.get(row.key) ?? null);
    if (row.was === null && key === null) {
      if (without("mine", "added", row.key)) continue;
      line.insert(row, last);
      last = row.key;
      continue;
    }
    if (key === null || !line.has(key)) continue;
    if (moved.has(row.key) || back.has(row.key)) {
      line.take(key);
      line.insert(known.get(key)!, last);
    }
    last = key;
  }
  return changed({ base: fresh, rows: fresh, past: [], future: [], made }, line.all());
}

/** `2 added, 1 removed`; what one side did. */
export function summed(changes: readonly Change[], side: Side): string {
  const parts = (["added", "removed", "moved"] as const).flatMap((what) => {
    const count = changes.filter((one) => one.side === side && one.what === what).length;
    return count === 0 ? [] : [`${count} ${what}`];
  });
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
