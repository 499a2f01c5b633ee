import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { carry, drag, hold } from "./gestures";
import { room, until, world } from "./world";

const { signedIn, ask, control, mine, truth, member } = world();

interface Placement {
  id: string;
  state: string;
  from_at: string;
  until_at: string;
  title: string;
}
interface Schedule {
  id: string;
  name: string;
  words: string;
}
const DAY = 86_400_000;
const date = (at: Date) => at.toISOString().slice(0, 10);
const words = async (name: string) => (await ask<Schedule>(`/schedules/${encodeURIComponent(name)}`)).words;

/** A day to come with another one behind it in the same week, as clocks of UTC show it: they are the member's. */
async function someDay(): Promise<Date> {
  const now = new Date((await ask<{ now: string }>("/session")).now);
  const tomorrow = new Date(`${date(new Date(now.getTime() + DAY))}T12:00:00Z`);
  return tomorrow.getUTCDay() === 0 ? new Date(tomorrow.getTime() + DAY) : tomorrow;
}
const column = (page: Page, day: Date) => page.getByRole("region", { name: new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(day) });

test("a placement is made, moved by drag and by keyboard, comes in where it was moved to, and is taken out", () =>
  signedIn(async (page) => {
    const [playlist, other] = await mine();
    const { entries } = await ask<{ entries: { uri: string | null }[] }>(`/playlists/${other!.id}`);
    const held = new Set((await truth(playlist!.id)).entries.map((entry) => entry.uri));
    const [track, second] = entries.map((entry) => entry.uri!).filter((uri) => uri.startsWith("spotify:track:") && !held.has(uri));
    const isIn = async () => (await truth(playlist!.id)).entries.some((entry) => entry.uri === track);
    const placements = () => ask<Placement[]>(`/placements?playlist=${playlist!.id}`);
    const day = await someDay();
    const next = new Date(day.getTime() + DAY);

    await page.goto(`${new URL(page.url()).origin}/playlists/${playlist!.id}/placements`);
    await page.getByRole("button", { name: "Place a track" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Track").fill(track!);
    await dialog.getByLabel("Comes in").fill(`${date(day)}T06:00`);
    await dialog.getByLabel("Goes out").fill(`${date(new Date(day.getTime() + 5 * DAY))}T06:00`);
    await dialog.getByRole("button", { name: "Check it" }).click();
    await dialog.getByText("Nothing is in the way.").waitFor();
    await dialog.getByRole("button", { name: "Place it" }).click();
    await dialog.waitFor({ state: "detached" });
    const [made] = await placements();
    expect([made!.state, date(new Date(made!.from_at))]).toEqual(["planned", date(day)]);

    await page.goto(`${new URL(page.url()).origin}/calendar?week=${date(day)}`);
    const card = page.getByRole("button", { name: made!.title }).first();
    // Held at the edge of the week, a card does not push the days away.
    const edge = (await page.locator(".pw-week").boundingBox())!;
    await hold(page, card, { x: edge.x + edge.width - 3 });
    await page.waitForTimeout(400);
    expect(await page.locator(".pw-week").evaluate((week) => [week.scrollLeft, week.scrollWidth - week.clientWidth])).toEqual([0, 0]);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await drag(page, card, column(page, next));
    const moved = (by: number) => (all: Placement[]) => Date.parse(all[0]!.from_at) === Date.parse(made!.from_at) + by && Date.parse(all[0]!.until_at) === Date.parse(made!.until_at) + by;
    await until("it is moved by a day, and its end with it", placements, moved(DAY));
    await column(page, next).getByText(made!.title).waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await until("it is where it was", placements, moved(0));
    await column(page, day).getByText(made!.title).waitFor();
    await carry(page, card, column(page, day), column(page, next));
    await until("it is moved by keyboard", placements, moved(DAY));
    expect(await isIn()).toBe(false);

    const { now } = await ask<{ now: string }>("/session");
    await control("PUT", "clock", { advance: Math.ceil((Date.parse(made!.from_at) + DAY - Date.parse(now)) / 1000) + 60 });
    await until("it is in at Spotify", isIn, Boolean);
    await until("it is in force", placements, (all) => all[0]!.state === "in_force");
    const later = { playlist: `spotify:playlist:${playlist!.id}`, track: second, position: `after ${track}`, from: "in 1 hours", until: "+2d" };
    await ask("/placements", { placements: [later] });

    await page.goto(`${new URL(page.url()).origin}/calendar?week=${date(next)}`);
    await column(page, next).getByRole("button", { name: "in, in force" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take it out now" }).click();
    await until("it is out at Spotify", isIn, (found) => !found);
    await until("it is cancelled", placements, (all) => ["cancelled", "ended"].includes(all.find((one) => one.id === made!.id)!.state));
    await page.getByText("Something is in the way of 1 placement").waitFor();
    await page.getByRole("button", { name: "In the way" }).first().click();
    await page.getByRole("dialog").getByRole("region", { name: "In the way" }).getByText("without it the bottom is the place").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Accept it" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take it back" }).waitFor();
    await page.getByText("Something is in the way of 1 placement").waitFor({ state: "detached" });
  }));

test("a schedule is dragged: what becomes of it is told before, for always, and can be undone; a viewer only looks", async () => {
  const day = await someDay();
  const next = new Date(day.getTime() + DAY);
  const weekday = (at: Date) => new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" }).format(at);
  const timing = { kind: "cron", expression: `0 9 * * ${day.getUTCDay()}`, zone: "UTC" };
  await ask("/schedules", { name: "Weekly look", kind: "library.sync", timing });
  await ask("/schedules", { name: "Often", kind: "library.sync", timing: { ...timing, expression: "*/20 8-20 * * *" } });
  const before = `every ${weekday(day)} at 09:00, UTC`;
  const after = `every ${weekday(next)} at 10:00, UTC`;

  await signedIn(async (page) => {
    await room(page, "Calendar").click();
    await page.goto(`${new URL(page.url()).origin}/calendar?week=${date(day)}`);
    const card = column(page, day).getByRole("button", { name: "Weekly look" });
    await drag(page, card, column(page, next));
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Time").fill("10:00");
    await dialog.getByText(after).waitFor();
    expect(await words("Weekly look")).toBe(before);
    await dialog.getByRole("button", { name: "Move it" }).click();
    await column(page, next).getByRole("button", { name: "Weekly look" }).waitFor();
    await until("it is moved", () => words("Weekly look"), (now) => now === after);
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await card.waitFor();
    await until("it is done as before", () => words("Weekly look"), (now) => now === before);

    await carry(page, card, column(page, day), column(page, next));
    await dialog.getByText(`every ${weekday(next)} at 09:00`).first().waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    await column(page, next).getByRole("button", { name: "Often" }).click();
    await dialog.getByText("several times a day").waitFor();
    await dialog.getByRole("button", { name: "Change when it is done" }).click();
    await dialog.getByLabel("Cron expression").fill("0 7 * * *");
    await dialog.getByRole("button", { name: "Check it" }).click();
    await dialog.getByText("every day at 07:00, UTC").waitFor();
    await dialog.getByRole("button", { name: "Save it" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await words("Often")).toBe("every day at 07:00, UTC");
  });

  const viewer = { name: "Vera", password: "another long password" };
  await member(viewer, "viewer");
  await signedIn(async (page) => {
    await page.goto(`${new URL(page.url()).origin}/calendar?week=${date(day)}`);
    const card = column(page, day).getByRole("button", { name: "Weekly look" });
    await drag(page, card, column(page, next), false);
    await card.click();
    await page.getByRole("dialog").getByText("You may look at it").waitFor();
    expect(await page.getByRole("dialog").getByRole("button").count()).toBe(1);
    expect(await words("Weekly look")).toBe(before);
  }, { who: viewer });
});
