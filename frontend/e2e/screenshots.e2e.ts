import { test } from "vitest";
import { taken } from "./taken";
import { world } from "./world";

const { mine, signedIn, opened, ask } = world();
const SCREENS = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;

/** The playlist that has lived through most, of those whose rows fill a screen. */
async function livedMost(): Promise<string> {
  const lived = await Promise.all((await mine(20)).map(async ({ id }) => ({ id, versions: (await ask<unknown[]>(`/playlists/${id}/versions`)).length })));
  return lived.sort((a, b) => b.versions - a.versions)[0]!.id;
}

/** One in whose way something is. */
async function placed(): Promise<string> {
  const all = await ask<{ playlist: string; state: string }[]>("/placements?limit=500");
  return (all.find((one) => one.state === "asking") ?? all[0]!).playlist;
}

/** One whose breaker stands open. */
async function broken(): Promise<string> {
  const all = await ask<{ playlist: string; broken_at: string | null }[]>("/protection/playlists?limit=500");
  return (all.find((one) => one.broken_at !== null) ?? all[0]!).playlist;
}

test.each(Object.entries(SCREENS))("every page, %s", { timeout: 240_000 }, async (name, screen) => {
  const id = await livedMost();
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
    for (const room of ["playlists", "labels", "add", "exchange", "calendar", "protection", "tasks", "accounts", "quota", "audit", "set-up"]) await go(`/${room}`, room);
    await go("/", "today");
    await go("/playlists?tag=flagship", "tagged");
    await go("/protection?incidents=all", "incidents");
    const guarded = `/playlists/${await broken()}/protection`;
    await go(guarded, "guarded");
    await taken(page, `guarded-whole-${name}`, true);
    await go("/settings", "settings");
    await taken(page, `settings-whole-${name}`, true);
    await go("/", "today");
    await taken(page, `today-whole-${name}`, true);
    await go(`/playlists/${id}/history`, "history");
    await go(`/playlists/${await placed()}/placements`, "placements");
    const { now } = await ask<{ now: string }>("/session");
    await go(`/playlists/${id}/history?on=${now.slice(0, 10)}`, "stood");
    const { rule_sets: kept } = await ask<{ rule_sets: { id: string; hand: { asks: boolean } }[] }>("/rule-sets");
    const asking = kept.find((one) => one.hand.asks)!.id;
    const { templates } = await ask<{ templates: { id: string; ready: boolean }[] }>("/rule-templates");
    await go("/rules", "rules");
    await go(`/rules/${asking}`, "rule-set");
    await taken(page, `rule-set-whole-${name}`, true);
    await go(`/rules/${asking}?view=form`, "rule-form");
    await go(`/rules/${asking}?view=yaml`, "rule-text");
    await go("/rules/templates", "templates");
    await go(`/rules/templates/${templates[0]!.id}`, "template");
    const { pastes } = await ask<{ pastes: { id: string; name: string }[] }>("/pastes");
    const chart = pastes.find((one) => one.name === "Chart of the week")!.id;
    await go(`/add/${chart}`, "pasted");
    await go(`/add/${chart}?show=review`, "reviewing");
    await go("/add/decisions", "decisions");
    const own = templates.find((one) => !one.ready)!.id;
    await go(`/rules/templates/${own}/change`, "template-change");
    await taken(page, `template-change-whole-${name}`, true);
    await go("/find?q=so", "find");
    const { entries } = await ask<{ entries: { uri: string | null }[] }>(`/playlists/${id}`);
    const track = entries.find((entry) => entry.uri?.startsWith("spotify:track:"))!.uri!;
    await go(`/tracks/${track.split(":")[2]}`, "track");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByRole("img", { name: /changes of its place/ }).first().waitFor();
    await taken(page, `courses-${name}`);
    await page.getByRole("link", { name: /./ }).and(page.locator('a[href*="/artists/"]')).first().click();
    await page.getByRole("heading", { name: "Known tracks" }).waitFor();
    await taken(page, `artist-${name}`);
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
    // The draft is kept on the server: the next screen shall not find it.
    await page.getByRole("button", { name: "Not now" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByTestId("staged").waitFor({ state: "detached" });
    await page.waitForTimeout(1_500);
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

test.each(Object.entries(SCREENS))("what opens over a page, %s", { timeout: 240_000 }, (name, screen) =>
  signedIn(async (page) => {
    const at = (path: string) => page.goto(new URL(page.url()).origin + path);
    const pressed = async (button: string | RegExp, as: string) => {
      await page.getByRole("button", { name: button }).first().click();
      await page.waitForTimeout(500);
      await taken(page, `${as}-${name}`);
    };
    await at("/playlists");
    await pressed("Views", "views");
    await page.keyboard.press("Escape");
    await pressed("Export", "export");
    await page.keyboard.press("Escape");
    for (const [item, as] of [["Tag", "tag"], ["Protect", "protect"], ["Rename", "rename"]] as const) {
      await at("/playlists");
      await page.getByRole("checkbox", { name: "Pick all" }).click();
      await page.getByRole("button", { name: "Change" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await page.getByRole("dialog").waitFor();
      await page.waitForTimeout(600);
      await taken(page, `${as}-${name}`);
    }
    await at("/tasks");
    await pressed(/^Plan it now: Newest first/, "ahead");
    await page.getByRole("button", { name: "Look and plan" }).click();
    await page.getByRole("dialog").or(page.getByText("As things stand nothing would be done")).first().waitFor();
    await taken(page, `planned-${name}`);
    if (await page.getByRole("button", { name: "Change this plan" }).isVisible()) await pressed("Change this plan", "override");
    await at("/calendar");
    await pressed(/^\d\d:\d\d (in|out)/, "placement");
    await at("/settings");
    await pressed("New route", "route");
  }, screen));

test("as somebody sees it who only looks", { timeout: 180_000 }, () =>
  signedIn(async (page) => {
    const id = await broken();
    const [kept] = (await ask<{ rule_sets: { id: string }[] }>("/rule-sets")).rule_sets;
    for (const [path, as] of [["/", "today"], ["/rules", "rules"], [`/rules/${kept!.id}`, "rule-set"], ["/rules/templates", "templates"], ["/add", "add"], ["/add/decisions", "decisions"], ["/exchange", "exchange"], ["/playlists", "playlists"], [`/playlists/${id}`, "tracks"], [`/playlists/${id}/protection`, "guarded"], ["/protection", "protection"], ["/calendar", "calendar"], ["/tasks", "tasks"], ["/accounts", "accounts"], ["/settings", "settings"], ["/set-up", "set-up"], ["/audit", "audit"]] as const) {
      await page.goto(new URL(page.url()).origin + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await taken(page, `viewer-${as}`);
    }
  }, { ...SCREENS.light, who: { name: "Priya", password: "a long enough password" } }));
