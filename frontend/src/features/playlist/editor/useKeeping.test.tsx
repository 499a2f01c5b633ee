// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begin, changed, type Draft, type Item, without } from "./model";
import type { KeptDraft } from "../drafts";
import { asKept, unsent } from "./keeping";
import { opened, useKeeping } from "./useKeeping";

const items: Item[] = [..."abcd"].map((name) => ({ uri: `spotify:track:${name}`, artist: "", name, kind: "track", addedAt: null }));
const start = begin(items);
const less = (draft: Draft, key: string) => changed(draft, without(draft.rows, new Set([key])));

/** A server that keeps one draft, and what was written over which one. */
function serving(): string[] {
  const written: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "PUT") return Response.json({ draft: null });
    written.push(`over ${request.headers.get("if-match") ?? "none"}`);
    await request.text();
    return Response.json({ tag: `t${written.length}` });
  });
  return written;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  localStorage.clear();
});

test("whatever the page is drawn anew with, one keeper goes on: each draft is written over the one before it", async () => {
  const written = serving();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  const props = (draft: Draft, version: number) => ({
    member: "mem_1", playlist: "p", version, draft, isDirty: draft.rows !== draft.base, mine: null, onTake: () => start,
    opened: { start, pending: false, overtaken: false },
  });
  const { rerender } = renderHook(useKeeping, { wrapper, initialProps: props(start, 1) });
  const later = () => act(async () => void (await vi.advanceTimersByTimeAsync(2_000)));
  await later();
  const first = less(start, "b0");
  rerender(props(first, 1));
  await later();
  // A version that was read anew, and what it was opened with made anew: no change of the draft.
  rerender(props(first, 2));
  await later();
  expect(written).toEqual(["over none"]);
  rerender(props(less(first, "b1"), 2));
  await later();
  expect(written).toEqual(["over none", 'over "t1"']);
});

test("what arrived before its tab was killed does not stand against what another device keeps later", () => {
  const served = (draft: Draft, tag: string): KeptDraft => ({ ...asKept(draft, 1), tag, changes: { added: 0, removed: 0, moved: 0 }, device: "", started_at: "", saved_at: "", titles: {} });
  const two = less(less(start, "b0"), "b1");
  unsent.write("mem_1", "p", { tag: "t1", kept: asKept(two, 1), at: "2026-11-26T08:00:00Z" });
  expect(opened("mem_1", "p", items, served(two, "t2"))).toMatchObject({ pending: false, overtaken: false });
  const three = less(two, "b2");
  const again = opened("mem_1", "p", items, served(three, "t3"));
  expect(again).toMatchObject({ pending: false, overtaken: false });
  expect(again.start.rows.map((row) => row.name)).toEqual(["d"]);
});
