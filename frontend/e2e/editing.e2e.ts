import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import { finger, landing, still } from "./gestures";
import { discarded, room, until, world } from "./world";

const { mine, signedIn, truth, ask, control } = world();

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
    const target = await still(row(8));
    await row(3).hover();
    await page.mouse.down();
    await page.mouse.move(target.x + 200, target.y - 60, { steps: 4 });
    await page.mouse.move(target.x + 200, target.y + target.height - 4, { steps: 6 });
    await landing(page, 8);
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
    const late = async (route: Route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      // A page that was left meanwhile has taken its question back.
      await route.continue().catch(() => undefined);
    };
    await page.route("**/api/v1/accounts", late, { times: 1 });
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
    await discarded(page, playlist.id);
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
    const versions = await until("there is an earlier version", () => ask<{ number: number }[]>(`/playlists/${playlist.id}/versions`), (now) => now.length > 1);
    const earlier = versions[1]!.number;
    await page.getByRole("link", { name: "History" }).click();
    await page.getByText("1 removed, 0 added, 0 moved").waitFor();
    await page.getByRole("button", { name: new RegExp(`^v${earlier} `) }).click();
    await page.getByRole("button", { name: `Restore v${earlier}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply now" }).click();
    await until("the version is back", () => uris(playlist.id), (now) => now.join() === before.join());
  }));

test("on a phone a row is held at its handle and dragged", () =>
  signedIn(
    async (page) => {
      const playlist = (await mine())[6]!;
      const before = await uris(playlist.id);
      await edit(page, playlist.id);
      const handle = await still(page.getByRole("row").nth(1).locator(".pw-grip"));
      const target = await still(page.getByRole("row").nth(4));
      const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
      const touch = await finger(page);
      await touch("touchStart", x, y);
      await landing(page);
      const end = target.y + target.height - 4;
      for (const part of [0.25, 0.5, 0.75, 1]) await touch("touchMove", x, y + (end - y) * part);
      await landing(page, 5);
      await touch("touchEnd");
      await page.getByTestId("staged").getByText("1 block moved: 1 call").waitFor();
      await apply(page);
      expect(await uris(playlist.id)).toEqual(moved(before, [1], 5));
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  ));

test("the whole editor without a mouse: pick, move, cut, paste, remove, undo, add, apply", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[7]!;
    const before = await uris(playlist.id);
    await page.goto(`${new URL(page.url()).origin}/playlists/${playlist.id}`);
    await page.getByRole("grid", { name: "Tracks" }).waitFor();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const reach = async (what: string) => {
      for (let tries = 0; tries < 60; tries += 1) {
        const here = await page.evaluate(() => `${document.activeElement?.getAttribute("role") ?? document.activeElement?.tagName.toLowerCase()} ${document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent?.trim()}`);
        if (here === what) return;
        await press("Tab");
      }
      throw new Error(`The keyboard never reaches ${what}.`);
    };
    await reach("grid Tracks");
    // Rows 1 and 3 are picked and moved below the fourth.
    await press("ArrowDown", "Space", "ArrowDown", "ArrowDown", "Space", "m", "ArrowDown", "ArrowDown", "Enter");
    const first = moved(before, [0, 2], 4);
    await page.getByTestId("staged").getByText("moved").waitFor();
    // The first is cut and pasted below the one that follows it.
    await press("Escape", "Home", "Control+x", "ArrowDown", "Control+v");
    const second = [first[1]!, first[2]!, first[0]!, ...first.slice(3)];
    // One is removed, that is undone, another is removed.
    await press("Escape", "End", "Delete", "Control+z", "ArrowUp", "Delete");
    await page.getByTestId("staged").getByText("1 removed").waitFor();
    await reach("button Apply");
    await press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Apply now" }).waitFor();
    await reach("button Apply now");
    await press("Enter");
    await page.getByText(/^Done: /).waitFor();
    const after = await uris(playlist.id);
    expect(after.length).toBe(before.length - 1);
    expect(after.slice(0, 4)).toEqual(second.slice(0, 4));
    await page.getByTestId("staged").waitFor({ state: "detached" });
  }));

test("tracks are put in by words that are known here, by Spotify's search, and by link; what it costs is said before", () =>
  signedIn(async (page) => {
    const [playlist, other] = [(await mine())[8]!, (await mine())[9]!];
    const before = await uris(playlist.id);
    const entries = (await ask<{ entries: { uri: string | null; title: string | null }[] }>(`/playlists/${other.id}`)).entries;
    const [known, linked] = entries.filter((entry) => entry.uri?.startsWith("spotify:track:") && !before.includes(entry.uri));
    await edit(page, playlist.id);
    await page.getByRole("button", { name: "Add tracks" }).click();
    const box = page.getByLabel("Links, or words of a title and its artist");
    const title = known!.title!.split(" - ").at(-1)!;
    const calls = async () => (await control<{ total?: number } & Record<string, unknown>>("GET", "calls?since=0") as unknown as unknown[]).length;
    const spent = await calls();
    await box.fill(known!.title!.replace(" - ", " "));
    await page.getByText("Enter asks Spotify: 1 call.").waitFor();
    await page.getByRole("list", { name: "Known here" }).getByRole("button", { name: title }).first().click();
    await page.getByText(`${title} put in`).waitFor();
    expect(await calls()).toBe(spent);
    await box.fill(title);
    await box.press("Enter");
    await page.getByRole("list", { name: "Found at Spotify" }).getByRole("button").first().waitFor();
    expect(await calls()).toBe(spent + 1);
    await box.fill(`https://open.spotify.com/track/${linked!.uri!.split(":").at(-1)}?si=x`);
    await page.getByRole("button", { name: "Add 1 track (no call)" }).click();
    await page.getByText("1 track put in").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("staged").getByText("2 added").waitFor();
    await page.getByRole("gridcell", { name: linked!.title!.split(" - ").at(-1)! }).first().waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByTestId("staged").waitFor({ state: "detached" });
  }));

