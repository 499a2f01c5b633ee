// @vitest-environment happy-dom
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Session } from "@/api/session";
import { announce, current } from "./notices/store";
import { entered, sessionQuery } from "./session";

const signedIn = (id: string): Session => ({
  signed_in: true, member: { id, name: id, role: "editor" }, rights: { accounts: {}, all_accounts: false, can: ["view"] }, csrf: "x", zone: "UTC", now: "2026-11-26T08:00:00Z", sandbox: false, version: "1", set_up: true,
});

test("whoever comes in sees nothing that was shown to somebody else before, whichever way that session ended", () => {
  const client = new QueryClient();
  client.setQueryData(sessionQuery.queryKey, signedIn("mem_ada"));
  client.setQueryData(["playlists"], ["what Ada sees"]);
  client.setQueryData(["versions", "p", 1, 2], "what Ada compared");
  announce({ run: "run_1", job: "job_1", title: "Rename Ada's playlists" });

  entered(client, signedIn("mem_ben"));

  expect(client.getQueryData(sessionQuery.queryKey)).toEqual(signedIn("mem_ben"));
  expect([client.getQueryData(["playlists"]), client.getQueryData(["versions", "p", 1, 2])]).toEqual([undefined, undefined]);
  expect(current()).toEqual([]);
});
