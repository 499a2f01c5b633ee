/** What every scenario starts from: a server that is up on the sandbox, a browser, somebody signed in. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launch, watched } from "./browser";

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these scenarios are run by pytest tests/e2e, which starts the server.`);
  return value;
}

export interface Row {
  id: string;
  name: string;
  total: number | null;
  items: string;
  seen_by: { relation: string }[];
}

export interface Told {
  /** What goes wrong on purpose. */
  expected?: RegExp;
  /** Who signs in. */
  who?: { name: string; password: string };
}

export interface World {
  base: string;
  /** A page of a fresh browser profile in which somebody is signed in; it fails the test over anything wrong in it. */
  signedIn: (test: (page: Page) => Promise<void>, options?: BrowserContextOptions & Told) => Promise<void>;
  /** The same before signing in, with the link that made the first member or still makes it. */
  opened: (test: (page: Page, link: string) => Promise<void>, options?: BrowserContextOptions & Told) => Promise<void>;
  /** Asks the API beside the pages. */
  ask: <T>(path: string, body?: unknown) => Promise<T>;
  /** Stops the server, or starts it again at the same address. */
  hand: (what: "stop" | "start") => Promise<void>;
  /** What a playlist truly holds at the sandbox. */
  truth: (playlist: string) => Promise<{ name: string; description?: string; entries: { uri: string | null; added_at: string }[] }>;
  /** Makes another member. */
  member: (who: { name: string; password: string }, role?: string) => Promise<void>;
  control: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Playlists that can be edited, the shortest first. */
  mine: (atLeast?: number) => Promise<Row[]>;
}

/** The owner: of a demonstration's world, or the first member that these scenarios make. */
export const MEMBER = { name: process.env.E2E_MEMBER || "Ada", password: "a long enough password" };

/** With `member` there is one already; without, the server's own link still makes the first. */
export function world({ member = true } = {}): World {
  let browser: Browser;
  const token = given("E2E_TOKEN");
  const control = given("E2E_CONTROL");
  const up = given("E2E_UP");
  const link = given("E2E_WELCOME");
  beforeAll(async () => {
    // Scenarios of several files may share a server: the first makes the member.
    const there = async () => (await ask<{ name: string }[]>("/members")).some((one) => one.name === MEMBER.name);
    if (member && !(await there())) await json(send(`${up}/api/v1/links/use`, "POST", { token: link.split("#")[1], ...MEMBER }, {}));
    browser = await launch();
  });
  afterAll(() => browser.close());

  const json = async <T>(asked: Promise<Response>): Promise<T> => {
    const answer = await asked;
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${JSON.stringify(body)}`);
    return body as T;
  };
  const send = (url: string, method: string, body: unknown, headers: Record<string, string>) =>
    fetch(url, { method, headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const ask = <T>(path: string, body?: unknown) => json<T>(send(`${up}/api/v1${path}`, body === undefined ? "GET" : "POST", body, { authorization: `Bearer ${token}` }));

  const opened: World["opened"] = async (test, options = {}) => {
    const { expected, ...more } = options;
    // Nothing glides: what a scenario waits for is there at once, and no processor draws what nobody sees.
    const context = await browser.newContext({ viewport: { width: 1280, height: 820 }, reducedMotion: "reduce", ...more });
    context.setDefaultTimeout(60_000);
    const { page, wrong } = await watched(context);
    try {
      await test(page, link);
      expect(wrong.filter((one) => !expected?.test(one))).toEqual([]);
    } catch (error) {
      if (process.env.E2E_PICTURES) for (const each of context.pages()) await each.screenshot({ path: `${process.env.E2E_PICTURES}/failed-${Date.now()}.png` }).catch(() => undefined);
      throw wrong.length > 0 ? new Error(`Wrong in the page:\n${wrong.join("\n")}`, { cause: error }) : error;
    } finally {
      await context.close();
    }
  };
  return {
    base: up,
    opened,
    signedIn: (test, options) =>
      opened(async (page) => {
        // The form has scenarios of its own, in welcome.e2e.ts.
        const { name, password } = options?.who ?? MEMBER;
        const answer = await page.context().request.post(`${up}/api/v1/session`, { data: { name, password } });
        expect(answer.status()).toBe(200);
        await page.goto(up);
        await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
        await test(page);
      }, options),
    ask,
    member: async (who, role = "editor") => {
      const { link: invited } = await ask<{ link: string }>("/members/invitations", { role, accounts: null });
      await json(send(`${up}/api/v1/links/use`, "POST", { token: invited.split("#")[1], ...who }, {}));
    },
    control: (method, path, body) => json(send(`${control}/${path}`, method, body, {})),
    hand: async (what) => void (await json(send(`${given("E2E_HAND")}/${what}`, "POST", {}, {}))),
    truth: (playlist) => json(send(`${control}/playlists/${playlist}`, "GET", undefined, {})),
    mine: async (atLeast = 12) => {
      const rows = await ask<Row[]>("/playlists");
      return rows
        .filter((row) => row.items === "read" && (row.total ?? 0) >= atLeast && row.seen_by.some((one) => one.relation === "owner"))
        .sort((a, b) => (a.total ?? 0) - (b.total ?? 0));
    },
  };
}

/** Waits until something holds, asking again and again. */
export async function until<T>(what: string, ask: () => Promise<T>, holds: (value: T) => boolean, ms = 90_000): Promise<T> {
  const end = Date.now() + ms;
  // Less and less often: asking takes the time of the processor on which it has to come to this.
  for (let pause = 50; ; pause = Math.min(400, pause * 1.4)) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`It never came to this: ${what}. Last: ${JSON.stringify(value).slice(0, 600)}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Waits until a job has ended well. */
export async function succeeded(ask: World["ask"], job: string): Promise<void> {
  await until("the job is done", () => ask<{ state: string }>(`/jobs/${job}`), (now) => now.state === "succeeded");
}

/** Waits until the server keeps no draft of a playlist for whoever is signed in there: it hears of it a moment after. */
export async function discarded(page: Page, playlist: string): Promise<void> {
  await page.getByTestId("staged").waitFor({ state: "detached" });
  await until("nothing is kept", () => page.evaluate(async (id) => (await (await fetch(`/api/v1/playlists/${id}/draft`)).json()) as { draft: unknown }, playlist), (now) => now.draft === null);
}

/** The latest task of that title in the list of tasks, whatever else there is. */
export const task = (page: Page, title: string) => page.getByRole("table", { name: "Tasks" }).getByRole("row").filter({ hasText: title }).first();

/** The way into a room of the house. */
export const room = (page: Page, name: string) => page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name, exact: true });
