import { describe, expect, test } from "vitest";
import type { Placement, Week } from "./queries";
import { days, dragged, folded, often, said } from "./week";

const placement = { id: "p", title: "Ada - One", playlist: "x", playlist_name: "Mix", from_at: "2026-11-25T05:00:00Z", until_at: "2026-11-27T05:00:00Z", state: "planned" } as Placement;
const week = (schedules: Week["schedules"] = []): Week => ({ monday: "2026-11-23", zone: "Europe/Berlin", placements: [placement], schedules, conflicts: new Map() });
const schedule = (times: string[], more = false) => ({ id: "s", name: "Mornings", words: "every day", times, more, fixed: "" }) as unknown as Week["schedules"][number];

describe("a week", () => {
  test("shows when a placement comes in and when it goes out, by the viewer's clocks", () => {
    const told = days(week()).map((one) => one.entries.map((entry) => `${entry.kind} ${entry.minutes}`).join());
    expect(told).toEqual(["", "", "in 360", "", "out 360", "", ""]);
  });

  test("a schedule that stands often on a day is told once, with its number", () => {
    const [, , wednesday] = days(week([schedule(["2026-11-25T08:00:00Z", "2026-11-25T09:00:00Z"])]));
    const { shown, more } = folded(wednesday!.entries, 5);
    expect([shown.length, more, often(wednesday!.entries, shown[1]!)]).toEqual([2, 0, 2]);
  });

  test("a schedule with more times than are told stands on the days after them as well", () => {
    const told = days(week([schedule(["2026-11-23T08:00:00Z"], true)])).map((one) => one.entries.filter((entry) => entry.kind === "schedule").length);
    expect(told).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

describe("dragging", () => {
  const all = days(week());
  test("a beginning takes its end along and keeps its time of day", () => {
    expect(dragged(all[2]!.entries[0]!, "2026-11-24", "Europe/Berlin")).toEqual({ from: new Date("2026-11-24T05:00:00Z"), until: new Date("2026-11-26T05:00:00Z") });
  });
  test("an end moves alone, and onto its own day nothing happens", () => {
    expect(dragged(all[4]!.entries[0]!, "2026-11-29", "Europe/Berlin")).toEqual({ until: new Date("2026-11-29T05:00:00Z") });
    expect(dragged(all[4]!.entries[0]!, "2026-11-27", "Europe/Berlin")).toBeNull();
  });
  test("across a change of the clocks the time of day stays", () => {
    const late = { ...placement, from_at: "2026-10-24T04:00:00Z", until_at: null };
    const [entry] = days({ ...week(), monday: "2026-10-19", placements: [late] })[5]!.entries;
    expect(dragged(entry!, "2026-10-25", "Europe/Berlin")).toEqual({ from: new Date("2026-10-25T05:00:00Z") });
  });
  test("and so does that of the end that is taken along, whichever of them crosses it", () => {
    const over = { ...placement, from_at: "2026-10-24T04:00:00Z", until_at: "2026-10-27T05:00:30Z" };
    const [entry] = days({ ...week(), monday: "2026-10-19", placements: [over] })[5]!.entries;
    expect(dragged(entry!, "2026-10-25", "Europe/Berlin")).toEqual({ from: new Date("2026-10-25T05:00:00Z"), until: new Date("2026-10-28T05:00:30Z") });
    expect(dragged(entry!, "2026-10-21", "Europe/Berlin")).toEqual({ from: new Date("2026-10-21T04:00:00Z"), until: new Date("2026-10-24T04:00:30Z") });
  });
  test("says instants, and leaves a placement the zone in which it was written", () => {
    expect(said({ from: new Date("2026-10-25T05:00:00Z"), until: new Date("2026-10-28T05:00:00Z") })).toEqual({ from: "2026-10-25 05:00:00Z", until: "2026-10-28 05:00:00Z" });
    expect(said({ until: new Date("2026-10-28T05:00:00Z") })).toEqual({ until: "2026-10-28 05:00:00Z" });
  });
});
