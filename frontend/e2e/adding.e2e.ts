import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Row, room, until, world } from "./world";

const { ask, mine, signedIn, truth } = world();
const root = fileURLToPath(new URL("../../", import.meta.url));

interface Track {
  uri: string;
  name: string;
  artist: string;
}

const uris = async (playlist: string) => (await truth(playlist)).entries.map((entry) => entry.uri);
const tracksOf = (row: Row) => uris(row.id).then((all) => all.filter((uri): uri is string => uri?.startsWith("spotify:track:") === true));

/** Reads the plan and lets it go, whatever of it has to be overruled. */
async function approve(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByTestId("plan").waitFor();
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await dialog.getByRole("button", { name: "Apply now" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Fifty lines as people write them: of tracks that are known here, of some that are not quite, and of none. */
async function pasted(rows: readonly Row[]): Promise<{ text: string; known: string[] }> {
  const all = [...new Set((await Promise.all(rows.map(tracksOf))).flat())].slice(0, 46);
  const found = new Map((await ask<Track[]>(`/tracks?${all.map((uri) => `uri=${uri}`).join("&")}`)).map((track) => [track.uri, track]));
  const lines = all.map((uri, index) => {
    const { name, artist } = found.get(uri)!;
    const forms = [`${artist} - ${name}`, `${index + 1}. ${artist} – ${name} (3:42)`, `${name} by ${artist}`, `https://open.spotify.com/intl-de/track/${uri.split(":")[2]!}?si=abc`, `${artist.toUpperCase()} - ${name.toLowerCase()}`, `  ${artist}  —  ${name}  `];
    return forms[index % forms.length]!;
  });
  return { text: [...lines, "", "Nobody Ever - A Song That Is Nowhere", "Nobody Ever - Another That Is Nowhere", "Chart of the week", "https://spotify.link/abc123"].join("\n"), known: all };
}

test("fifty dirty lines are pasted, reviewed by keyboard, added and undone", () =>
  signedIn(async (page) => {
    const [target, ...others] = await mine(12);
    const stood = await uris(target!.id);
    const { text, known } = await pasted(others.slice(-4));
    await page.goto(`${new URL(page.url()).origin}/add?playlist=${target!.id}`);
    await page.getByRole("textbox", { name: "The list" }).fill(text);
    await page.getByRole("region", { name: "As it was read" }).getByRole("row").nth(5).waitFor();
    await page.getByRole("button", { name: /^Find \d+ tracks$/ }).click();
    const lines = page.getByRole("grid", { name: "Pasted lines" });
    await lines.waitFor();
    // What a search costs is told before it begins, and what it found shows by itself.
    const search = page.getByRole("button", { name: /^Search for (it|them) \(about \d+ calls?\)$/ });
    await search.click();
    await search.waitFor({ state: "detached" });
    await page.getByRole("region", { name: "The search" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Accept the \d+ certain ones?$/ }).click();
    await page.getByRole("button", { name: /^Certain/ }).waitFor({ state: "detached" });
    // The rest by keyboard alone: the first does not exist, which is taken back and said again; others are left out.
    await page.getByRole("button", { name: /^To review/ }).click();
    await lines.focus();
    const left = async () => Number(/\d+$/.exec((await page.getByRole("button", { name: /^To review/ }).textContent())!)![0]);
    const open = await left();
    await page.keyboard.press("n");
    await until("it is decided", left, (now) => now === open - 1);
    await page.keyboard.press("z");
    await until("it is open again", left, (now) => now === open);
    await page.keyboard.press("n");
    await until("it is decided again", left, (now) => now === open - 1);
    for (let now = await left(); now > 0; now = await left()) {
      await page.keyboard.press("s");
      await until("one more is left out", left, (then) => then < now);
    }
    await page.getByRole("button", { name: /^Add \d+ tracks …$/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "See every change" }).click();
    await approve(page);
    const now = await until("they stand at its bottom", () => uris(target!.id), (held) => held.length > stood.length);
    expect(now.slice(0, stood.length)).toEqual(stood);
    const added = now.slice(stood.length);
    expect(new Set(added).size).toBe(added.length);
    expect(added.filter((uri) => !known.includes(uri!))).toEqual([]);
    expect(added.length).toBeGreaterThan(known.filter((uri) => !stood.includes(uri)).length * 0.8);
    // The decision holds for everybody, and is listed with who made it.
    const { decisions } = await ask<{ decisions: { uri: string | null; title: string }[] }>("/decisions");
    expect(decisions.some((one) => one.uri === null)).toBe(true);
    await page.getByRole("button", { name: "Undo" }).click();
    await approve(page);
    await until("it stands as before", () => uris(target!.id), (held) => held.join() === stood.join());
  }));

/** Edits a workbook as somebody would with any program: the first two rows change places, the last goes, one is mistyped. */
const EDIT = `
import sys
from python_calamine import CalamineWorkbook
import xlsxwriter
source, target, wrong = sys.argv[1:]
book = CalamineWorkbook.from_path(source)
out = xlsxwriter.Workbook(target)
for name in book.sheet_names:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    heads = [at for at, row in enumerate(rows) if "URI" in row and "title" in row]
    if heads:
        head, uri = heads[0], rows[heads[0]].index("URI")
        tracks = [at for at in range(head + 1, len(rows)) if str(rows[at][uri]).startswith("spotify:track:")]
        first, second, last = tracks[0], tracks[1], tracks[-1]
        rows[first], rows[second] = rows[second], rows[first]
        del rows[last]
        if wrong == "yes":
            rows[second][uri] = "spotify:nonsense:1"
    sheet = out.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
out.close()
`;

test("a playlist goes out as a workbook, is edited by a program, comes in, is looked at, applied, and stands so at Spotify", () =>
  signedIn(async (page) => {
    const [row] = (await mine(12)).slice(2);
    const stood = await uris(row!.id);
    await room(page, "Import / Export").click();
    await page.getByRole("radio", { name: "some of them" }).check();
    await page.getByRole("combobox", { name: "Which playlists" }).fill(row!.name);
    await page.getByRole("option", { name: row!.name }).first().click();
    await page.keyboard.press("Escape");
    await page.getByText(/^1 playlist, /).waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
    const out = await file.path();
    expect(readFileSync(out).subarray(0, 2).toString()).toBe("PK");
    const python = process.env.PYTHON ?? `${root}.venv/bin/python`;
    for (const wrong of ["yes", "no"]) {
      execFileSync(python, ["-c", EDIT, out, `${out}.${wrong}.xlsx`, wrong]);
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Choose a file …" }).click()]);
      await chooser.setFiles(`${out}.${wrong}.xlsx`);
      await page.getByText("Nothing was changed yet").waitFor();
      if (wrong === "no") continue;
      // A cell that says nothing that can be done is named by its sheet and place.
      await page.getByRole("region", { name: "Cells that cannot be done" }).getByRole("cell", { name: "spotify:nonsense:1", exact: true }).waitFor();
      await page.getByRole("button", { name: /Forget it|Bring another file in/ }).first().click();
    }
    await page.getByRole("button", { name: "See every change" }).click();
    await approve(page);
    const tracks = stood.filter((uri) => uri?.startsWith("spotify:track:"));
    const wanted = [tracks[1], tracks[0], ...tracks.slice(2, -1)];
    await until("it stands as the file says", () => uris(row!.id), (held) => held.filter((uri) => uri?.startsWith("spotify:track:")).join() === wanted.join());
  }));
