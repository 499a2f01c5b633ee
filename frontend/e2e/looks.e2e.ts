import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { until, world } from "./world";

const { base, mine, signedIn, opened, ask, control } = world();
/** As wide as any, and no higher than it has to be: axe looks at every row that is drawn. */
const SMALL = { width: 1280, height: 560 };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Two that follow one another are of different rooms: the way between them loads nothing anew. */
const PAGES = ["/rules", "/playlists", "/rules/new", "/playlists/ID", "/rules/templates", "/playlists/ID/history", "/rules/templates/TEMPLATE", "/playlists/ID/history?on=DAY", "/rules/templates/OWN/change", "/add", "/playlists/ID/placements", "/rules/KEPT", "/add/PASTE", "/playlists/ID/protection", "/find", "/rules/KEPT?view=form", "/add/PASTE?show=review", "/", "/playlists/ID/rules", "/find?q=a", "/tracks/TRACK", "/artists/ARTIST", "/rules/KEPT?view=yaml", "/protection", "/labels", "/add/decisions", "/exchange", "/calendar", "/tasks", "/accounts", "/quota", "/audit", "/settings", "/set-up"];

/** The frame, and what every list, form and time is made of. The long form asks all pages in the dark and on a phone as well. */
const KINDS = ["/", "/playlists", "/rules/new", "/calendar", "/tasks", "/settings"];
const asksAll = (path: string) => process.env.PLAYWARDEN_LOOKS === "long" || KINDS.includes(path);

/** What axe is asked. In the dark only colours differ; on a phone what is below them is the same as on a wide screen. */
const RULES = {
  all: {},
  colours: { runOnly: ["color-contrast", "link-in-text-block"] },
} as const;

async function violations(page: Page, asked: keyof typeof RULES = "all"): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy on scripts does not concern.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: { run: (where: Document | Element, options: object) => Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    // What lies behind a dialog is asked where it is alone.
    return (await axe.run(document.querySelector('[role="dialog"][aria-modal="true"]') ?? document, { ...options, resultTypes: ["violations"] })).violations;
  }, RULES[asked]);
  return found.flatMap((one) => one.nodes.map((node) => `${new URL(page.url()).pathname} ${asked} ${one.id}: ${one.help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`));
}

/** What was asked for is there, and nothing of it moves, or is paler while its successor is worked out. The event stream
 * never ends, so that the network is never idle. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(100);
  await page.waitForFunction(() => document.querySelector('.mantine-Loader-root, [aria-busy="true"]') === null && document.getAnimations().every((one) => one.playState !== "running"));
}

/** Goes to another room as a link does: the heading there is another one. */
async function shown(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    for (const heading of document.querySelectorAll("h1")) heading.dataset.left = "";
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await page.locator("h1:not([data-left])").waitFor();
  await settled(page);
}

/** How much of a page lies beyond the right edge of the screen. */
async function beyond(page: Page, path: string): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide > 0 ? [`${path} is ${wide} pixels wider than the screen`] : [];
}

async function lit(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: "attached" });
  await settled(page);
}

/** Every page by its address, with something in it. */
async function addresses(): Promise<string[]> {
  const [playlist] = await mine();
  const { entries } = await ask<{ entries: { uri: string | null }[] }>(`/playlists/${playlist!.id}`);
  const track = entries.find((entry) => entry.uri?.startsWith("spotify:track:"))!.uri!;
  const { tracks } = await ask<{ tracks: { artists: { id: string }[] }[] }>(`/tracks/${track}`);
  const { now } = await ask<{ now: string }>("/session");
  const [kept] = (await ask<{ rule_sets: { id: string }[] }>("/rule-sets")).rule_sets;
  const { templates } = await ask<{ templates: { id: string; ready: boolean }[] }>("/rule-templates");
  const own = templates.find((one) => !one.ready)!.id;
  const { pastes } = await ask<{ pastes: { id: string }[] }>("/pastes");
  return PAGES.map((path) => path.replace("TEMPLATE", templates[0]!.id).replace("OWN", own).replace("PASTE", pastes[0]!.id).replace("KEPT", kept!.id).replace("ID", playlist!.id).replace("TRACK", track.split(":")[2]!).replace("ARTIST", tracks[0]!.artists[0]!.id).replace("DAY", now.slice(0, 10)));
}

