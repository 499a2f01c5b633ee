import { expect, test } from "vitest";
import { room, succeeded, task, until, world } from "./world";

const { signedIn, ask, control, mine, truth } = world();

interface Job {
  id: string;
  title: string;
  state: string;
  key: string;
  cancelling: boolean;
}
const LOOK = "look at all playlists";
const looks = async () => (await ask<Job[]>("/jobs?limit=20")).filter((job) => job.key === "library:sync");

test("a task is held, cancelled, retried and seen to its end without loading anything again", () =>
  signedIn(async (page) => {
    await room(page, "Tasks").click();
    await page.getByRole("button", { name: "Hold all" }).click();
    await page.getByText("All tasks are held").waitFor();
    await room(page, "Accounts").click();
    await page.getByRole("button", { name: "Look at its playlists now" }).click();
    await page.getByText("It is under way").waitFor();
    await room(page, "Tasks").click();
    const row = task(page, LOOK);
    await row.getByText("next", { exact: true }).waitFor();
    await row.getByRole("button", { name: /^Cancel/ }).click();
    await row.getByText("cancelled", { exact: true }).waitFor();
    expect((await looks())[0]!.state).toBe("cancelled");

    await row.click();
    const panel = page.getByRole("dialog");
    await panel.getByText("All tasks are held").waitFor();
    expect(page.url()).toContain("job=");
    await panel.getByRole("button", { name: /^Retry/ }).click();
    await panel.getByText("next", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Release" }).click();
    await row.getByText("done", { exact: true }).waitFor();
    expect((await looks())[0]!.state).toBe("succeeded");
  }));

test("what runs is cancelled between two calls", () =>
  signedIn(async (page) => {
    // The call is on its way until it is let go, however long the page takes.
    await control("PUT", "latency", { ms: 15_000 });
    try {
      await room(page, "Accounts").click();
      await page.getByRole("button", { name: "Look at its playlists now" }).click();
      await page.getByText("It is under way").waitFor();
      await room(page, "Tasks").click();
      const row = task(page, LOOK);
      await row.getByText("running", { exact: true }).waitFor();
      await row.getByRole("button", { name: /^Cancel/ }).click();
      await until("its end is asked for", looks, (jobs) => jobs[0]!.cancelling);
      await control("PUT", "latency", { ms: 0 });
      await until("it is cancelled", looks, (jobs) => jobs[0]!.state === "cancelled");
      await row.getByText("cancelled", { exact: true }).waitFor();
    } finally {
      await control("PUT", "latency", { ms: 0 });
    }
  }));

test("a ban is shown while it lasts", () =>
  signedIn(async (page) => {
    await control("POST", "bans", { seconds: 900 });
    const accounts = await ask<{ id: string }[]>("/accounts");
    const { job } = await ask<{ job: string }>("/sync", { accounts: [accounts[0]!.id], read: true });
    await page.getByText("Spotify takes no calls until").waitFor();
    await room(page, "Tasks").click();
    await task(page, LOOK).getByText("waiting", { exact: true }).waitFor();
    await control("PUT", "clock", { advance: 910 });
    await page.getByText("Spotify takes no calls until").waitFor({ state: "detached" });
    // The ledger learned from it where the ceiling is: what is over that goes on when a day is gone.
    await control("PUT", "clock", { advance: 90_000 });
    await succeeded(ask, job);
    await task(page, LOOK).getByText("done", { exact: true }).waitFor();
  }));

test("a webhook is made, tried, told why it failed, and taken away", () =>
  signedIn(async (page) => {
    await room(page, "Settings").click();
    await page.getByRole("button", { name: "New webhook" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address").fill("http://127.0.0.1:9/hook");
    await dialog.getByLabel("Name").fill("n8n");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await dialog.getByText(/^whsec_/).waitFor();
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await page.getByRole("button", { name: "Open n8n" }).click();
    await dialog.getByRole("button", { name: "Send a test" }).click();
    await dialog.getByText(/is not public/).waitFor();
    await dialog.getByRole("checkbox", { name: /^job.done/ }).click();
    await until("it is told of that too", () => ask<{ kinds: string[] }[]>("/webhooks"), (all) => all[0]!.kinds.includes("job.done"));
    await dialog.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("button", { name: /^Yes, remove it/ }).click();
    await page.getByText("Nobody is told of anything").waitFor();
    expect(await ask<unknown[]>("/webhooks")).toEqual([]);
  }));

test("the next time of a schedule is planned now, a detail of it left, and carried out then", () =>
  signedIn(async (page) => {
    const list = (await mine(4)).at(-1)!;
    const before = (await truth(list.id)).name;
    const edit = { selection: { playlists: [list.id] }, edit: { kind: "details", name: "Friday", description: "Renewed on Friday" } };
    await ask("/schedules", { name: "friday", kind: "bulk.apply", timing: { kind: "every", seconds: 86_400 }, payload: edit });
    await room(page, "Tasks").click();
    await page.getByRole("button", { name: "Plan it now: friday" }).click();
    await page.getByRole("button", { name: "Look and plan" }).click();
    await page.getByRole("button", { name: "Change this plan" }).click();
    const dialog = page.getByRole("dialog", { name: "Change this plan" });
    await dialog.getByRole("button", { name: "Leave the name as it is" }).click();
    await dialog.getByLabel("Why").fill("The name stays");
    await dialog.getByRole("button", { name: "Change the plan" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("dialog").getByRole("button", { name: /^Run now/ }).click();
    const after = await until("it is carried out", () => truth(list.id), (now) => now.description === "Renewed on Friday");
    expect(after.name).toBe(before);
  }));

test("a route for alerts is made, tried, told why it failed, changed and taken away; a heartbeat too", () =>
  signedIn(async (page) => {
    await room(page, "Settings").click();
    await page.getByText("Nobody is told of alerts").waitFor();
    await page.getByRole("button", { name: "New route" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address").fill("file:///etc/passwd");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await dialog.getByText(/would touch the machine/).waitFor();
    await dialog.getByLabel("Address").fill("json://127.0.0.1:9/alerts");
    await dialog.getByLabel("Name").fill("Ada’s phone");
    await dialog.getByRole("switch", { name: "Quiet hours" }).check();
    await dialog.getByLabel("Until").fill("06:30");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await page.getByText(/quiet 22:00 to 06:30 but for alarms/).waitFor();
    await page.getByRole("button", { name: "Open Ada’s phone" }).click();
    await dialog.getByRole("button", { name: "Send a test" }).click();
    await dialog.getByText(/Not sent .*is not public/).waitFor();
    await dialog.getByRole("checkbox", { name: /^Information/ }).check();
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await until("it is told of that too", () => ask<{ severities: string[] }[]>("/alert-routes"), (all) => all[0]!.severities.includes("info"));
    await dialog.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("button", { name: /^Yes, remove it/ }).click();
    await page.getByText("Nobody is told of alerts").waitFor();
    await page.getByLabel("Address to call").fill("http://127.0.0.1:9/beat-of-this-house");
    await page.getByRole("button", { name: "Set it" }).click();
    await page.getByRole("button", { name: "Call it now" }).click();
    await page.getByText(/Called .*is not public/).waitFor();
    await page.getByRole("button", { name: "Call nothing any more" }).click();
    await page.getByLabel("Address to call").waitFor();
  }, { expected: /400.*alert-routes/ }));

test("a plan that waits is changed by hand before it is carried out", () =>
  signedIn(async (page) => {
    const [list] = await mine(4);
    const uris = (await truth(list!.id)).entries.map((one) => one.uri!);
    await ask("/hold", {});
    const edit = { selection: { playlists: [list!.id] }, edit: { kind: "remove", uris: [uris[0], uris[1]] } };
    const proposal = await ask<{ fingerprint: string }>("/playlists/edit", edit);
    const { job } = await ask<{ job: string }>(`/proposals/${proposal.fingerprint}/apply`, { forced: ["removes-much"] });
    await page.goto(`${new URL(page.url()).origin}/tasks?job=${job}`);
    await page.getByRole("button", { name: "Change this plan" }).click();
    const dialog = page.getByRole("dialog", { name: "Change this plan" });
    await dialog.getByRole("button", { name: /^Keep/ }).first().click();
    await dialog.getByTestId("override-cost").waitFor();
    await dialog.getByLabel("Why").fill("It opens the week");
    await dialog.getByRole("button", { name: "Change the plan" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText(/changed the plan for/).waitFor();
    await ask("/release", {});
    await until("it is carried out", () => truth(list!.id), (now) => now.entries.length === uris.length - 1);
    expect((await truth(list!.id)).entries.map((one) => one.uri)).toContain(uris[0]);
  }));
