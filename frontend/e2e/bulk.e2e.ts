import { expect, test } from "vitest";
import { room, type Row, until, world } from "./world";

const { ask, base, mine, signedIn, truth } = world();

test("many playlists are renamed at once after every change was seen, and one undo takes it all back", { timeout: 600_000 }, () =>
  signedIn(async (page) => {
    await room(page, "Playlists").click();
    await page.getByLabel("Ours as").selectOption("owner");
    await page.getByLabel("Mirror").selectOption("read");
    const rows = await mine(0);
    expect(rows.length).toBeGreaterThanOrEqual(Number(process.env.E2E_MANY));
    const before = new Map(rows.map((row) => [row.id, row.name]));
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByText(`${rows.length} playlists picked`).waitFor();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByLabel("Name", { exact: true }).fill("{number:3} {name}");
    await page.getByRole("button", { name: "See every change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByTestId("plan").waitFor();
    expect(await dialog.getByTestId("plan").textContent()).toContain(`${rows.length} playlists, `);
    const told = (await dialog.getByLabel("Every change").textContent())!;
    for (const name of before.values()) expect(told).toContain(name);
    expect((await truth(rows[0]!.id)).name).toBe(before.get(rows[0]!.id));

    await dialog.getByRole("button", { name: "Apply now" }).click();
    await page.getByText(/^Done: /).waitFor({ timeout: 240_000 });
    const names = () => Promise.all(rows.map(async (row) => (await truth(row.id)).name));
    const mirrored = async () => new Map((await ask<Row[]>("/playlists")).map((row) => [row.id, row.name]));
    for (const name of await names()) expect(name).toMatch(/^\d{3} /);
    await page.getByRole("link", { name: /^001 / }).first().waitFor();

    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await dialog.getByRole("button", { name: "Apply now" }).click();
    await until("every name is back", mirrored, (now) => rows.every((row) => now.get(row.id) === before.get(row.id)), 240_000);
    expect(await names()).toEqual(rows.map((row) => before.get(row.id)));
  }));

test("duplicates of two playlists are seen pair by pair, one is refused, and one undo brings the others back", () =>
  signedIn(async (page) => {
    const [kept, other] = (await mine(12)).slice(-2);
    const uris = async (row: Row) => (await truth(row.id)).entries.map((entry) => entry.uri);
    const [first, stood] = [await uris(kept!), await uris(other!)];
    const tracks = [...new Set(first)].filter((uri) => uri?.startsWith("spotify:track:") && !stood.includes(uri)).slice(0, 2) as string[];
    const dialog = page.getByRole("dialog");
    const apply = async () => {
      await dialog.getByTestId("plan").waitFor();
      await dialog.getByRole("button", { name: "Apply now" }).click();
      await dialog.waitFor({ state: "detached" });
    };
    // The longest stand first, so that both are in sight.
    await page.goto(`${new URL(page.url()).origin}/playlists?standing=owner&items=read&sort=-tracks`);
    const pick = async (rows: readonly Row[], action: string) => {
      for (const row of rows) await page.locator(`[role=row]:has(a[href*="${row.id}"])`).getByRole("gridcell").first().click();
      await page.getByRole("button", { name: "Change" }).click();
      await page.getByRole("menuitem", { name: action }).click();
    };
    await pick([other!], "Add tracks to");
    await dialog.getByLabel("Tracks").fill(tracks.join(" "));
    await dialog.getByLabel("Where").selectOption("top");
    await dialog.getByRole("button", { name: "See every change" }).click();
    await apply();
    await until("they stand in both", () => uris(other!), (now) => tracks.every((uri) => now.includes(uri)));
    const before = await uris(other!);
    await until("the mirror knows", () => mine(12), (rows) => rows.some((row) => row.id === other!.id && row.items === "read"));
    await page.reload();
    await pick([kept!, other!], "Remove duplicates from");
    await dialog.getByLabel("Looked at").selectOption("yes");
    await dialog.getByLabel("A track stays in").selectOption(kept!.id);
    await dialog.getByRole("button", { name: "See pair by pair" }).click();
    const pairs = dialog.getByRole("list", { name: "Pairs" });
    await pairs.waitFor();
    const name = (await ask<{ uri: string; name: string }[]>(`/tracks?uri=${tracks[0]!}`))[0]!.name;
    await pairs.getByRole("checkbox", { name: new RegExp(`${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")} goes from ${other!.name}`) }).first().uncheck();
    await dialog.getByText(/left alone/).first().waitFor();
    await dialog.getByRole("button", { name: "See every change" }).click();
    await apply();
    const now = await until("one is gone, the refused one stays", () => uris(other!), (held) => !held.includes(tracks[1]!));
    expect(now).toContain(tracks[0]);
    expect(await uris(kept!)).toContain(tracks[1]);
    await page.getByRole("button", { name: "Undo", exact: true }).first().click();
    await apply();
    await until("it stands as before", () => uris(other!), (held) => held.join() === before.join());
  }));

test("a playlist is made, described and given a cover where it stands, split, and its parts are merged", () =>
  signedIn(async (page) => {
    const [row] = await mine(4);
    const { entries } = await truth(row!.id);
    const uris = entries.map((entry) => entry.uri).filter((uri) => uri?.startsWith("spotify:track:")).slice(0, 4) as string[];
    const called = (name: string) => until(`there is ${name}`, async () => (await mine(0)).filter((one) => one.name === name), (found) => found.length === 1);
    const dialog = page.getByRole("dialog");
    const apply = async () => {
      await dialog.getByTestId("plan").waitFor();
      await dialog.getByRole("button", { name: "Apply now" }).click();
      await dialog.waitFor({ state: "detached" });
    };
    await room(page, "Playlists").click();
    await page.getByRole("button", { name: "New playlist" }).click();
    await dialog.getByLabel("Name").fill("Walk");
    await dialog.getByLabel("Tracks").fill(uris.join(" "));
    await dialog.getByRole("button", { name: "See what it takes" }).click();
    expect(await dialog.getByTestId("plan").textContent()).toContain("4 added");
    await apply();
    const [walk] = await called("Walk");

    await page.goto(`${base}/playlists/${walk!.id}`);
    await page.getByRole("button", { name: "Edit details" }).click();
    const form = page.getByRole("form", { name: "Details" });
    await form.getByLabel("Name").fill("Long walk");
    await form.getByLabel("Picture for the cover").setInputFiles({ name: "cover.png", mimeType: "image/png", buffer: await page.screenshot() });
    await form.getByText("Spotify gets it as a JPEG").waitFor();
    await form.getByRole("button", { name: "See what changes" }).click();
    await apply();
    await until("it has its name", () => truth(walk!.id), (now) => now.name === "Long walk");
    await page.getByRole("heading", { level: 1, name: "Long walk" }).waitFor();

    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Split" }).click();
    await dialog.getByLabel("Tracks in each").fill("2");
    await dialog.getByRole("button", { name: "See what it takes" }).click();
    await apply();
    for (const part of [1, 2]) await called(`Long walk - ${part}`);

    await page.goto(`${base}/playlists?find=Long+walk+-`);
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByText("2 playlists picked").waitFor();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("menuitem", { name: "Merge" }).click();
    await dialog.getByLabel("Name").fill("Both parts");
    await dialog.getByRole("button", { name: "See what it takes" }).click();
    await apply();
    const [both] = await called("Both parts");
    expect((await truth(both!.id)).entries.map((entry) => entry.uri).sort()).toEqual([...uris].sort());
  }));

test("a filter is in the address, a kept view brings it back, and what is exported is what is shown", () =>
  signedIn(async (page) => {
    await room(page, "Playlists").click();
    const [row] = await mine(0);
    await page.getByLabel("Find").fill(row!.name);
    await page.getByRole("link", { name: row!.name, exact: true }).first().waitFor();
    await until("the filter is in the address", async () => page.url(), (url) => url.includes("find="));
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByLabel("Name of the view").fill("one");
    await page.getByRole("button", { name: "Keep" }).click();
    await until("the view is in the address", async () => page.url(), (url) => url.includes("view="));
    const deep = page.url();
    await page.keyboard.press("Escape");
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /^CSV/ }).click();
    const stream = await (await coming).createReadStream();
    const text = Buffer.concat(await stream.toArray()).toString("utf8");
    expect(text.split("\r\n")[0]).toBe("\ufeffName,Account,Owner,Tags,Ours as,Tracks,Shown,Mirror,Protection");
    expect(text).toContain(row!.name);
    await page.getByLabel("Find").fill("there is nothing of that name");
    await page.getByText("No playlist fits").waitFor();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("menuitem", { name: "one", exact: true }).click();
    await page.getByRole("link", { name: row!.name, exact: true }).first().waitFor();
    await page.goto(deep);
    await page.getByRole("button", { name: "one", exact: true }).waitFor();
    expect(await page.getByLabel("Find").inputValue()).toBe(row!.name);
  }));

