import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { begin, changed, dirty, type Draft, duplicates, type Item, moved, nudged, ordered, parted, put, redo, replaced, undo, uris, without } from "./model";

const item = (id: number | string): Item => ({ uri: `spotify:track:${id}`, artist: `Artist ${id}`, name: `Name ${id}`, kind: "track", addedAt: "2026-01-01T00:00:00Z" });
const items = (...ids: (number | string)[]): Item[] => ids.map(item);
const ids = (draft: Pick<Draft, "rows">): string => draft.rows.map((row) => row.uri?.split(":").at(-1) ?? "?").join("");
const keysAt = (draft: Draft, ...places: number[]): Set<string> => new Set(places.map((place) => draft.rows[place]!.key));

const list = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 0, maxLength: 40 }).map((numbers) => begin(numbers.map(item)));
const step = fc.record({ what: fc.constantFrom("move", "remove", "put", "sort", "nudge", "undo", "redo"), a: fc.nat(60), b: fc.nat(60), picks: fc.array(fc.nat(60), { maxLength: 8 }) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function walked(draft: Draft, one: Step): Draft {
  const picked = new Set(one.picks.map((pick) => draft.rows[pick % Math.max(1, draft.rows.length)]?.key ?? ""));
  switch (one.what) {
    case "move": return changed(draft, moved(draft.rows, picked, one.a % (draft.rows.length + 1)));
    case "remove": return changed(draft, without(draft.rows, picked));
    case "put": return put(draft, items(one.a, one.b), one.a % (draft.rows.length + 1)).draft;
    case "sort": return changed(draft, [...draft.rows].sort(ordered("name", one.a % 2 === 0, (a, b) => a.localeCompare(b))));
    case "nudge": return changed(draft, nudged(draft.rows, picked, one.a % 2 === 0 ? 1 : -1));
    case "undo": return undo(draft);
    default: return redo(draft);
  }
}

describe("undo and redo", () => {
  test("undoing everything leads back to the beginning, redoing everything to the end", () => {
    fc.assert(fc.property(list, fc.array(step, { maxLength: 25 }), (draft, steps) => {
      const end = steps.reduce(walked, draft);
      let back = end;
      while (back.past.length > 0) back = undo(back);
      expect(back.rows).toEqual(draft.rows);
      let again = back;
      while (again.future.length > 0) again = redo(again);
      let last = end;
      while (last.future.length > 0) last = redo(last);
      expect(again.rows).toEqual(last.rows);
    }));
  });

  test("whatever is done, no two rows have the same key", () => {
    fc.assert(fc.property(list, fc.array(step, { maxLength: 25 }), (draft, steps) => {
      const { rows } = steps.reduce(walked, draft);
      expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
    }));
  });

  test("something new forgets what was undone", () => {
    const draft = changed(begin(items(1, 2, 3)), begin(items(1, 2, 3)).rows.slice(1));
    expect(changed(undo(draft), []).future).toEqual([]);
  });

  test("a step keeps only the stretch that changed", () => {
    const draft = begin(Array.from({ length: 10_000 }, (_, index) => item(index)));
    const next = changed(draft, moved(draft.rows, keysAt(draft, 5), 8));
    expect(next.past[0]!.out.length).toBe(3);
    expect(changed(next, next.rows)).toBe(next);
  });
});

describe("moving", () => {
  test("the picked rows stand together, in their order, and nothing is lost", () => {
    fc.assert(fc.property(list, fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }), fc.nat(60), (draft, picks, at) => {
      fc.pre(draft.rows.length > 0);
      const picked = new Set(picks.map((pick) => draft.rows[pick % draft.rows.length]!.key));
      const result = moved(draft.rows, picked, at % (draft.rows.length + 1));
      expect([...result].map((row) => row.key).sort()).toEqual(draft.rows.map((row) => row.key).sort());
      const block = result.filter((row) => picked.has(row.key));
      const first = result.indexOf(block[0]!);
      expect(result.slice(first, first + block.length)).toEqual(block);
      expect(block).toEqual(draft.rows.filter((row) => picked.has(row.key)));
      const rest = (rows: readonly { key: string }[]) => rows.filter((row) => !picked.has(row.key));
      expect(rest(result)).toEqual(rest(draft.rows));
    }));
  });

  test.each([
    [[0], 3, "bcade"], [[4], 0, "eabcd"], [[1, 3], 5, "acebd"], [[0, 4], 2, "baecd"], [[2], 2, "abcde"], [[2], 3, "abcde"],
  ] as const)("rows %j before place %i", (places, before, result) => {
    const draft = begin(items(..."abcde"));
    expect(ids({ rows: moved(draft.rows, keysAt(draft, ...places), before) })).toBe(result);
  });

  test.each([[[0], -1, "abc"], [[2], 1, "abc"], [[2], -1, "acb"], [[0, 1], 1, "cab"]] as const)("a nudge of %j by %i", (places, by, result) => {
    const draft = begin(items(..."abc"));
    expect(ids({ rows: nudged(draft.rows, keysAt(draft, ...places), by) })).toBe(result);
  });
});

