import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { until, world } from "./world";

const { base, mine, signedIn, opened, ask, control } = world();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = ["/", "/playlists", "/playlists/ID", "/playlists/ID/history", "/playlists/ID/history?on=DAY", "/find", "/find?q=a", "/tracks/TRACK", "/artists/ARTIST", "/playlists/ID/placements", "/playlists/ID/protection", "/playlists/ID/rules", "/rules", "/rules/new", "/rules/templates", "/rules/templates/TEMPLATE", "/rules/templates/OWN/change", "/rules/KEPT", "/rules/KEPT?view=form", "/rules/KEPT?view=yaml", "/protection", "/labels", "/add", "/add/PASTE", "/add/PASTE?show=review", "/add/decisions", "/exchange", "/calendar", "/tasks", "/accounts", "/quota", "/audit", "/settings", "/set-up"];

async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy on scripts does not concern.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    return (await axe.run()).violations;
  });
  return found.flatMap((one) => one.nodes.map((node) => `${new URL(page.url()).pathname} ${one.id}: ${one.help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`));
}

/** What was asked for is there. The event stream never ends, so that the network is never idle. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".mantine-Loader-root") === null);
  await page.waitForTimeout(250);
}

const SCREENS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;

test.each(Object.entries(SCREENS))("axe finds nothing on any page, %s", (_, screen) =>
  signedIn(async (page) => {
    const [playlist] = await mine();
    const { entries } = await ask<{ entries: { uri: string | null }[] }>(`/playlists/${playlist!.id}`);
    const track = entries.find((entry) => entry.uri?.startsWith("spotify:track:"))!.uri!;
    const { tracks } = await ask<{ tracks: { artists: { id: string }[] }[] }>(`/tracks/${track}`);
    const { now } = await ask<{ now: string }>("/session");
    const [kept] = (await ask<{ rule_sets: { id: string }[] }>("/rule-sets")).rule_sets;
    const { templates } = await ask<{ templates: { id: string; ready: boolean }[] }>("/rule-templates");
    const own = templates.find((one) => !one.ready)!.id;
    const { pastes } = await ask<{ pastes: { id: string }[] }>("/pastes");
    const found: string[] = [];
    for (const path of PAGES) {
      const filled = path.replace("TEMPLATE", templates[0]!.id).replace("OWN", own).replace("PASTE", pastes[0]!.id).replace("KEPT", kept!.id).replace("ID", playlist!.id).replace("TRACK", track.split(":")[2]!).replace("ARTIST", tracks[0]!.artists[0]!.id).replace("DAY", now.slice(0, 10));
      await page.goto(new URL(page.url()).origin + filled);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await settled(page);
      found.push(...(await violations(page)));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${path} is ${wide} pixels wider than the screen`);
    }
    expect(found).toEqual([]);
  }, screen));

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
    await page.waitForTimeout(400);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "Edit details" }).click();
    await page.getByRole("form", { name: "Details" }).waitFor();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Split" }).click();
    await page.getByLabel("Tracks in each").waitFor();
    await page.waitForTimeout(300);
    found.push(...(await violations(page)));
    await page.goto(`${new URL(page.url()).origin}/playlists`);
    await page.getByRole("button", { name: "New playlist" }).click();
    await page.getByRole("dialog").getByLabel("Tracks").waitFor();
    await page.waitForTimeout(300);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("menuitem", { name: "Tag" }).click();
    await page.getByRole("dialog").getByRole("combobox", { name: "Give them" }).waitFor();
    await page.waitForTimeout(300);
    found.push(...(await violations(page)));
    await page.goto(`${new URL(page.url()).origin}/tasks`);
    await page.getByRole("row").nth(1).click();
    await page.getByRole("dialog").getByText("Log").waitFor();
    await page.waitForTimeout(400);
    found.push(...(await violations(page)));
    const over = async (path: string, open: string | RegExp, shown: string) => {
      await page.goto(new URL(page.url()).origin + path);
      await page.getByRole("button", { name: open }).first().click();
      await page.getByRole("dialog").getByText(shown).first().waitFor();
      await page.waitForTimeout(300);
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
    await page.waitForTimeout(300);
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
    await page.waitForTimeout(300);
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
    await page.waitForTimeout(300);
    found.push(...(await violations(page)));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    const placed = (track: string, accept: string[]) => ask("/placements", { placements: [{ playlist: playlist!.id, track, from: "in 2 days", until: "in 5 days", position: "1", accept }] });
    await placed(two!, []);
    await placed(held[3]!, ["same-slot", "already-there", "no-way-back"]);
    const { now } = await ask<{ now: string }>("/session");
    await page.goto(`${base}/calendar?week=${new Date(Date.parse(now) + 2 * 86_400_000).toISOString().slice(0, 10)}`);
    await page.getByText("Something is in the way of").waitFor();
    await page.waitForTimeout(300);
    found.push(...(await violations(page)));
    await page.getByRole("button").filter({ hasText: /(Conflict|In the way): / }).first().click();
    await page.getByRole("dialog").getByText(/(Conflict|In the way): /).waitFor();
    await page.waitForTimeout(300);
    found.push(...(await violations(page)));
    expect(found).toEqual([]);
  }));

test("axe finds nothing before anybody is signed in", () =>
  opened(async (page) => {
    await page.goto(new URL("/welcome", base).href);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await violations(page)).toEqual([]);
  }));