test("playlists are tagged by hand and by a rule, and a tag is what a filter and an edit go by", () =>
  signedIn(async (page) => {
    const [row] = await mine(0);
    await page.goto(`${base}/playlists?find=${encodeURIComponent(row!.name)}`);
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("menuitem", { name: "Tag" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Give them" }).fill("By hand");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Tag them" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("grid", { name: "Playlists" }).getByText("by hand", { exact: true }).first().waitFor();

    await page.getByRole("button", { name: "Tag rules" }).click();
    await dialog.getByLabel("Tag", { exact: true }).fill("fitting");
    await dialog.getByLabel("Called").fill(row!.name);
    await dialog.getByRole("button", { name: "Make the rule" }).click();
    await dialog.getByLabel("Remove the rule for fitting").waitFor();
    await page.keyboard.press("Escape");

    await page.goto(`${base}/playlists`);
    await page.getByLabel("Tag", { exact: true }).selectOption("fitting");
    await until("the tag is in the address", async () => page.url(), (url) => url.includes("tag=fitting"));
    await page.getByRole("link", { name: row!.name, exact: true }).first().waitFor();
    const chosen = await ask<{ playlists: { playlist: string }[] }>("/playlists/select", { selection: { tag: "fitting" }, details: true });
    expect(chosen.playlists.map((one) => one.playlist)).toContain(row!.id);
  }));