test("what cannot be played is asked for at a cost that is said, marked, and replaced in its place", () =>
  signedIn(async (page) => {
    const account = (await ask<{ id: string }[]>("/accounts"))[0]!.id;
    // A recording that is out twice; both are closed, or Spotify would play the other in its place.
    const twins = async () => {
      for (const playlist of await mine())
        for (const [place, uri] of (await uris(playlist.id)).slice(0, 12).entries()) {
          if (!uri?.startsWith("spotify:track:")) continue;
          const found = await ask<{ uri: string; name: string }[]>("/tracks/search", { account, like: uri });
          if (found.length > 0 && !(await uris(playlist.id)).includes(found[0]!.uri)) return { playlist, place, uri, twin: found[0]! };
        }
      throw new Error("No recording here is out twice.");
    };
    const { playlist, place, uri, twin } = await twins();
    for (const one of [uri, twin.uri]) await control("PUT", `tracks/${one.split(":").at(-1)}`, { closed_in: "everywhere" });
    await edit(page, playlist.id);
    await page.getByRole("button", { name: "What can be played" }).click();
    await page.getByLabel("Country in which it is listened to").fill("DE");
    await page.getByRole("button", { name: /^Ask Spotify \(\d+ calls?\)$/ }).click();
    await page.getByText(/known for DE, asked/).waitFor();
    await page.getByRole("row").nth(place).getByText("greyed out").waitFor();
    await page.getByRole("button", { name: "Put in its place" }).first().click();
    await page.keyboard.press("Escape");
    await page.getByTestId("staged").getByText("1 removed, 1 added").waitFor();
    const row = page.getByRole("row").nth(place);
    await row.getByText("new").waitFor();
    await row.getByText(twin.name).first().waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByTestId("staged").waitFor({ state: "detached" });
  }));

test("edits are scheduled as one job, listed in Tasks, carried out when they are due, and undone", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[10]!;
    const before = await uris(playlist.id);
    await edit(page, playlist.id);
    await page.getByRole("row").nth(0).click();
    await page.keyboard.press("Delete");
    await page.getByTestId("staged").getByText("1 removed").waitFor();
    await page.getByRole("button", { name: "Schedule" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
    await page.getByTestId("staged").waitFor({ state: "detached" });
    expect(await uris(playlist.id)).toEqual(before);
    await page.goto(`${new URL(page.url()).origin}/tasks`);
    await page.getByText(`Edit of ${playlist.name} at`).first().waitFor();
    const added = (await Promise.all((await mine()).slice(11, 14).map((one) => uris(one.id)))).flat().find((uri) => uri?.startsWith("spotify:track:") && !before.includes(uri))!;
    await control("POST", `playlists/${playlist.id}/edits`, { do: "insert", uris: [added], position: 2 });
    await control("PUT", "clock", { advance: 2 * 86_400 });
    // What somebody added in the Spotify app meanwhile stays where they put it.
    await until("it was carried out", () => uris(playlist.id), (now) => now.join() === [before[1], added, ...before.slice(2)].join());
    const runs = await until("the run is over", () => ask<{ id: string; ended_at: string | null }[]>("/runs"), (now) => now[0]!.ended_at !== null);
    const undone = await ask<{ changing: number }>(`/runs/${runs[0]!.id}/undo`, { forced: [] });
    expect(undone.changing).toBe(1);
  }));
