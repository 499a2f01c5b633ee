import type { Page } from "playwright-core";
import { test } from "vitest";
import { world } from "./world";

const { base, mine, signedIn, truth, control, ask } = world();
const ROWS = 10_000;

interface Traced {
  traceEvents: { name: string; ph: string; pid: number; tid: number; dur?: number; tdur?: number }[];
}

/** Microseconds of processor of every task on the thread that runs the page's scripts. */
function worked({ traceEvents }: Traced): number[] {
  const calls = new Map<string, number>();
  for (const one of traceEvents) if (one.name === "FunctionCall") calls.set(`${one.pid}/${one.tid}`, (calls.get(`${one.pid}/${one.tid}`) ?? 0) + 1);
  const main = [...calls].sort((a, b) => b[1] - a[1])[0]?.[0];
  return traceEvents.flatMap((one) => (one.ph === "X" && one.name.endsWith("RunTask") && `${one.pid}/${one.tid}` === main ? [one.tdur ?? 0] : []));
}

/**
 * What held the page while something was done: tasks as a person feels them, and how much of that was work; the rest of
 * a task is waiting for a processor that others use.
 */
async function measured(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  const browser = page.context().browser()!;
  await page.evaluate(() => void (window as unknown as { long: number[] }).long.splice(0));
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  const began = performance.now();
  await act();
  const took = performance.now() - began;
  await page.waitForTimeout(300);
  const work = Math.max(0, ...worked(JSON.parse((await browser.stopTracing()).toString()) as Traced)) / 1000;
  const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);
  const longest = long.length === 0 ? "under 50" : String(Math.round(Math.max(...long)));
  console.log(`BENCH ${what.padEnd(40)} tasks over 50 ms: ${String(long.length).padStart(2)}   longest: ${longest.padStart(8)} ms   most work in one: ${String(Math.round(work)).padStart(3)} ms   in ${Math.round(took)} ms`);
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
    const planned = (words: string) => page.locator('[data-testid="staged"][aria-busy="false"]').getByText(words).waitFor({ timeout: 60_000 });
    await measured(page, "the plan of it", () => planned("moved"));
    await measured(page, "keeping the draft", () => page.getByText("Your draft is kept").waitFor());
    await measured(page, "undoing it", () => page.keyboard.press("Control+z"));
    await measured(page, "picking all rows", async () => {
      await page.keyboard.press("Home");
      await page.keyboard.press("Control+a");
    });
    await measured(page, "finding", () => page.getByLabel("Find in the playlist").fill("river"));
    await measured(page, "sorting by title", async () => {
      await page.getByRole("button", { name: "Sort" }).click();
      await page.getByRole("menuitem", { name: "Title, A to Z" }).click();
      await page.getByTestId("staged").waitFor();
    });
    await measured(page, "the plan of that", () => planned("put in again"));
    await measured(page, "keeping that draft", () => page.getByText("Your draft is kept").waitFor());
    await measured(page, "discarding it", () => page.getByRole("button", { name: "Discard" }).click());
  }));
