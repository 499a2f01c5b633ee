import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Row, succeeded, until, world } from "./world";

const { base, mine, signedIn, truth, ask, control } = world();

const uris = async (playlist: string) => (await truth(playlist)).entries.map((entry) => entry.uri);

/** One edit of playlists beside the pages. */
async function edited(playlists: string[], edit: Record<string, unknown>): Promise<void> {
  const { fingerprint } = await ask<{ fingerprint: string }>("/playlists/edit", { selection: { playlists }, edit, forced: [] });
  await succeeded(ask, (await ask<{ job: string }>(`/proposals/${fingerprint}/apply`, { forced: [] })).job);
}

interface Track {
  uri: string;
  name: string;
  credit: string;
}

/** Three playlists and a track that these alone hold, and another that none of them does. */
async function three(): Promise<{ rows: Row[]; track: Track; other: Track }> {
  const rows = (await mine(8)).slice(0, 3);
  const held = new Set((await Promise.all(rows.map((row) => uris(row.id)))).flat());
  const known = async (uri: string) => (await ask<{ tracks: Track[] }>(`/find?q=${encodeURIComponent(uri)}`)).tracks[0];
  const free: Track[] = [];
  for (const row of (await mine(8)).slice(3)) {
    for (const uri of await uris(row.id)) {
      if (uri === null || held.has(uri) || !uri.startsWith("spotify:track:")) continue;
      const track = await known(uri);
      if (track !== undefined) free.push(track);
      held.add(uri);
      break;
    }
    if (free.length === 2) break;
  }
  const [track, other] = free as [Track, Track];
  // Wherever else it stands it goes, so that everywhere is these three.
  const { holders } = await ask<{ holders: { playlist: Row }[] }>(`/tracks/${track.uri}`);
  await edited(holders.map((one) => one.playlist.id), { kind: "remove", uris: [track.uri] });
  await edited(rows.map((row) => row.id), { kind: "add", uris: [track.uri], where: "position", position: 3 });
  return { rows, track, other };
}

const bare = (uri: string) => uri.split(":")[2]!;

async function typed(page: Page, words: string): Promise<void> {
  await page.keyboard.press("/");
  const box = page.getByRole("textbox", { name: "Find" });
  await box.waitFor();
  await box.fill(words);
}

test("a track is found as one types, replaced everywhere at once, and one undo brings all back", () =>
  signedIn(async (page) => {
    const { rows, track, other } = await three();
    const before = await Promise.all(rows.map((row) => uris(row.id)));
    const calls = async () => (await control<{ total: number }>("GET", "counters")).total;
    const spent = await calls();
    await typed(page, `${track.credit.slice(0, 5)} ${track.name.slice(0, 4)}`);
    const hit = page.locator(`a[href$="/tracks/${bare(track.uri)}"]`);
    await hit.waitFor();
    expect(new URL(page.url()).searchParams.get("q")).toContain(track.name.slice(0, 4));
    await page.keyboard.press("ArrowDown");
    await page.locator("a[data-hit]:focus").waitFor();
    await hit.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: track.name }).waitFor();
    for (const row of rows) await page.getByRole("row", { name: row.name }).filter({ hasText: "3 of" }).waitFor();
    expect(await calls()).toBe(spent);

    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByRole("img", { name: /changes of its place/ }).first().waitFor();
    await page.getByRole("button", { name: "Show as a table" }).click();
    await page.getByRole("cell", { name: /^3 of/ }).first().waitFor();

    await page.getByRole("button", { name: "Replace everywhere" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Replace by").fill(other.uri);
    await dialog.getByRole("button", { name: "See every change" }).click();
    await dialog.getByTestId("plan").waitFor();
    expect(await dialog.getByTestId("plan").textContent()).toContain("3 playlists, ");
    await dialog.getByRole("button", { name: "Apply now" }).click();
    await page.getByText(/^Done: Replace /).waitFor({ timeout: 120_000 });
    const replaced = before.map((some) => some.map((uri) => (uri === track.uri ? other.uri : uri)));
    expect(await Promise.all(rows.map((row) => uris(row.id)))).toEqual(replaced);
    await page.getByText("No playlist holds it now").waitFor();

    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await dialog.getByRole("button", { name: "Apply now" }).click();
    await until("all is back", () => Promise.all(rows.map((row) => uris(row.id))), (now) => JSON.stringify(now) === JSON.stringify(before));
    await page.getByText("No playlist holds it now").waitFor({ state: "detached" });
  }));

test("Spotify is asked on Enter alone, one call each time, and what it answers can be added to many", () =>
  signedIn(async (page) => {
    const calls = async () => (await control<{ total: number }>("GET", "counters")).total;
    const { name } = (await ask<{ tracks: Track[] }>("/find?q=a")).tracks[0]!;
    const spent = await calls();
    await page.keyboard.press("Control+k");
    await typed(page, name);
    await page.locator("a[data-hit]").first().waitFor();
    expect(await calls()).toBe(spent);
    await page.getByRole("textbox", { name: "Find" }).press("Enter");
    const answer = page.getByRole("region", { name: `At Spotify: ${name}` });
    await answer.locator("a[data-hit]").first().waitFor();
    expect(await calls()).toBe(spent + 1);
    await answer.locator("a[data-hit]").first().click();
    await page.getByRole("button", { name: "Add to many" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: /^All / }).check();
    await dialog.getByRole("button", { name: "See every change" }).click();
    await dialog.getByTestId("plan").waitFor();
    expect(await dialog.getByTestId("plan").textContent()).toMatch(/playlists?, \d+ calls/);
  }));