describe("pasting", () => {
  test("cut and pasted at its place everything stands as before, with new rows", () => {
    fc.assert(fc.property(list, fc.nat(60), (draft, pick) => {
      fc.pre(draft.rows.length > 0);
      const place = pick % draft.rows.length;
      const row = draft.rows[place]!;
      const cut = changed(draft, without(draft.rows, new Set([row.key])));
      const pasted = put(cut, [row], place);
      expect(uris(pasted.draft.rows)).toEqual(uris(draft.rows));
      expect(pasted.draft.rows[place]!.was).toBeNull();
      expect(undo(undo(pasted.draft)).rows).toEqual(draft.rows);
    }));
  });

  test("local files and what is gone are not pasted: Spotify cannot add them", () => {
    const gone = { ...item(1), uri: null };
    const local = { ...item(2), uri: "spotify:local:a:b:c:1" };
    const { draft, keys } = put(begin(items("a")), [gone, local, item("z")], 1);
    expect([ids(draft), keys.length]).toEqual(["az", 1]);
  });
});

describe("what stands there", () => {
  test("sorted, equal rows keep their order and the unknown stands last either way", () => {
    const draft = begin([{ ...item("x"), artist: "" }, { ...item("b"), artist: "B" }, { ...item("a"), artist: "A" }, { ...item("c"), artist: "A" }]);
    const by = (down: boolean) => ids({ rows: [...draft.rows].sort(ordered("artist", down, (a, b) => a.localeCompare(b))) });
    expect([by(false), by(true)]).toEqual(["acbx", "bacx"]);
  });

  test("of equal tracks all but the first are duplicates", () => {
    const draft = begin(items("a", "b", "a", "a"));
    expect([...duplicates(draft.rows)]).toEqual([draft.rows[2]!.key, draft.rows[3]!.key]);
  });

  test("moved there and back is not changed", () => {
    const draft = begin(items("a", "b"));
    const there = changed(draft, moved(draft.rows, keysAt(draft, 0), 2));
    expect([dirty(there), dirty(changed(there, draft.rows))]).toEqual([true, false]);
  });

  test("titles are parted at their first dash", () => {
    expect(parted("Ada - One - Two", "u")).toEqual({ artist: "Ada", name: "One - Two" });
    expect(parted(null, "spotify:track:1")).toEqual({ artist: "", name: "spotify:track:1" });
  });
});

test("another track in the place of one keeps the place, and is undone like any step", () => {
  const draft = begin(items(..."abc"));
  const next = replaced(draft, draft.rows[1]!.key, item("z"));
  expect(ids(next)).toBe("azc");
  expect(next.rows[1]!.was).toBeNull();
  expect(undo(next).rows).toEqual(draft.rows);
  expect(replaced(draft, "nothing", item("z"))).toBe(draft);
});
