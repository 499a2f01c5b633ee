// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Problem } from "@/api/problem";
import { linked } from "./clipboard";
import { placeAt, pull } from "./dropPlace";
import { Keeper, type Standing, type Ways } from "./keeper";
import { asKept, type Kept, restored, type unsent, type Unsent } from "./keeping";
import { begin, changed, type Item, moved, put, uris, without } from "./model";

const items = (text: string): Item[] => [...text].map((id) => ({ uri: `spotify:track:${id}`, artist: "", name: id, kind: "track", addedAt: null }));
const names = (rows: readonly { name: string }[]) => rows.map((row) => row.name).join("");

describe("a kept draft", () => {
  const start = begin(items("abcd"));
  const edited = put(changed(start, moved(start.rows, new Set(["b0"]), 4)), items("z"), 0).draft;
  const kept = asKept(edited, 3);

  test("holds stretches of the base and what was put in", () => {
    expect(kept.rows).toEqual([expect.objectContaining({ uri: "spotify:track:z", name: "z" }), [2, 4], 1]);
    expect(asKept(start, 3).rows).toEqual([[1, 4]]);
  });

  test("opened again it stands as it was, and can be undone", () => {
    const again = restored(structuredClone(kept), items("abcd"));
    expect(names(again.rows)).toBe("zbcda");
    expect(again.past.length).toBe(1);
    expect(asKept(again, 3)).toEqual(kept);
  });

  test("over a playlist that changed meanwhile it has the base that it began with, and its names", () => {
    const again = restored(structuredClone(kept), items("abd"), (uri) => (uri.endsWith("c") ? { artist: "C", name: "gone c" } : undefined));
    expect(names(again.rows)).toBe("zbgone cda");
    expect(uris(again.base)).toEqual(uris(start.base));
  });

  test("rows that were taken out stay out", () => {
    const less = changed(start, without(start.rows, new Set(["b1", "b2"])));
    expect(uris(restored(asKept(less, 3), items("abcd")).rows)).toEqual(uris(less.rows));
  });
});

