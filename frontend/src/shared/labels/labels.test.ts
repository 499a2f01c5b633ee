// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { artistsOf, changeWords, type Origin, type Said, sounds, taken } from "./queries";

const origin = (about: Origin["about"], label: string, source: Origin["source"]): Origin => ({ about, label, source, name: "", of: "x", actor: "operator", at: "2026-11-26T12:00:00Z", way: "id" as const, why: [], words: "" });
const said = (uri: string, origins: Origin[], artists: string[] = []): Said => ({ uri, name: "", origins, artists: artists.map((name) => ({ uri: `spotify:artist:${name}`, name, origins: [] })), audio: null });

describe("what can be taken away", () => {
  test("is what was set by hand or by a list, counted once for each track whatever its case", () => {
    const rows = [
      said("1", [origin("genre", "Indie", "hand"), origin("genre", "Indie", "list"), origin("genre", "folk", "set"), origin("mood", "calm", "hand")]),
      said("2", [origin("genre", "indie", "hand")]),
    ];
    expect(taken(rows, "genre")).toEqual([{ label: "Indie", count: 2 }]);
    expect(taken(rows, "mood")).toEqual([{ label: "calm", count: 1 }]);
  });
});

test("the artists of several tracks are each named once", () => {
  expect(artistsOf([said("1", [], ["A", "B"]), said("2", [], ["A"])]).map((one) => one.name)).toEqual(["A", "B"]);
});

test("a change is told in one sentence", () => {
  const change = { added: [{ label: "Calm", source: "hand" as const, items: ["1", "2"] }], removed: [{ label: "Loud", source: "list" as const, items: ["1"] }], stays: 0 };
  expect(changeWords(change)).toBe("Calm set on 2 tracks and artists; Loud taken from 1 track or artist");
  expect(changeWords({ added: [], removed: [], stays: 0 })).toBe("");
});

test("how a track sounds leaves out what is not known", () => {
  const unknown = { tempo: null, energy: null, valence: null, danceability: null, acousticness: null, instrumentalness: null, liveness: null, speechiness: null, loudness: null, key: null, major: null };
  expect(sounds(unknown)).toEqual([]);
  expect(sounds({ ...unknown, tempo: 119.6, key: 9, major: false, energy: 0.5, loudness: -6.51 })).toEqual(["120 bpm", "A minor", "energy 0.50", "-6.5 dB"]);
});
