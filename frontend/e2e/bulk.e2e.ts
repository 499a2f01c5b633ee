import { expect, test } from "vitest";
import { room, until, world } from "./world";

const { mine, signedIn, truth } = world();

test("many playlists are renamed at once after every change was seen, and one undo takes it all back", () =>
  signedIn(async (page) => {
    await room(page, "Playlists").click();
    await page.getByLabel("Ours as").selectOption("owner");
    await page.getByLabel("Mirror").selectOption("read");
    const rows = await mine(0);
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
    await page.getByText(/^Done: /).waitFor({ timeout: 90_000 });
    const names = () => Promise.all(rows.map(async (row) => (await truth(row.id)).name));
    for (const name of await names()) expect(name).toMatch(/^\d{3} /);
    await page.getByRole("link", { name: /^001 / }).first().waitFor();

    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await dialog.getByRole("button", { name: "Apply now" }).click();
    await until("every name is back", names, (now) => now.every((name, index) => name === before.get(rows[index]!.id)), 90_000);
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
    await page.keyboard.press("Escape");
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    const stream = await (await coming).createReadStream();
    const text = Buffer.concat(await stream.toArray()).toString("utf8");
    expect(text.split("\r\n")[0]).toBe("\ufeffName,Account,Owner,Ours as,Tracks,Shown,Mirror");
    expect(text).toContain(row!.name);
    await page.getByLabel("Find").fill("there is nothing of that name");
    await page.getByText("No playlist fits").waitFor();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("menuitem", { name: "one", exact: true }).click();
    await page.getByRole("link", { name: row!.name, exact: true }).first().waitFor();
  }));
