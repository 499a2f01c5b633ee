import { describe, expect, test } from "vitest";
import type { Line } from "./queries";
import { after, comes, counts, fresh, likely, meant, nextOpen, shown } from "./reviewing";

const track = (uri: string) => ({ uri, kind: "track", artist: "Ada", name: uri, album: null, album_id: null, duration_ms: null, isrc: null });
const line = (number: number, state: string, more: Partial<Line> = {}): Line => ({
  number, line: number, until: number, text: `line ${number}`, kind: "names", title: "T", artists: ["A"], album: null, duration_ms: null, isrc: null, state,
  uri: null, by: null, track: null, likely: [], note: "", twin: null, said: null, decision: null, ...more,
});
const two = [{ track: track("t:1"), score: 88, why: [] }, { track: track("t:2"), score: 70, why: [] }];

describe("the review of pasted lines", () => {
  test("after a choice the next line that needs somebody comes, round to the beginning, until none is left", () => {
    const lines = [line(1, "review"), line(2, "sure"), line(3, "none"), line(4, "decided")];
    expect(nextOpen(lines, 0)).toBe(2);
    expect(nextOpen(lines, 2)).toBe(0);
    expect(nextOpen([line(1, "sure"), line(2, "missing")], 0)).toBeNull();
    expect(nextOpen([], -1)).toBeNull();
  });

  test("what was decided stays in its place while its view is open", () => {
    const lines = [line(1, "decided"), line(2, "review"), line(3, "decided")];
    expect(shown(lines, "review", new Set([1])).map((one) => one.number)).toEqual([1, 2]);
    expect(shown(lines, "done", new Set()).map((one) => one.number)).toEqual([1, 3]);
    expect(shown(lines, undefined, new Set())).toBe(lines);
    expect(counts(lines)).toEqual({ review: 1, sure: 0, search: 0, none: 0, done: 2, left_out: 0 });
  });

  test("numbers choose, Enter takes the best, n and s need none; a line that was not read takes nothing", () => {
    const open = line(1, "review", { likely: two });
    expect(meant("2", open)).toEqual({ do: "choose", choice: { choose: "track", uri: "t:2" } });
    expect(meant("3", open)).toBeNull();
    expect(meant("Enter", open)).toEqual({ do: "choose", choice: { choose: "track", uri: "t:1" } });
    expect(meant("Enter", line(2, "sure", { uri: "t:9" }))).toEqual({ do: "choose", choice: { choose: "track", uri: "t:9" } });
    expect(meant("Enter", line(3, "none"))).toBeNull();
    expect(meant("n", open)).toEqual({ do: "choose", choice: { choose: "missing" } });
    expect(meant("s", line(4, "left_out"))).toBeNull();
    expect(meant("j", undefined)).toEqual({ do: "go", by: 1 });
    expect(meant("x", open)).toBeNull();
  });

  test("a choice shows before the server has answered", () => {
    const open = line(1, "review", { likely: two });
    expect(after(open, { choose: "track", uri: "t:2" })).toMatchObject({ state: "decided", uri: "t:2", track: { uri: "t:2" } });
    expect(after(open, { choose: "missing" })).toMatchObject({ state: "missing", uri: null });
  });

  test("lines that came later take the places of those before, and a track comes once", () => {
    const known = { now: "1", lines: [line(1, "search"), line(2, "search")] };
    const later = fresh(known, { now: "2", lines: [line(2, "sure", { uri: "t:1" }), line(3, "sure", { uri: "t:1", twin: 2 })] });
    expect(later.lines.map((one) => one.state)).toEqual(["search", "sure", "sure"]);
    expect(later.now).toBe("2");
    expect(later.lines.filter(comes).map((one) => one.number)).toEqual([2]);
    expect([95, 80, 61, 20].map(likely)).toEqual(["very likely", "likely", "perhaps", "hardly"]);
  });
});
