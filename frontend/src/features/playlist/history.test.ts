import { expect, test } from "vitest";
import { author, days, weight } from "./history";
import type { Version } from "./queries";

const version = (number: number, seen_at: string, more: Partial<Version> = {}): Version => ({
  id: String(number), number, cause: "spotify", run_id: null, seen_at, length: 10, added: 0, removed: 0, moved: 0, changed: [], by: null, verb: null, about: "", since: null, ...more,
});

test("versions are gathered by the day as the viewer's calendar has it", () => {
  const some = [version(3, "2026-11-03T01:00:00Z"), version(2, "2026-11-02T23:30:00Z"), version(1, "2026-11-02T10:00:00Z")];
  expect(days(some, "UTC").map((one) => [one.day, one.versions.map((each) => each.number)])).toEqual([["2026-11-03", [3]], ["2026-11-02", [2, 1]]]);
  expect(days(some, "Europe/Berlin").map((one) => one.versions.length)).toEqual([2, 1]);
});

test("a version tells who made it", () => {
  expect(author(version(1, "", { cause: "run", by: "Ada", verb: "restore" }))).toBe("restored by Ada");
  expect(author(version(1, "", { cause: "run", by: "the schedule Mondays", verb: "apply" }))).toBe("changed by the schedule Mondays");
  expect(author(version(1, ""))).toBe("changed at Spotify");
});

test("its mark is as wide as the share of the list that it touched", () => {
  expect(weight(version(1, "", { added: 1 }))).toBeCloseTo(0.5);
  expect(weight(version(1, "", { length: null, added: null, removed: null, moved: null }))).toBe(0);
});
