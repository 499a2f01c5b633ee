import { expect, test } from "vitest";
import { calledBy, enough, mappingOf, said } from "./mapping";
import type { Preview } from "./queries";

const preview = (mapping: Record<string, string> | null, guess: Record<string, string> = {}): Preview => ({ known: false, encoding: "utf-8", fell_back: false, delimiter: ",", columns: ["Link", "BPM", "Energy", "A/1"], mapping, guess, rows: [], counts: null, why: "" });

test("what the server takes a column for is what is chosen first, its guess where nothing is known", () => {
  expect(mappingOf(preview({ id: "Link", energy: "Energy/100", tempo: "A/1" }))).toEqual({ id: "Link", energy: "Energy", tempo: "A/1" });
  expect(mappingOf(preview(null, { tempo: "BPM" }))).toEqual({ tempo: "BPM" });
});

test("every field is said, so that the server guesses nothing more", () => {
  const told = said({ id: "Link", energy: "Energy", tempo: "BPM" }, true);
  expect(told).toContain("energy=Energy/100");
  expect(told).toContain("tempo=BPM");
  expect(told).toContain("mood=");
  expect(said({ energy: "Energy" }, false)).toContain("energy=Energy");
});

test("tracks have to be named and something said of them", () => {
  expect(enough({ id: "Link" })).toBe(false);
  expect(enough({ tempo: "BPM" })).toBe(false);
  expect(enough({ isrc: "ISRC", genre: "Genre" })).toBe(true);
  expect(enough({ title: "Song", tempo: "BPM" })).toBe(false);
  expect(enough({ title: "Song", artist: "By", tempo: "BPM" })).toBe(true);
  expect(enough({ id: "", isrc: "ISRC", tempo: "BPM" })).toBe(true);
});

test("a data set is called as its file is", () => {
  expect(calledBy("tracks.csv.gz")).toBe("tracks");
  expect(calledBy("My songs 2026")).toBe("My songs 2026");
});
