/** What hands do with a mouse or on a touch screen, each step once the page has taken the one before. */
import type { Locator, Page } from "playwright-core";
import { until } from "./world";

/** Where something stands once it moves no more: what comes later above a list pushes it down. */
export async function still(what: Locator) {
  let box = (await what.boundingBox())!;
  await until("it stands still", async () => {
    const before = box;
    await what.page().waitForTimeout(150);
    box = (await what.boundingBox())!;
    return before.y === box.y && before.x === box.x;
  }, Boolean);
  return box;
}

/** One finger on a touch screen. */
export async function finger(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  const at = (type: "touchStart" | "touchMove" | "touchEnd", x = 0, y = 0) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  return at;
}

/** The line between the tracks of a list that shows where those that are carried would land: anywhere, or before row `place`. */
export async function landing(page: Page, place?: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const line = document.querySelector<HTMLElement>(".pw-drop");
    const row = document.querySelector<HTMLElement>(".pw-track");
    if (line === null || row === null || line.style.opacity !== "1") return false;
    return wanted === undefined || line.style.transform === `translateY(${wanted * row.offsetHeight - 1}px)`;
  }, place);
}

/** Whether something that is carried would land here. */
const under = (place: Locator) => place.and(place.page().locator("[data-over]")).waitFor();

/** Takes something by the mouse and holds it there; what is not said of the place stays as it is. */
export async function hold(page: Page, what: Locator, to: { x?: number; y?: number }): Promise<void> {
  const from = await still(what);
  const x = from.x + Math.min(20, from.width / 2);
  const y = from.y + Math.min(12, from.height / 2);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 20, y + 4, { steps: 3 });
  await page.mouse.move(to.x ?? x + 20, to.y ?? y + 4, { steps: 8 });
}

/** Drags a card of the calendar to a day; `taken`: whether it can be taken at all. */
export async function drag(page: Page, card: Locator, to: Locator, taken = true): Promise<void> {
  const onto = await still(to);
  await hold(page, card, { x: onto.x + onto.width / 2 });
  if (taken) await under(to);
  await page.mouse.up();
}

/** The same by keyboard alone, to the day on its right. */
export async function carry(page: Page, card: Locator, from: Locator, to: Locator): Promise<void> {
  await still(card);
  await card.focus();
  await page.keyboard.press("m");
  await under(from);
  await page.keyboard.press("ArrowRight");
  await under(to);
  await page.keyboard.press("Enter");
}

/** Drags a row of a short list onto another one. */
export async function dragRow(page: Page, grip: Locator, onto: Locator): Promise<void> {
  const to = await still(onto);
  await hold(page, grip, { y: to.y + to.height / 2 });
  await under(onto);
  await page.mouse.up();
}
