// @vitest-environment happy-dom
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { staleBy } from "./live/useLive";
import { sentence } from "./plan/words";
import { lasting, titled, whoDid } from "./text";
import { addDays, day, exact, instant, minuteOfDay, moment, monday, relative } from "./time/words";
import { auditSearch, calendarSearch, playlistsSearch, tasksSearch, welcomeSearch } from "./url";

const NOW = new Date("2026-11-25T21:27:28Z");
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];

test("lengths are told as players tell them, and not at all where they are not known", () => {
  expect([187_400, 59_600, 3_723_000, 0, null, undefined].map(lasting)).toEqual(["3:07", "1:00", "1:02:03", "0:00", "", ""]);
});

describe("times", () => {
  test("are told in the viewer's zone, and exactly in UTC", () => {
    expect(moment(new Date("2026-11-25T22:00:00Z"), NOW, "Europe/Berlin")).toBe("today 23:00");
    expect(moment(new Date("2026-11-25T23:30:00Z"), NOW, "Europe/Berlin")).toBe("Thu 26 Nov 00:30");
    expect(moment(new Date("2024-01-03T12:00:00Z"), NOW, "UTC")).toBe("3 Jan 2024");
    expect(exact(NOW)).toBe("2026-11-25 21:27:28 UTC");
    expect([relative(new Date("2026-11-25T21:30:28Z"), NOW), relative(new Date("2026-11-25T19:27:28Z"), NOW)]).toEqual(["in 3 min", "2 h ago"]);
  });

  test("a clock time in a zone is the instant at which its clocks show it, but for hours that do not exist", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 4 * 60, max: 24 * 60 - 1 }), fc.constantFrom(...ZONES), (days, minutes, zone) => {
      const on = addDays("2026-01-01", days);
      const at = instant(on, minutes, zone);
      expect([day(at, zone), minuteOfDay(at, zone)]).toEqual([on, minutes]);
    }));
  });

  test("a week begins on Monday", () => {
    expect(["2026-11-23", "2026-11-25", "2026-11-29"].map(monday)).toEqual(["2026-11-23", "2026-11-23", "2026-11-23"]);
  });
});

test("a playlist that a report left without a name has one to be opened by", () => {
  expect(["", "  ", "Focus"].map(titled)).toEqual(["(no name)", "(no name)", "Focus"]);
});

test("members are called by their names, whatever else acts by its own", () => {
  expect(whoDid("member:mem_01 (Ada)")).toBe("Ada");
  expect(whoDid("member:mem_01 (Ada (home), token n8n)")).toBe("Ada (home), token n8n");
  expect(whoDid("schedule library-read")).toBe("schedule library-read");
});

describe("what stands in the address", () => {
  test("whatever does not fit is left out", () => {
    expect(playlistsSearch({ find: "mix", standing: "boss", shown: 3, sort: "-name", other: 1 })).toEqual({ find: "mix", account: undefined, standing: undefined, shown: undefined, items: undefined, sort: "-name" });
    expect([tasksSearch({ show: "failed" }).show, tasksSearch({ show: "x" }).show]).toEqual(["failed", undefined]);
    expect([calendarSearch({ week: "2026-11-25" }).week, calendarSearch({ week: "2026-13-99" }).week, calendarSearch({ week: "soon" }).week]).toEqual(["2026-11-25", undefined, undefined]);
    expect(auditSearch({ actor: ["a"] }).actor).toBeUndefined();
  });

  test.each(["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", ""])("signing in never leads to %j", (next) => {
    expect(welcomeSearch({ next }).next).toBeUndefined();
  });

  test("signing in leads back to a page of ours", () => {
    expect(welcomeSearch({ next: "/tasks?show=failed" }).next).toBe("/tasks?show=failed");
  });
});

describe("a plan as a sentence", () => {
  const plan = { added: 10, removed: 3, moved_blocks: 1, readded: 0, writes: 4, dates: "all 240 dates kept", empty: false };
  test("tells counts, calls and dates", () => {
    expect(sentence(plan)).toBe("3 removed, 10 added, 1 block moved: 4 calls, all 240 dates kept");
    expect(sentence({ ...plan, added: 0, removed: 0, moved_blocks: 0, writes: 1 })).toBe("details: 1 call, all 240 dates kept");
    expect(sentence({ ...plan, added: 0, removed: 0, moved_blocks: 0, readded: 10_000, writes: 100, dates: "0 of 10,000 dates kept" })).toBe("10,000 taken out and put in again: 100 calls, 0 of 10,000 dates kept");
    expect(sentence({ ...plan, empty: true })).toBe("Nothing to do: it stands like this already.");
  });
});

describe("live events", () => {
  const state = (to: string) => staleBy({ kind: "state", data: { number: 1, at: "", job: "job_1", data: { state: to } } }).map((key) => key[0]);
  test("a job on its way makes tasks old, at its end what it changed", () => {
    expect(state("running")).toEqual(["jobs", "quota"]);
    expect(state("succeeded")).toEqual(expect.arrayContaining(["jobs", "playlists", "versions", "placements"]));
    expect(staleBy({ kind: "log", data: { number: 1, at: "", job: "job_1", data: {} } })).toEqual([["joblog", "job_1"]]);
    expect(staleBy({ kind: "reset" }).length).toBeGreaterThan(5);
  });
});
