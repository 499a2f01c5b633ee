import { expect, test } from "vitest";
import { cronOf, DAYS, whenOf } from "./when";

test("days and a time are read from the expression that they make", () => {
  const all = DAYS.map((one) => one.value);
  for (const days of [["FRI"], ["MON", "WED", "SUN"], all]) expect(whenOf(cronOf(days, "18:05"))).toEqual({ days, time: "18:05" });
});

test("days as numbers and stretches are read too, and what is more than days and a time is not", () => {
  expect(whenOf("0 6 * * 1-5")).toEqual({ days: ["MON", "TUE", "WED", "THU", "FRI"], time: "06:00" });
  expect(whenOf("30 4 * * 0,3")).toEqual({ days: ["WED", "SUN"], time: "04:30" });
  expect(whenOf("0 6 * * 7")).toEqual({ days: ["SUN"], time: "06:00" });
  for (const other of ["0 6 1 * *", "*/5 * * * *", "0 6 * * FRI#2", "0 6,18 * * FRI", "0 6 * * X", "0 6 * * FRI-MON-SUN"]) expect(whenOf(other)).toBeNull();
});
