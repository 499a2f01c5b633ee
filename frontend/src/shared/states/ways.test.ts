import { expect, test } from "vitest";
import { pieces } from "./ways";

test("a command is told as the way of the pages, by the longest beginning that has one", () => {
  expect(pieces("Connect one: `playwarden accounts connect --write`.")).toEqual(["Connect one: ", { to: "/accounts", words: "Connect an account, under Accounts" }, "."]);
  expect(pieces("`playwarden members link --sign-in NAME` lets one in.")[0]).toEqual({ to: "/settings", words: "Settings, Members" });
  expect(pieces("`playwarden runs undo` takes back what was done.")).toEqual([{ to: "/", words: "Undo, on Today," }, " takes back what was done."]);
  expect(pieces("First `playwarden runs resume run_1`, then plan again.")).toEqual(["First ", { to: "/tasks", words: "Retry, under Tasks" }, ", then plan again."]);
});

test("what only a terminal has stays the command, and a text without one stays as it is", () => {
  expect(pieces("Put it back: `playwarden restore`.")).toEqual(["Put it back: ", { command: "playwarden restore" }, "."]);
  expect(pieces("Choose another name.")).toEqual(["Choose another name."]);
  expect(pieces("")).toEqual([]);
});