test("a playlist is shown as it stood on a day, with who changed it since", () =>
  signedIn(async (page) => {
    const row = (await mine(8)).at(-1)!;
    const then = await ask<{ entries: { title: string | null }[] }>(`/playlists/${row.id}`);
    const { now } = await ask<{ now: string }>("/session");
    await control("PUT", "clock", { advance: 2 * 86_400 });
    await edited([row.id], { kind: "reorder", how: "reverse" });
    await page.goto(`${base}/playlists/${row.id}/history`);
    await page.getByText("changed by the operator").first().waitFor();
    const day = now.slice(0, 10);
    await page.getByLabel("As it stood on").fill(day);
    await page.getByRole("heading", { name: `As it stood on ${day}` }).waitFor();
    const list = page.getByRole("list", { name: `Tracks on ${day}` });
    await list.getByRole("listitem").first().waitFor();
    expect(await list.getByRole("listitem").first().textContent()).toContain(then.entries[0]!.title!);
    expect(new URL(page.url()).searchParams.get("on")).toBe(day);
    await page.getByRole("button", { name: "Compare with now" }).click();
    await page.getByText(/\d+ moved/).first().waitFor();
  }));

test("a table of how tracks sound is looked at, imported and told of a track; a mood is set, an artist blocked, and both taken back", () =>
  signedIn(async (page) => {
    const [row] = await mine(8);
    const uri = (await uris(row!.id)).find((one) => one?.startsWith("spotify:track:"))!;
    const calls = async () => (await control<{ total: number }>("GET", "counters")).total;
    const spent = await calls();
    await page.goto(`${base}/labels`);
    await page.getByText("There is no genre and no mood yet").waitFor();
    await page.getByRole("button", { name: "Import a table" }).click();
    const dialog = page.getByRole("dialog");
    const table = `Link;Speed;Energy;Style\n${uri};120,5;40;Indie\nno track;1;2;x\n`;
    await dialog.locator('input[type="file"]').setInputFiles({ name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
    await dialog.getByLabel("Tempo (bpm)").selectOption("Speed");
    await dialog.getByLabel("Genre").selectOption("Style");
    await dialog.getByLabel("Energy and the like").check();
    await dialog.getByText("2 rows: 1 track, 1 genre, 0 moods; 1 row left out.").waitFor();
    await dialog.getByRole("button", { name: "Import 1 track" }).click();
    await page.getByRole("row", { name: "Indie" }).filter({ hasText: "mine (1)" }).waitFor();
    await page.getByText(/features are known of 1 \(\d+ %\)/).waitFor();

    await page.goto(`${base}/tracks/${bare(uri)}`);
    await page.getByText("121 bpm · energy 0.40").or(page.getByText("120 bpm · energy 0.40")).waitFor();
    const labels = page.getByRole("list", { name: "Labels" });
    await page.getByRole("button", { name: "Label", exact: true }).click();
    await page.getByRole("menuitem", { name: "Mood" }).click();
    await dialog.getByRole("combobox", { name: "Set" }).fill("Calm");
    await dialog.getByRole("combobox", { name: "Set" }).press("Enter");
    await dialog.getByRole("button", { name: "Save" }).click();
    await labels.getByText(/^set by hand by/).waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await labels.getByText(/^set by hand by/).waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Label", exact: true }).click();
    await page.getByRole("menuitem", { name: "Block" }).click();
    await dialog.getByRole("radio", { name: /^everything by/ }).check();
    await dialog.getByRole("button", { name: "Block", exact: true }).click();
    await page.getByText("1 track or artist is blocked").waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Labels" }).click();
    const blocked = page.getByRole("list", { name: "Blocked" });
    await blocked.getByRole("listitem").waitFor();
    await blocked.getByRole("button", { name: /^Take / }).click();
    await page.getByText("Nothing is blocked").waitFor();

    const held = (await ask<{ tracks: Track[] }>(`/find?q=${encodeURIComponent(uri)}`)).tracks[0]!;
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await page.getByRole("button", { name: "Import a table" }).click();
    const names = `By;Song;BPM\n${quoted(held.credit)};${quoted(held.name)};90\n`;
    await dialog.locator('input[type="file"]').setInputFiles({ name: "names.csv", mimeType: "text/csv", buffer: Buffer.from(names) });
    await dialog.getByLabel("Artists").selectOption("By");
    await dialog.getByText("1 tell title and artist: tracks that are called alike are found too.").waitFor();
    await dialog.getByRole("button", { name: "Import 1 track" }).click();
    const dataSets = page.getByRole("list", { name: "Data sets" });
    await dataSets.getByText(/^Lends to [1-9]\d* mirrored tracks? that it does not name/).waitFor();
    await dataSets.getByRole("button", { name: "Move names up" }).press("Enter");
    await dataSets.getByRole("listitem").first().filter({ hasText: "names" }).waitFor();
    await page.getByRole("button", { name: "By playlist" }).click();
    await dialog.getByRole("img", { name: /1 by id/ }).first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Remove names" }).click();
    await page.getByRole("group", { name: "Remove names" }).getByText(/and what it lends to [1-9]\d* tracks? by likeness/).waitFor();
    await page.getByRole("group", { name: "Remove names" }).getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove names" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Remove mine" }).click();
    await page.getByRole("group", { name: "Remove mine" }).getByRole("button", { name: "Remove" }).click();
    await page.getByText("There is no genre and no mood yet").waitFor();
    expect(await calls()).toBe(spent);
  }));
