import type { Page } from "playwright-core";
import { test } from "vitest";
import { until, world } from "./world";

const { mine, signedIn, opened, ask } = world();
const FOLDER = process.env.E2E_PICTURES ?? ".";
const SCREENS = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;

async function taken(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".mantine-Loader-root") === null);
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

/** A few weeks of life: changes, a placement, a schedule. */
async function lived(): Promise<string> {
  const rows = await mine();
  const playlist = rows.at(-1)!;
  const { entries } = await ask<{ entries: { uri: string | null }[] }>(`/playlists/${playlist.id}`);
  const uris = entries.map((entry) => entry.uri).filter((uri) => uri !== null);
  const track = uris.find((uri) => uri.startsWith("spotify:track:"))!;
  const account = (await ask<{ id: string }[]>("/accounts"))[0]!.id;
  const wish = (items: string[]) => ({ file: JSON.stringify({ version: 1, account, playlists: [{ id: `spotify:playlist:${playlist.id}`, description: `Renewed, ${items.length} tracks`, items }] }), path: "monday.yaml", forced: [] });
  for (const items of [[...uris.slice(6), ...uris.slice(0, 4)], [...uris.slice(8, 20), ...uris.slice(0, 4), ...uris.slice(20)]]) {
    const { fingerprint } = await ask<{ fingerprint: string }>("/plans", wish(items));
    const { job } = await ask<{ job: string }>(`/proposals/${fingerprint}/apply`, { forced: [] });
    await until("it is applied", () => ask<{ state: string }>(`/jobs/${job}`), (now) => now.state === "succeeded");
  }
  const place = (index: number, from: string, until: string) => ({
    playlist: `spotify:playlist:${rows[index]!.id}`, track, position: "top", instead_of: "", from, until, zone: "", moved: "out", missed: "skip", note: "Release week", name: "", description: "", visibility: "", cover: "",
  });
  await ask("/placements", { placements: [place(0, "in 2 hours", "+1d"), place(1, "in 1 day", "+3d"), place(2, "in 30 hours", "+10d")], campaign: "Release week", zone: "Europe/Berlin", look_up: true });
  await ask("/schedules", { name: "Tidy mornings", kind: "bulk.apply", timing: { kind: "cron", expression: "0 7 * * 1-5", zone: "Europe/Berlin" }, payload: { selection: { playlists: [rows[0]!.id] }, edit: { kind: "sort", by: "title" } }, missed: "once" });
  return playlist.id;
}

let playlist: string | undefined;

test.each(Object.entries(SCREENS))("every page, %s", { timeout: 180_000 }, async (name, screen) => {
  playlist ??= await lived();
  const id = playlist;
  await opened(async (page, link) => {
    await page.goto(new URL("/welcome", link).href);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await taken(page, `welcome-${name}`);
  }, screen);
  await signedIn(async (page) => {
    const go = async (path: string, as: string) => {
      await page.goto(new URL(page.url()).origin + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await taken(page, `${as}-${name}`);
    };
    for (const room of ["playlists", "calendar", "tasks", "accounts", "quota", "audit", "settings", "set-up"]) await go(`/${room}`, room);
    await go("/", "today");
    await go(`/playlists/${id}/history`, "history");
    await go(`/playlists/${(await mine())[0]!.id}/placements`, "placements");
    await go(`/playlists/${id}`, "tracks");
    await page.getByRole("row").nth(2).click();
    await page.getByRole("row").nth(4).click({ modifiers: ["Shift"] });
    await page.keyboard.press("Alt+ArrowDown");
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByTestId("staged").getByText("moved").waitFor();
    await taken(page, `editing-${name}`);
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByTestId("plan").waitFor();
    await taken(page, `review-${name}`);
    await page.goto(`${new URL(page.url()).origin}/tasks`);
    await page.getByRole("row").nth(1).click();
    await page.getByRole("dialog").waitFor();
    await taken(page, `task-${name}`);
    await page.goto(`${new URL(page.url()).origin}/playlists`);
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("menuitem", { name: "Rename" }).waitFor();
    await taken(page, `picked-${name}`);
  }, screen);
});
