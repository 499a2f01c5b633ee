import { expect, test } from "vitest";
import type { StageTold } from "../types";
import { barsOf, pathOf } from "./bars";

const stage = (where: string, before: number, after: number, kind: StageTold["kind"]): StageTold => ({ where, words: where, before, after, unknown: 0, kind });

test("sources add up, steps narrow from there, and what a step takes out fills what it leaves to what came", () => {
  const bars = barsOf([stage("source 1", 80, 60, "source"), stage("source 2", 40, 40, "source"), stage("step 1", 100, 25, "step"), stage("choice", 25, 10, "choice")], [{ path: ["steps", 0], words: "Only what is liked" }]);
  expect(bars.map(({ from, stays, goes }) => [from, stays, goes])).toEqual([[0, 60, 0], [60, 40, 0], [0, 25, 75], [0, 10, 15]]);
  expect(bars.map((bar) => bar.words)).toEqual(["source 1", "source 2", "Only what is liked", "choice"]);
});

test("one track among many is still seen", () => {
  expect(barsOf([stage("source 1", 10_000, 10_000, "source"), stage("step 1", 10_000, 1, "step")], [])[1]!.stays).toBeGreaterThan(0.5);
  expect(barsOf([stage("source 1", 10_000, 10_000, "source"), stage("step 1", 10_000, 0, "step")], [])[1]!.stays).toBe(0);
});

test("a part of a mix tells its name, and takes no room among the sources", () => {
  const bars = barsOf([stage("new: source 1", 30, 30, "source"), stage("new: step 1", 30, 20, "step"), stage("source 1", 20, 20, "source"), stage("source 2", 5, 5, "source")], []);
  expect(bars.map((bar) => bar.part)).toEqual(["new", "new", null, null]);
  expect(bars[3]!.from).toBeCloseTo((100 * 20) / 30);
  expect(pathOf(stage("new: source 1", 1, 1, "source"))).toBeNull();
  expect(pathOf(stage("step 3", 1, 1, "step"))).toEqual(["steps", 2]);
});
