/** A picture of a page once it has settled. */
import type { Page } from "playwright-core";

const FOLDER = process.env.E2E_PICTURES ?? ".";

export async function taken(page: Page, name: string, fullPage = false): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".mantine-Loader-root") === null);
  // A picture that is shown nowhere yet is not asked for either.
  await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.offsetParent === null || image.getBoundingClientRect().top > innerHeight));
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage });
}