test("axe finds nothing on any page by light, nor on those that stand for all in the dark", () =>
  signedIn(async (page) => {
    const found: string[] = [];
    for (const path of await addresses()) {
      await shown(page, path);
      found.push(...(await violations(page)), ...(await beyond(page, path)));
      if (!asksAll(path)) continue;
      await lit(page, "dark");
      found.push(...(await violations(page, "colours")));
      await lit(page, "light");
    }
    expect(found).toEqual([]);
  }, { colorScheme: "light", viewport: SMALL }));

test("no page is wider than a phone, and axe finds nothing on those that stand for all", () =>
  signedIn(async (page) => {
    const found: string[] = [];
    for (const path of await addresses()) {
      await shown(page, path);
      found.push(...(await beyond(page, path)));
      if (asksAll(path)) found.push(...(await violations(page)));
    }
    expect(found).toEqual([]);
  }, { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }));

test("axe finds nothing in what opens over a page", () =>
  signedIn(async (page) => {
    const [playlist] = await mine();
    const found: string[] = [];
    await page.goto(`${new URL(page.url()).origin}/playlists/${playlist!.id}`);
    await page.getByRole("row").nth(2).click();
    await page.keyboard.press("Delete");
    await page.getByTestId("staged").getByText("1 removed").waitFor();
    found.push(...(await violations(page)));
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByTestId("plan").waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "Edit details" }).click();
    await page.getByRole("form", { name: "Details" }).waitFor();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Split" }).click();
    await page.getByLabel("Tracks in each").waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.goto(`${new URL(page.url()).origin}/playlists`);
    await page.getByRole("button", { name: "New playlist" }).click();
    await page.getByRole("dialog").getByLabel("Tracks").waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("menuitem", { name: "Tag" }).click();
    await page.getByRole("dialog").getByRole("combobox", { name: "Give them" }).waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.goto(`${new URL(page.url()).origin}/tasks`);
    await page.getByRole("table", { name: "Tasks" }).getByRole("row").nth(1).click();
    await page.getByRole("dialog").getByText("Log").waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    const over = async (path: string, open: string | RegExp, shown: string) => {
      await page.goto(new URL(page.url()).origin + path);
      await page.getByRole("button", { name: open }).first().click();
      await page.getByRole("dialog").getByText(shown).first().waitFor();
      await settled(page);
      found.push(...(await violations(page)));
    };
    const [kept] = (await ask<{ rule_sets: { id: string; hand: { asks: boolean } }[] }>("/rule-sets")).rule_sets.filter((one) => one.hand.asks);
    await page.goto(`${base}/rules/${kept!.id}`);
    await page.getByRole("list", { name: "The rules in plain words" }).getByRole("button", { expanded: false }).nth(2).click();
    await page.getByRole("button", { name: "Add to steps" }).click();
    await page.getByRole("option", { name: /^Added / }).waitFor();
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("list", { name: "Tracks that are in" }).getByRole("button").first().click();
    await page.getByRole("dialog").getByRole("list", { name: "Step by step" }).waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "When …" }).click();
    await page.getByRole("button", { name: "Keep as it stands …" }).click();
    await page.getByRole("form", { name: "Keep as it stands" }).waitFor();
    found.push(...(await violations(page)));
    await over("/accounts", "Connect an account", "How the consent comes back");
    await over("/accounts", "Disconnect", "Disconnect and delete its data");
    await page.getByRole("radio", { name: "Disconnect and delete its data" }).check();
    await page.getByText("This goes, because no other account has it").waitFor();
    found.push(...(await violations(page)));
    const { now } = await ask<{ now: string }>("/session");
    const next = new Date(Date.parse(now) + 7 * 86_400_000).toISOString().slice(0, 10);
    await over(`/calendar?week=${next}`, /Friday shuffle/, "What repeats it moves along, for always.");
    await page.getByLabel("Time").fill("21:05");
    await page.getByText("Moving it takes no calls.").waitFor();
    found.push(...(await violations(page)));
    await page.getByRole("button", { name: "Change when it is done" }).click();
    await page.getByRole("button", { name: "Check it" }).click();
    await page.getByText("Its next times then").waitFor();
    found.push(...(await violations(page)));
    await over("/calendar", /^\d\d:\d\d (in|out)/, "Comes in");
    await over("/settings", "Invite somebody", "Looks at what belongs to their accounts.");
    await page.getByRole("radio", { name: "Only some" }).check();
    await page.getByLabel("Tagged").fill("campaign");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: /^Take away / }).waitFor();
    found.push(...(await violations(page)));
    await over("/settings", "New route", "Quiet hours");
    await page.getByRole("switch", { name: "Quiet hours" }).check();
    await page.getByLabel("From").waitFor();
    found.push(...(await violations(page)));
    await over("/settings", "Make a token", "What it is for");
    await over("/settings", /^Change [^i]/, "forgot the password");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Remove / }).first().click();
    await page.getByText("Sessions and tokens end at once").waitFor();
    found.push(...(await violations(page)));
    await page.goto(`${new URL(page.url()).origin}/set-up`);
    await page.getByRole("button", { name: /^Test the set-up/ }).click();
    await page.getByRole("list", { name: "Findings" }).waitFor();
    found.push(...(await violations(page)));
    await page.goto(`${new URL(page.url()).origin}/accounts?failed=not_listed`);
    await page.getByText("not on the app’s list of users").waitFor();
    found.push(...(await violations(page)));
    expect(found).toEqual([]);
  }));

