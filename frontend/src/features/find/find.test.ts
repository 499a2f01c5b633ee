// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { placed, since } from "./columns";
import { stays, steps } from "./courses";
import { trackId, writer } from "./queries";

const place = (position: number, added_at: string | null) => ({ position, uri: "u", added_at, added_by: null });

describe("places", () => {
  test("the first few are told, of more how many", () => {
    expect(placed({ places: [place(3, null)], length: 40 })).toBe("3 of 40");
    expect(placed({ places: [1, 2, 3, 4, 5, 6].map((at) => place(at, null)), length: 2000 })).toBe("1, 2, 3, 4 and 2 more of 2,000");
  });
  test("since the oldest of them, where that is known", () => {
    expect(since({ places: [place(1, "2026-11-02T00:00:00Z"), place(2, null), place(3, "2025-01-01T00:00:00Z")] })).toBe("2025-01-01T00:00:00Z");
    expect(since({ places: [place(1, null)] })).toBeNull();
  });
  test("a strip has a line while it stood there, at its depth in the list, and none while it did not", () => {
    const stand = (version: number, day: string, positions: number[], length: number) => ({ version, seen_at: `2026-11-${day}T00:00:00Z`, positions, length });
    const course = { stands: [stand(1, "01", [1, 11], 11), stand(2, "03", [], 10), stand(3, "04", [1], 1)] };
    const drawn = steps(course, Date.parse("2026-11-01T00:00:00Z"), Date.parse("2026-11-05T00:00:00Z"));
    expect(drawn.map((one) => [one.from, one.until, one.depth])).toEqual([[0, 0.5, 0], [0, 0.5, 1], [0.75, 1, 0]]);
  });
  test("a stay is told from when to when and at which places; one that lasts has no end", () => {
    const stand = (day: string, positions: number[], length: number) => ({ version: 1, seen_at: `2026-11-${day}T00:00:00Z`, positions, length });
    const course = { stands: [stand("01", [], 9), stand("02", [3], 10), stand("03", [5], 12), stand("04", [], 11), stand("06", [1], 12)] };
    expect(stays(course)).toEqual([
      { from: "2026-11-02T00:00:00Z", until: "2026-11-04T00:00:00Z", places: "3 of 10, at last 5 of 12" },
      { from: "2026-11-06T00:00:00Z", until: null, places: "1 of 12" },
    ]);
  });
});

test("a track is called by its id, everything else by its URI", () => {
  expect(["spotify:track:x", "spotify:episode:y", "spotify:local:a:b:c:1"].map(trackId)).toEqual(["x", "spotify:episode:y", "spotify:local:a:b:c:1"]);
});

test("a playlist is changed through its owner, else a collaborator, never a follower", () => {
  const seen = (...by: [string, string][]) => writer({ seen_by: by.map(([account, relation]) => ({ account, name: account, relation })) } as Parameters<typeof writer>[0]);
  expect([seen(["a", "follower"], ["b", "collaborator"], ["c", "owner"]), seen(["a", "follower"], ["b", "collaborator"]), seen(["a", "follower"])]).toEqual(["c", "b", null]);
});
