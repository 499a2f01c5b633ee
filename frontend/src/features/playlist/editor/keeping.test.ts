import { describe, expect, test } from "vitest";
import { linked } from "./clipboard";
import { placeAt, pull } from "./dropPlace";
import { asKept, restored } from "./keeping";
import { begin, changed, type Item, moved, put, uris, without } from "./model";

const items = (text: string): Item[] => [...text].map((id) => ({ uri: `spotify:track:${id}`, artist: "", name: id, kind: "track", addedAt: null }));
const names = (rows: readonly { name: string }[]) => rows.map((row) => row.name).join("");

describe("a kept draft", () => {
  const start = begin(items("abcd"));
  const edited = put(changed(start, moved(start.rows, new Set(["b0"]), 4)), items("z"), 0).draft;
  const kept = asKept(edited, 3);

  test("opened again it stands as it was, and can be undone", () => {
    const again = restored(structuredClone(kept), items("abcd"), 3);
    expect(names(again.rows)).toBe("zbcda");
    expect(again.past.length).toBe(1);
  });

  test("over a playlist that changed meanwhile both changes are kept", () => {
    expect(names(restored(structuredClone(kept), items("abxd"), 4).rows)).toBe("zbxda");
  });

  test("rows that were taken out stay out", () => {
    const less = changed(start, without(start.rows, new Set(["b1", "b2"])));
    expect(uris(restored(asKept(less, 3), items("abcd"), 3).rows)).toEqual(uris(less.rows));
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
