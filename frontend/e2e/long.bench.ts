import type { Page } from "playwright-core";
import { test } from "vitest";
import { world } from "./world";

const { base, mine, signedIn, truth, control, ask } = world();
const ROWS = 10_000;

/** What held the page while something was done. */
async function measured(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  await page.evaluate(() => void (window as unknown as { long: number[] }).long.splice(0));
  await act();
  await page.waitForTimeout(300);
  const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);
  console.log(`BENCH ${what.padEnd(46)} tasks over 50 ms: ${String(long.length).padStart(2)}   longest: ${long.length === 0 ? "under 50" : Math.round(Math.max(...long))} ms`);
}

test("10,000 rows", () =>
  signedIn(async (page) => {
    const [playlist, ...others] = await mine();
    const known: string[] = [];
    for (const other of others) for (const entry of (await truth(other.id)).entries) if (entry.uri?.startsWith("spotify:track:")) known.push(entry.uri);
    const held = (await truth(playlist!.id)).entries.length;
    await control("POST", `playlists/${playlist!.id}/edits`, { do: "insert", uris: Array.from({ length: ROWS - held }, (_, index) => known[index % known.length]) });
    await ask(`/playlists/${playlist!.id}/read`, {});
    await page.addInitScript(() => {
      const long: number[] = [];
      (window as unknown as { long: number[] }).long = long;
      new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ["longtask"] });
    });
    await page.goto(`${base}/today`);
    const row = (number: number) => page.locator(`[aria-rowindex="${number}"]`);
    const grid = page.getByRole("grid", { name: "Tracks" });
    await measured(page, "opening it", async () => {
      await page.goto(`${base}/playlists/${playlist!.id}`);
      await row(1).waitFor();
    });
    const box = (await grid.boundingBox())!;
    await measured(page, "scrolling 60 turns of the wheel", async () => {
      await page.mouse.move(box.x + 300, box.y + 200);
      for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, 400);
    });
    await measured(page, "jumping to the end and back", async () => {
      await grid.focus();
      await page.keyboard.press("End");
      await row(ROWS).waitFor();
      await page.keyboard.press("Home");
      await row(1).waitFor();
    });
    const drag = async (hold: number) => {
      const from = (await row(2).boundingBox())!;
      await page.mouse.move(from.x + 300, from.y + 20);
      await page.mouse.down();
      await page.mouse.move(from.x + 300, from.y + 60, { steps: 4 });
      await page.mouse.move(from.x + 300, box.y + box.height - 8, { steps: 20 });
      await page.waitForTimeout(hold);
      await page.mouse.move(from.x + 300, box.y + box.height - 150, { steps: 8 });
    };
    await measured(page, "dragging a row, 3 s at the lower edge", () => drag(3_000));
    await measured(page, "dropping it", () => page.mouse.up());
    await measured(page, "the plan of it, and keeping the draft", async () => {
      await page.getByTestId("staged").getByText("moved").waitFor();
      await page.waitForTimeout(1_200);
    });
    await measured(page, "undoing it", () => page.keyboard.press("Control+z"));
    await measured(page, "picking all rows", async () => {
      await page.keyboard.press("Home");
      await page.keyboard.press("Control+a");
    });
    await measured(page, "finding", () => page.getByLabel("Find in the playlist").fill("river"));
    await measured(page, "sorting by title", async () => {
      await page.getByRole("button", { name: "Sort" }).click();
      await page.getByRole("menuitem", { name: "Title, A to Z" }).click();
    });
    await measured(page, "the plan of that, and keeping the draft", async () => {
      await page.getByTestId("staged").getByText(/moved|replac/).waitFor({ timeout: 60_000 });
      await page.waitForTimeout(1_200);
    });
  }));
