import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { discarded, MEMBER, world } from "./world";

const { base, mine, signedIn, truth, control, member } = world();
const BEN = { name: "Ben", password: "another long password" };

async function edit(page: Page, playlist: string): Promise<void> {
  await page.goto(`${base}/playlists/${playlist}`);
  await page.getByRole("grid", { name: "Tracks" }).waitFor();
}

const row = (page: Page, number: number) => page.getByRole("row").nth(number - 1);
const staged = (page: Page, words: string) => page.getByTestId("staged").getByText(words).waitFor();
const kept = (page: Page) => page.getByText("Your draft is kept; nothing has left yet.").waitFor();

async function uris(playlist: string): Promise<(string | null)[]> {
  return (await truth(playlist)).entries.map((entry) => entry.uri);
}

/** As when the machine loses power: no event tells the page that it goes. */
async function killed(page: Page): Promise<BrowserContext> {
  const context = page.context();
  const devtools = await context.newCDPSession(page);
  const gone = new Promise((resolve) => page.once("crash", resolve));
  devtools.send("Page.crash").catch(() => undefined);
  await gone;
  return context;
}

test("the tab is killed in mid-edit: the draft is found again there, on another device, and after signing out", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[0]!;
    await edit(page, playlist.id);
    await row(page, 1).click();
    await page.keyboard.press("Delete");
    await staged(page, "1 removed");
    await kept(page);
    // The last edit is killed before it could be sent.
    await page.keyboard.press("Delete");
    await staged(page, "2 removed");
    const context = await killed(page);

    const again = await context.newPage();
    await edit(again, playlist.id);
    await staged(again, "2 removed");
    await kept(again);
    await signedIn(async (device) => {
      await edit(device, playlist.id);
      await staged(device, "2 removed");
      await row(device, 1).click();
      await device.keyboard.press("Delete");
      await staged(device, "3 removed");
      await kept(device);
      await device.getByRole("button", { name: MEMBER.name }).click();
      await device.getByRole("menuitem", { name: "Sign out" }).click();
      await device.getByRole("button", { name: "Sign in" }).waitFor();
    });
    // The first one looks again when somebody comes back to it, and follows.
    await again.reload();
    await staged(again, "3 removed");
    await again.getByRole("button", { name: "Discard" }).click();
    await discarded(again, playlist.id);
    await again.reload();
    await again.getByRole("grid", { name: "Tracks" }).waitFor();
    expect(await again.getByTestId("staged").count()).toBe(0);
  }));

test("two devices do not overwrite each other: who comes second is asked", () =>
  signedIn(
    async (one) => {
      const playlist = (await mine())[1]!;
      await edit(one, playlist.id);
      await signedIn(async (other) => {
        await edit(other, playlist.id);
        await row(other, 1).click();
        await other.keyboard.press("Delete");
        await kept(other);
      });
      await row(one, 3).click();
      await one.keyboard.press("Alt+ArrowUp");
      await one.getByText("Your draft was changed in another tab or on another device.").waitFor();
      await staged(one, "1 block moved");
      await one.getByRole("button", { name: "Take the other one" }).click();
      await staged(one, "1 removed");
      await one.getByRole("button", { name: "Discard" }).click();
      await discarded(one, playlist.id);
    },
    { expected: /412.*\/draft/ },
  ));

test("a colleague's open draft is shown", () =>
  signedIn(async (page) => {
    await member(BEN);
    const playlist = (await mine())[2]!;
    await signedIn(
      async (his) => {
        await edit(his, playlist.id);
        for (const number of [1, 2, 3]) await row(his, number).click({ modifiers: ["Control"] });
        await his.keyboard.press("Delete");
        await kept(his);
      },
      { who: BEN },
    );
    await edit(page, playlist.id);
    await page.getByText("Ben has an open draft of 3 changes, since").waitFor();
    expect(await page.getByTestId("staged").count()).toBe(0);
  }));

test("the playlist changes on Spotify under a draft: both are shown, chosen from, and applied", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[3]!;
    const before = await uris(playlist.id);
    const added = (await uris((await mine())[4]!.id)).find((uri) => uri?.startsWith("spotify:track:") && !before.includes(uri))!;
    await edit(page, playlist.id);
    await row(page, 1).click();
    await page.keyboard.press("Delete");
    await row(page, 5).click();
    await page.keyboard.press("Alt+ArrowUp");
    await staged(page, "1 removed, 1 block moved");
    await control("POST", `playlists/${playlist.id}/edits`, { do: "insert", uris: [added], position: 8 });
    await control("POST", `playlists/${playlist.id}/edits`, { do: "remove", position: 9 });

    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByText("The playlist changed meanwhile. Both changes are kept").waitFor();
    await page.getByRole("button", { name: "See both sides" }).click();
    const dialog = page.getByRole("dialog", { name: "The playlist changed meanwhile" });
    await dialog.getByText("1 added, 1 removed").waitFor();
    await dialog.getByText("1 removed, 1 moved").waitFor();
    // The move is left out, the rest is kept.
    await dialog.getByRole("group", { name: "In your draft" }).getByRole("checkbox", { name: /^Moved/ }).uncheck();
    await dialog.getByRole("button", { name: "Leave out 1 change" }).click();
    await staged(page, "1 removed: 1 call");

    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply now" }).click();
    await page.getByText(/^Done: /).waitFor();
    const wanted = [...before];
    wanted.splice(8, 1, added);
    expect(await uris(playlist.id)).toEqual(wanted.slice(1));
    await page.getByTestId("staged").waitFor({ state: "detached" });
  }));
