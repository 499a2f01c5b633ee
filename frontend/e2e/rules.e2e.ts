import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { dragRow, hold } from "./gestures";
import { type Row, room, until, world } from "./world";

const { ask, control, mine, signedIn, truth } = world();

interface RuleSet {
  id: string;
  playlist: string | null;
  schedule: { words: string } | null;
  hand: { put: string[]; asks: boolean };
  override: { kind: string } | null;
  last: { state: string } | null;
}

const uris = async (playlist: string) => (await truth(playlist)).entries.map((entry) => entry.uri);
const kept = (id: string) => ask<RuleSet>(`/rule-sets/${id}`);

/** Counts what a person does: each press and each text. */
function person(page: Page) {
  const done = { actions: 0 };
  return {
    done,
    press: async (role: "button" | "link" | "option", name: string | RegExp) => {
      done.actions += 1;
      await page.getByRole(role, { name }).first().click();
    },
    pick: async (label: string, playlist: Row) => {
      done.actions += 2;
      await page.getByRole("combobox", { name: label }).fill(playlist.name);
      await page.getByRole("option", { name: playlist.name }).first().click();
    },
  };
}

/** Reads the plan and lets it go, whatever of it has to be overruled. */
async function approve(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByTestId("plan").waitFor();
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await dialog.getByRole("button", { name: "Apply now" }).click();
  await dialog.waitFor({ state: "detached" });
}

test("from nothing to a playlist that is refreshed every week, by a template and a dozen presses", () =>
  signedIn(async (page) => {
    const [one, two] = await mine(20);
    const { done, press, pick } = person(page);
    await room(page, "Rules").click();
    await page.getByText("No playlist keeps itself yet").waitFor();
    await press("link", "Choose a template");
    const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Flagship rotation" }) });
    await card.getByText(/calls? a week|No calls/).waitFor();
    await card.getByRole("link", { name: /^Choose/ }).click();
    await page.getByText("Still to fill in").waitFor();
    await pick("The pool of candidates", one!);
    await pick("The pool of candidates", two!);
    await page.getByTestId("sums").waitFor();
    await page.getByRole("list", { name: "What is left after each step" }).getByText(`${one!.name}' and '${two!.name}`, { exact: false }).waitFor();
    await press("button", "Make it");
    // The first refresh is shown at once, and nothing has been changed yet.
    await approve(page);
    expect(done.actions).toBeLessThan(12);

    const made = (await ask<{ rule_sets: RuleSet[] }>("/rule-sets")).rule_sets[0]!.id;
    const now = await until("its playlist is there", () => kept(made), (rules) => rules.playlist !== null && rules.last?.state === "done");
    expect(now.schedule?.words).toMatch(/Monday/);
    const offered = new Set([...(await uris(one!.id)), ...(await uris(two!.id))]);
    const held = await uris(now.playlist!);
    expect(held.length).toBeGreaterThan(10);
    expect(held.filter((uri) => !offered.has(uri))).toEqual([]);
    await page.getByRole("heading", { name: "What became of it" }).waitFor();
    await page.getByText("refreshed", { exact: true }).first().waitFor();
  }));

test("rules that are written from nothing show at once what comes of them, and any track tells why it is in or out", () =>
  signedIn(async (page) => {
    const source = (await mine(20))[0]!;
    await page.goto(`${new URL(page.url()).origin}/rules/new`);
    await page.getByLabel("What it is called").fill("Written by hand");
    await page.getByRole("textbox", { name: "Name" }).fill("Written by hand");
    await page.getByRole("button", { name: "Add a source" }).click();
    await page.getByRole("combobox", { name: "Find a step" }).fill("the tracks of playlists");
    await page.getByRole("option", { name: /^Playlist / }).click();
    await page.getByRole("combobox", { name: "Playlists" }).fill(source.name);
    await page.getByRole("option", { name: source.name }).first().click();
    await page.getByTestId("sums").waitFor();
    await page.getByRole("button", { name: "Keep these rules" }).click();
    await page.getByRole("heading", { level: 1, name: "Written by hand" }).waitFor();
    const inside = page.getByRole("list", { name: "Tracks that are in" });
    await inside.getByRole("button").first().click();
    await page.getByRole("dialog").getByRole("list", { name: "Step by step" }).getByText(/source 1/).waitFor();
    await page.keyboard.press("Escape");
    const total = async () => Number((await page.getByTestId("sums").textContent())!.match(/^[\d,]+/)![0].replace(",", ""));
    const before = await total();
    await page.getByRole("button", { name: "Add to steps" }).click();
    await page.getByRole("combobox", { name: "Find a step" }).fill("first so many");
    await page.getByRole("option", { name: /^First / }).click();
    await page.getByRole("textbox", { name: "Number" }).fill("7");
    await until("fewer tracks", total, (now) => now === 7);
    expect(before).toBeGreaterThan(7);
    // A step that is held at the end of the page does not make it longer; it goes where it is let go.
    await page.getByRole("button", { name: "Add to steps" }).click();
    await page.getByRole("combobox", { name: "Find a step" }).fill("explicit");
    await page.getByRole("option", { name: /^Explicit / }).click();
    await page.getByText("Form", { exact: true }).click();
    const steps = page.getByRole("group", { name: "Steps" }).getByRole("listitem");
    const long = () => page.evaluate(() => document.documentElement.scrollHeight);
    const first = page.getByRole("button", { name: "Move First, step 1 of 2" });
    await hold(page, first, { y: page.viewportSize()!.height - 3 });
    await page.waitForFunction(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 1);
    const height = await long();
    await page.waitForTimeout(400);
    expect(await long()).toBe(height);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await dragRow(page, first, steps.nth(1));
    await page.getByRole("button", { name: "Move First, step 2 of 2" }).waitFor();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor();
    // Text and form are the same document.
    await page.getByText("YAML", { exact: true }).click();
    const text = page.getByRole("textbox", { name: "The rules as YAML" });
    await text.waitFor();
    expect(await text.inputValue()).toContain("number: 7");
    await text.fill((await text.inputValue()).replace("number: 7", "nummer: 7"));
    await page.getByRole("list", { name: "What is wrong" }).getByText("nummer", { exact: false }).waitFor();
    await page.reload();
    await page.getByText("What you changed the last time is still here, not saved.").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "detached" });
  }));

