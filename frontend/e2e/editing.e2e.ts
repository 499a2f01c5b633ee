import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { room, until, world } from "./world";

const { mine, signedIn, truth, ask } = world();

async function edit(page: Page, playlist: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/playlists/${playlist}`);
  await page.getByRole("grid", { name: "Tracks" }).waitFor();
}

async function uris(playlist: string): Promise<(string | null)[]> {
  return (await truth(playlist)).entries.map((entry) => entry.uri);
}

/** Presses Apply, reads the plan, and lets it go; waits until it is done. */
async function apply(page: Page, button = "Apply"): Promise<string> {
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog");
  const words = (await dialog.getByTestId("plan").textContent())!;
  await dialog.getByRole("button", { name: "Apply now" }).click();
  await page.getByText(/^Done: /).waitFor();
  return words;
}

const moved = (list: readonly (string | null)[], places: number[], before: number): (string | null)[] => {
  const block = places.map((place) => list[place]!);
  const rest = list.map((uri, index) => ({ uri, index })).filter(({ index }) => !places.includes(index));
  return [...rest.filter(({ index }) => index < before).map(({ uri }) => uri), ...block, ...rest.filter(({ index }) => index >= before).map(({ uri }) => uri)];
};

test("three rows are dragged together and applied: the sandbox has them there, with their dates", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[0]!;
    const before = await truth(playlist.id);
    await edit(page, playlist.id);
    const row = (number: number) => page.getByRole("row").nth(number - 1);
    await row(2).click();
    await row(4).click({ modifiers: ["Shift"] });
    await row(3).hover();
    await page.mouse.down();
    const target = (await row(8).boundingBox())!;
    await page.mouse.move(target.x + 200, target.y - 60, { steps: 4 });
    await page.mouse.move(target.x + 200, target.y + target.height - 4, { steps: 6 });
    // The line follows by frames.
    await page.waitForTimeout(80);
    await page.mouse.up();
    await page.getByTestId("staged").getByText("1 block moved: 1 call").waitFor();
    expect(await uris(playlist.id)).toEqual(before.entries.map((entry) => entry.uri));

    expect(await apply(page)).toMatch(/^1 block moved: 1 call, all \d+ dates kept$/);
    const after = await truth(playlist.id);
    expect(after.entries.map((entry) => entry.uri)).toEqual(moved(before.entries.map((entry) => entry.uri), [1, 2, 3], 8));
    expect(after.entries.map((entry) => entry.added_at).sort()).toEqual(before.entries.map((entry) => entry.added_at).sort());
    await page.getByTestId("staged").waitFor({ state: "detached" });
  }));

test("rows are moved by keyboard alone, and what is undone before applying costs nothing", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[1]!;
    const before = await uris(playlist.id);
    // Whether the account may be written to is answered late, as on a busy machine: no key is lost for that.
    await page.route("**/api/v1/accounts", async (route) => {
      await page.waitForTimeout(300);
      await route.continue();
    });
    await edit(page, playlist.id);
    await page.getByRole("grid", { name: "Tracks" }).focus();
    for (const key of ["ArrowDown", "Shift+ArrowDown", "m", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await page.getByTestId("staged").getByText("1 block moved").waitFor();
    await page.keyboard.press("Control+z");
    await page.getByTestId("staged").waitFor({ state: "detached" });
    await page.keyboard.press("Control+y");
    await page.getByTestId("staged").getByText("1 block moved").waitFor();
    await apply(page);
    expect(await uris(playlist.id)).toEqual(moved(before, [0, 1], 5));
  }));

test("cut in one playlist and pasted into another, and undone from the notice", () =>
  signedIn(async (page) => {
    const [from, to] = (await mine()).slice(2, 4);
    const source = await uris(from!.id);
    const target = await uris(to!.id);
    const track = source.find((uri) => uri?.startsWith("spotify:track:") && !target.includes(uri))!;
    await edit(page, from!.id);
    await page.getByRole("row").nth(source.indexOf(track)).click();
    await page.getByRole("button", { name: "Copy" }).click();
    await room(page, "Playlists").click();
    await page.getByRole("link", { name: to!.name, exact: true }).first().click();
    await page.getByRole("grid", { name: "Tracks" }).waitFor();
    await page.getByRole("row").nth(0).click();
    await page.getByRole("button", { name: "Paste" }).click();
    await page.getByTestId("staged").getByText("1 added: 1 call").waitFor();
    await apply(page);
    const opened = page.url().split("/").at(-1)!;
    expect((await uris(opened)).filter((uri) => uri === track)).toEqual([track]);
    await page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply now" }).click();
    await until("the pasted track is gone again", () => uris(opened), (now) => !now.includes(track));
  }));

test("a draft outlives its tab, and discarding it leaves nothing", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[4]!;
    await edit(page, playlist.id);
    await page.getByRole("row").nth(0).click();
    await page.keyboard.press("Delete");
    await page.getByTestId("staged").getByText("1 removed").waitFor();
    await page.reload();
    await page.getByTestId("staged").getByText("1 removed").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByTestId("staged").waitFor({ state: "detached" });
    await page.waitForTimeout(600);
    await page.reload();
    await page.getByRole("grid", { name: "Tracks" }).waitFor();
    expect(await page.getByTestId("staged").count()).toBe(0);
  }));

test("an earlier version is compared and restored", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[5]!;
    const before = await uris(playlist.id);
    await edit(page, playlist.id);
    await page.getByRole("row").nth(1).click();
    await page.keyboard.press("Delete");
    await apply(page);
    const changed = await uris(playlist.id);
    expect(changed.length).toBe(before.length - 1);
    const versions = await ask<{ number: number }[]>(`/playlists/${playlist.id}/versions`);
    const earlier = versions[1]!.number;
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("1 removed, 0 added, 0 moved").waitFor();
    await page.getByRole("button", { name: new RegExp(`^v${earlier} `) }).click();
    await page.getByRole("button", { name: `Restore v${earlier}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply now" }).click();
    await until("the version is back", () => uris(playlist.id), (now) => now.join() === before.join());
  }));