test("axe finds nothing where a playlist has two sides, is asked for, or something is in the way", () =>
  signedIn(async (page) => {
    const [playlist, other] = await mine();
    const of = async (id: string) => (await ask<{ entries: { uri: string | null }[] }>(`/playlists/${id}`)).entries.flatMap(({ uri }) => (uri?.startsWith("spotify:track:") ? [uri] : []));
    const held = await of(playlist!.id);
    const [one, two] = (await of(other!.id)).filter((uri) => !held.includes(uri));
    const found: string[] = [];
    await page.goto(`${base}/playlists/${playlist!.id}`);
    await page.getByRole("button", { name: /^(What can be played|\d+ tracks? greyed out)$/ }).click();
    await page.getByRole("button", { name: /^Ask Spotify \(/ }).waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("row").nth(2).click();
    await page.keyboard.press("Delete");
    await page.getByTestId("staged").getByText("1 removed").waitFor();
    await control("POST", `playlists/${playlist!.id}/edits`, { do: "insert", uris: [one], position: 4 });
    // What the lists show lags behind here as it does at Spotify: it is read.
    await until("the change is seen", () => ask<{ entries: unknown[] }>(`/playlists/${playlist!.id}/read`, {}), ({ entries }) => entries.length > playlist!.total!);
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByText("The playlist changed meanwhile.").first().waitFor();
    await page.getByRole("button", { name: "See both sides" }).click();
    await page.getByRole("dialog").getByRole("group", { name: "In your draft" }).waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    const placed = (track: string, accept: string[]) => ask("/placements", { placements: [{ playlist: playlist!.id, track, from: "in 2 days", until: "in 5 days", position: "1", accept }] });
    await placed(two!, []);
    await placed(held[3]!, ["same-slot", "already-there", "no-way-back"]);
    const { now } = await ask<{ now: string }>("/session");
    await page.goto(`${base}/calendar?week=${new Date(Date.parse(now) + 2 * 86_400_000).toISOString().slice(0, 10)}`);
    await page.getByText("Something is in the way of").waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    await page.getByRole("button").filter({ hasText: /(Conflict|In the way): / }).first().click();
    await page.getByRole("dialog").getByText(/(Conflict|In the way): /).waitFor();
    await settled(page);
    found.push(...(await violations(page)));
    expect(found).toEqual([]);
  }));

test("axe finds nothing before anybody is signed in", () =>
  opened(async (page) => {
    await page.goto(new URL("/welcome", base).href);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await violations(page)).toEqual([]);
  }));
