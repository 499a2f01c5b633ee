import { expect, test } from "vitest";
import type { Covered } from "./queries";
import { share, waysTold } from "./ways";

const covered = (counts: Partial<Covered>): Covered => ({ tracks: 10, heard: 0, by_id: 0, by_isrc: 0, by_likeness: 0, unsure: 0, enough: false, labelled: 0, ...counts });

test("coverage is told by the ways that found something", () => {
  expect(waysTold(covered({ heard: 7, by_id: 5, by_likeness: 2 }))).toBe("known of 7 of 10: 5 by id, 2 by likeness");
  expect(waysTold(covered({}))).toBe("known of 0 of 10");
});

test("nothing is divided by nothing", () => {
  expect(share(covered({ tracks: 0 }), 0)).toBe(0);
  expect(share(covered({}), 5)).toBe(50);
});