describe("sending", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const kept = (name: string): Kept => ({ version: 1, base: ["a"], rows: [{ uri: name, artist: "", name, kind: "track", album: null, duration_ms: null }] });

  /** A server that keeps one draft as ours does. */
  function server(fails: () => Error | null = () => null, loses: () => Error | null = () => null) {
    const log: string[] = [];
    const held: (Unsent | null)[] = [];
    let tag: string | null = null;
    let there: Kept | null = null;
    let number = 0;
    const standings: Standing[] = [];
    const ways: Ways = {
      save: async (what, seen, withBase) => {
        await Promise.resolve();
        const error = fails();
        if (error !== null) throw error;
        if (seen !== "*" && seen !== tag) throw new Problem(412, "overtaken", "Overtaken.", "");
        number += 1;
        tag = `t${number}`;
        there = what;
        log.push(`save ${(what.rows[0] as { name: string }).name}${withBase ? " with base" : ""}`);
        const lost = loses();
        if (lost !== null) throw lost;
        return tag;
      },
      discard: async () => {
        await Promise.resolve();
        tag = null;
        log.push("discard");
      },
      there: async () => {
        await Promise.resolve();
        return tag === null || there === null ? null : { ...there, tag };
      },
      hold: (what) => held.push(what),
      release: () => held.push(null),
    };
    const other = (to: string | null) => {
      tag = to;
      there = kept("theirs");
    };
    return { log, held, standings, other, keeper: new Keeper(ways, (standing) => standings.push(standing), null, null) };
  }

  test("many changes in a moment are one write, and the base goes along once", async () => {
    const { keeper, log, held } = server();
    for (const name of ["x", "y", "z"]) keeper.changed(kept(name));
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.changed(kept("w"));
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.changed(null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(["save z with base", "save w", "discard"]);
    expect(held.at(-1)).toBeNull();
    expect(keeper.idle).toBe(true);
  });

  test("what cannot be sent waits here and goes when the server answers", async () => {
    let down = true;
    const { keeper, log, held, standings } = server(() => (down ? new Problem(0, "offline", "No.", "") : null));
    keeper.changed(kept("x"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([standings.at(-1), log, held.at(-1)?.kept]).toEqual(["waiting", [], kept("x")]);
    down = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect([standings.at(-1), log, held.at(-1)]).toEqual(["kept", ["save x with base"], null]);
  });

  test("over another tab's draft nothing is written until somebody says so", async () => {
    const { keeper, log, other, standings } = server();
    other("theirs");
    keeper.changed(kept("x"));
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.changed(kept("y"));
    await vi.advanceTimersByTimeAsync(9_000);
    expect([standings.at(-1), log]).toEqual(["overtaken", []]);
    keeper.insist();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([standings.at(-1), log]).toEqual(["kept", ["save y with base"]]);
  });

  test("a draft whose answer was lost on its way back is one's own, and is written over", async () => {
    let lost = true;
    const { keeper, log, standings } = server(undefined, () => (lost ? new Problem(0, "offline", "No.", "") : null));
    keeper.changed(kept("x"));
    await vi.advanceTimersByTimeAsync(1_000);
    lost = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect([standings, log]).toEqual([["sending", "waiting", "kept"], ["save x with base"]]);
    lost = true;
    keeper.changed(kept("y"));
    await vi.advanceTimersByTimeAsync(1_000);
    lost = false;
    keeper.changed(kept("z"));
    await vi.advanceTimersByTimeAsync(5_000);
    expect([standings.slice(3), log.slice(1)]).toEqual([["sending", "waiting", "sending", "kept"], ["save y", "save z with base"]]);
  });

  test("what changes while it is being sent is sent after it", async () => {
    const { keeper, log } = server();
    keeper.changed(kept("x"));
    const gone = keeper.flush();
    keeper.changed(kept("y"));
    await gone;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(["save x with base", "save y"]);
  });
});

describe("what could not be sent", () => {
  const held = (name: string, at: string): Unsent => ({ tag: null, kept: { version: 1, base: [], rows: [{ uri: name, artist: "", name, kind: "track" }] }, at });
  /** Another tab: the same module, loaded anew. */
  const tab = async (): Promise<typeof unsent> => {
    vi.resetModules();
    return (await import("./keeping")).unsent;
  };
  beforeEach(() => localStorage.clear());

  test("is kept for each tab: one that has sent its own takes nothing of another's away", async () => {
    const [one, other] = [await tab(), await tab()];
    one.write("mem", "mix", held("one", "2026-11-26T08:00:00Z"));
    other.write("mem", "mix", held("other", "2026-11-26T08:01:00Z"));
    other.clear("mem", "mix");
    expect((await tab()).read("mem", "mix")).toEqual(held("one", "2026-11-26T08:00:00Z"));
  });

  test("is taken over by the tab that opens next, the latest first, and gone once that has sent it", async () => {
    const [one, other] = [await tab(), await tab()];
    one.write("mem", "mix", held("one", "2026-11-26T08:00:00Z"));
    other.write("mem", "mix", held("other", "2026-11-26T08:01:00Z"));
    one.write("mem", "another", held("third", "2026-11-26T08:02:00Z"));
    const next = await tab();
    expect(next.read("mem", "mix")).toEqual(held("other", "2026-11-26T08:01:00Z"));
    next.clear("mem", "mix");
    expect((await tab()).read("mem", "mix")).toEqual(held("one", "2026-11-26T08:00:00Z"));
  });
});

test("every link in a text is a track or an episode, in order", () => {
  const id = "4iV5W9uYEdYUVa79Axb7Rh";
  expect(linked(`see https://open.spotify.com/track/${id}?si=1 and spotify:episode:${id}; not spotify:album:${id} or track/${id}x`).map((item) => item.uri)).toEqual([`spotify:track:${id}`, `spotify:episode:${id}`]);
});

describe("where rows are dropped", () => {
  test("between the rows that are nearest, never outside the list", () => {
    expect([placeAt(-50, 40, 3), placeAt(19, 40, 3), placeAt(21, 40, 3), placeAt(9999, 40, 3)]).toEqual([0, 0, 1, 3]);
  });
  test("only at an edge the list scrolls, the faster the nearer", () => {
    expect(pull(200, 400)).toBe(0);
    expect(pull(10, 400)).toBeLessThan(pull(40, 400));
    expect(pull(395, 400)).toBeGreaterThan(pull(360, 400));
  });
});
