import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { begin, changed, dirty, type Draft, type Item, moved, put, without } from "./model";
import { combined, compared, staying, summed } from "./threeWay";

const item = (id: number | string): Item => ({ uri: `spotify:track:${id}`, artist: "", name: String(id), kind: "track", addedAt: null });
const items = (text: string): Item[] => [...text].map(item);
const text = (draft: Pick<Draft, "rows">): string => draft.rows.map((row) => row.name).join("");
const wanted = (base: string, order: string): Draft => {
  const draft = begin(items(base));
  const rows = [...order].map((name, index) => draft.base.find((row) => row.name === name) ?? { ...item(name), key: `n${index}`, was: null });
  return { ...changed(draft, rows), made: order.length };
};
const all = (draft: Draft, theirs: readonly Item[], side: string) => new Set(compared(draft, theirs).changes.filter((one) => one.side === side).map((one) => one.id));

/** Any two lists over one base: different tracks, some of the base's and some new. */
const order = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 25 });
const case_ = fc.record({ base: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 20 }), mine: order, theirs: order });
const drafted = (base: number[], rows: number[]): Draft => {
  const draft = begin(base.map(item));
  return { ...changed(draft, rows.map((id, index) => draft.base.find((row) => row.name === String(id)) ?? { ...item(id), key: `n${index}`, was: null })), made: rows.length };
};
const uris = (rows: readonly { uri: string | null }[]) => rows.map((row) => row.uri);

describe("both changes are kept", () => {
  test.each([
    ["what they added stays where they put it", "abcd", "bcda", "abxcd", "bxcda"],
    ["what they removed goes", "abcd", "dabc", "acd", "dac"],
    ["what they moved stays moved when something else was removed here", "abcd", "abd", "cabd", "abd"],
    ["a move there and a removal here", "abcde", "abcd", "eabcd", "abcd"],
    ["two moves of different rows", "abcdef", "bacdef", "abcdfe", "bacdfe"],
    ["one row moved by both: here counts", "abcdef", "fabcde", "abfcde", "fabcde"],
    ["what both added is one", "abc", "abcz", "zabc", "zabc"],
    ["it stands as it was wanted: nothing is left to do", "abc", "cab", "cab", "cab"],
    ["put in here behind a track that they took out", "abc", "abzc", "ac", "azc"],
  ])("%s", (_, base, mine, theirs, result) => {
    expect(text(combined(wanted(base, mine), items(theirs)))).toBe(result);
  });

  test("with nothing done here it is what stands there, with nothing done there what is wanted", () => {
    fc.assert(fc.property(case_, ({ base, mine, theirs }) => {
      expect(uris(combined(drafted(base, base), theirs.map(item)).rows)).toEqual(uris(theirs.map(item)));
      expect(uris(combined(drafted(base, mine), base.map(item)).rows)).toEqual(uris(mine.map(item)));
    }));
  });

  test("nothing that one side put in is lost, nothing that one side took out comes back, nothing stands twice", () => {
    fc.assert(fc.property(case_, ({ base, mine, theirs }) => {
      const result = combined(drafted(base, mine), theirs.map(item)).rows.map((row) => Number(row.name));
      for (const id of [...mine, ...theirs]) if (!base.includes(id)) expect(result).toContain(id);
      for (const id of base) expect(result.includes(id)).toBe(mine.includes(id) && theirs.includes(id));
      expect(new Set(result).size).toBe(result.length);
    }));
  });
});

describe("what is left out", () => {
  test("without mine it is what stands there", () => {
    fc.assert(fc.property(case_, ({ base, mine, theirs }) => {
      const draft = drafted(base, mine);
      expect(uris(combined(draft, theirs.map(item), all(draft, theirs.map(item), "mine")).rows)).toEqual(uris(theirs.map(item)));
    }));
  });

  test("without theirs it is what is wanted here, but for what both did", () => {
    fc.assert(fc.property(case_, ({ base, mine, theirs }) => {
      const draft = drafted(base, mine);
      fc.pre(theirs.every((id) => base.includes(id) || !mine.includes(id)) && base.every((id) => mine.includes(id) || theirs.includes(id)));
      expect(uris(combined(draft, theirs.map(item), all(draft, theirs.map(item), "theirs")).rows)).toEqual(uris(mine.map(item)));
    }));
  });

  test("one by one, and what both did is marked", () => {
    const draft = wanted("abcdef", "fabcd");
    const { changes } = compared(draft, items("abfcdx"));
    expect(summed(changes, "theirs")).toBe("1 added, 1 moved");
    expect(summed(changes, "mine")).toBe("1 moved");
    expect(changes.filter((one) => one.both).map((one) => `${one.side} ${one.row.name}`)).toEqual(["theirs f", "mine f"]);
    const id = (side: string, name: string) => changes.find((one) => one.side === side && one.row.name === name)!.id;
    expect(text(combined(draft, items("abfcdx"), new Set([id("mine", "f")])))).toBe("abfcdx");
    expect(text(combined(draft, items("abfcdx"), new Set([id("theirs", "x")])))).toBe("fabcd");
  });
});

test("what was cut and put in again is a move: once it was applied nothing is left to do", () => {
  const start = begin(items("abcd"));
  const cut = changed(start, without(start.rows, new Set(["b0"])));
  const pasted = put(cut, [item("a")], 2).draft;
  const applied = combined(pasted, items("bcad"));
  expect(dirty(applied)).toBe(false);
  expect(summed(compared(pasted, items("abcdx")).changes, "mine")).toBe("1 moved");
  expect(text(combined(pasted, items("abcdx")))).toBe("bcadx");
});

test("copies of one track are told apart by their order", () => {
  const draft = begin(items("aba"));
  const first = changed(draft, without(draft.rows, new Set(["b0"])));
  expect(text(combined(first, items("abaz")))).toBe("baz");
});

test("a draft of 10,000 rows in another order is combined in one go", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => index);
  const draft = drafted([], []);
  const base = begin(many.map(item));
  const turned = put(changed(base, moved(base.rows, new Set(["b5"]), 9_000)), [item("z")], 3).draft;
  const result = combined({ ...turned, made: draft.made + 1 }, many.filter((id) => id !== 7).map(item));
  expect(result.rows.length).toBe(10_000);
  expect([...staying([3, 1, 2, 5, 4])].length).toBe(3);
});
