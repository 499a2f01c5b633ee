// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { type KeptView, keptOf, viewOf } from "./queries";

const view = (id: string, search: Record<string, string>): KeptView => ({ id, page: "tasks", name: id, search, shared: false, mine: true, by: "Ada", changed_at: "2026-11-26T00:00:00Z" });

test("a view keeps the filters of a page, not what is opened over it", () => {
  expect(keptOf({ show: "failed", job: "job_1", view: "viw_1", find: undefined })).toEqual({ show: "failed" });
});

test("a view is shown while its filters are those of the page, in whatever order", () => {
  const views = [view("failed", { show: "failed" }), view("both", { state: "wrong", find: "mix" })];
  expect(viewOf(views, { show: "failed", job: "job_1" })?.id).toBe("failed");
  expect(viewOf(views, { find: "mix", state: "wrong" })?.id).toBe("both");
  expect(viewOf(views, { find: "mix" })).toBeUndefined();
  expect(viewOf([view("all", {})], {})).toBeUndefined();
});