test("a refresh is undone from the history; what was put in by hand asks, and is kept; a hold is told and lifted", () =>
  signedIn(async (page) => {
    const [pool, target] = (await mine(12)).slice(4, 6);
    const stood = await uris(target!.id);
    const document = { version: 1, name: "By hand", sources: [{ step: "playlist", playlists: [`spotify:playlist:${pool!.id}`] }], order: [{ step: "sort", by: "title" }], hand_edits: "ask" };
    const { id: account } = (await ask<{ id: string }[]>("/accounts"))[0]!;
    const rules = await ask<RuleSet>("/rule-sets", { account, playlist: `spotify:playlist:${target!.id}`, document });
    const refresh = async () => {
      await page.getByRole("button", { name: /^Refresh now/ }).click();
      await approve(page);
    };
    await page.goto(`${new URL(page.url()).origin}/playlists/${target!.id}/rules`);
    await refresh();
    await until("it was refreshed", () => kept(rules.id), (now) => now.last?.state === "done");
    await page.getByRole("region", { name: "What became of it" }).getByRole("button", { name: "Undo" }).first().click();
    await approve(page);
    await until("it stands as before", () => uris(target!.id), (now) => now.join() === stood.join());
    await page.getByText("undone", { exact: true }).first().waitFor();

    await refresh();
    await until("it was refreshed again", () => kept(rules.id), (now) => now.last?.state === "done");
    const stranger = (await uris((await mine(12))[0]!.id)).find((uri) => uri?.startsWith("spotify:track:"))!;
    await control("POST", `playlists/${target!.id}/edits`, { do: "insert", uris: [stranger], position: 0 });
    await ask(`/playlists/${target!.id}/read`, {});
    await ask(`/rule-sets/${rules.id}/refresh`, {});
    await page.getByRole("alert", { name: "Changed by hand" }).waitFor();
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByText("It stays, whatever the rules say.").waitFor();
    expect((await kept(rules.id)).hand).toMatchObject({ put: [stranger], asks: false });

    await page.getByRole("button", { name: "Keep as it stands …" }).click();
    await page.getByRole("radio", { name: "Until somebody lifts it" }).check();
    await page.getByRole("button", { name: "Keep it as it stands" }).click();
    await page.getByRole("region", { name: "Kept as it stands" }).waitFor();
    expect((await kept(rules.id)).override?.kind).toBe("forever");
    await page.getByRole("button", { name: "Let the rules keep it again" }).click();
    await page.getByRole("region", { name: "Kept as it stands" }).waitFor({ state: "detached" });
  }));

test("a template of one's own is changed once, and every playlist made from it follows as one batch", () =>
  signedIn(async (page) => {
    const [one, two, pool] = await mine(18);
    const { id: account } = (await ask<{ id: string }[]>("/accounts"))[0]!;
    const link = (row: Row) => `spotify:playlist:${row.id}`;
    const document = { version: 1, name: "Short list", sources: [{ step: "playlist", playlists: [link(pool!)] }], size: 9, floor: 1 };
    const rules = await ask<RuleSet>("/rule-sets", { account, playlist: link(one!), document });
    const template = await ask<{ id: string }>("/rule-templates", { rule_set: rules.id, name: "Short", sentence: "{size} of a list.", parameters: [{ path: ["size"], name: "size", label: "How many" }] });
    await ask(`/rule-templates/${template.id}/fill`, { values: { size: 8 }, account, playlist: link(two!), name: "Shorter list" });
    await page.goto(`${new URL(page.url()).origin}/rules/templates`);
    await page.getByRole("link", { name: "Change Short" }).click();
    await page.getByText("Nothing changes for the 2 rule sets that follow it").waitFor();
    await page.getByRole("button", { name: "Ask no more for How many" }).click();
    await page.getByRole("textbox", { name: "What it does, in a sentence" }).fill("Six of a list.");
    await page.getByRole("textbox", { name: "Size" }).fill("6");
    await page.getByRole("button", { name: "Save, and change 2 rule sets" }).click();
    await page.getByRole("button", { name: "Refresh all 2 …" }).click();
    await approve(page);
    for (const row of [one!, two!]) await until("both hold six tracks", () => uris(row.id), (now) => now.length === 6);
  }));
