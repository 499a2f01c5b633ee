import { expect, test } from "vitest";
import { room, until, world } from "./world";

const { ask, control, mine, signedIn, truth } = world();

/** How many of one's own there are at least. */
const MANY = Number(process.env.E2E_MANY);

interface Incident {
  id: string;
  playlist: string;
  state: string;
  outcome: string | null;
}
const incidents = (playlist: string) => ask<Incident[]>(`/incidents?playlist=${playlist}`);
/** Whether the attack of that number is seen to, as far as it is without a person. */
const over = (found: Incident[], attack: number) => found.length === attack + 1 && (attack === 3 ? found[0]!.state === "asking" : found[0]!.outcome === "restored");
/** Until protected playlists are looked at that were to be looked at by now, and nothing is under way. */
async function lookedAfter(): Promise<void> {
  const [{ now }, busy] = [await ask<{ now: string }>("/session"), () => ask<unknown[]>("/jobs?state=queued&state=running&limit=1")];
  await until("they are looked at", () => ask<{ accounts: { next_at: string | null }[] }>("/protection"), ({ accounts }) => accounts.every((one) => one.next_at !== null && Date.parse(one.next_at) > Date.parse(now)));
  await until("nothing is under way", busy, (jobs) => jobs.length === 0);
}
const takenDown = (playlist: string) => control("POST", `playlists/${playlist}/edits`, { do: "details", name: "", description: "", cover: null });

test("many playlists are protected; an attack appears by itself, is put back, and is told as evidence", () =>
  signedIn(async (page) => {
    const rows = (await mine(0)).slice(0, MANY);
    await room(page, "Playlists").click();
    await page.getByLabel("Ours as").selectOption("owner");
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("menuitem", { name: "Protect" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/can be protected as they are/).waitFor();
    await dialog.getByRole("button", { name: /^Protect \d+ playlists/ }).click();
    expect(Number.parseInt((await dialog.getByText(/^\d+ playlists protected\.$/).textContent())!)).toBeGreaterThanOrEqual(MANY);
    await dialog.getByRole("button", { name: "Close" }).last().click();

    await room(page, "Protection").click();
    await page.getByText(/Looked at every 5 minutes: \d calls? a look/).waitFor();
    const victim = rows[0]!;
    await takenDown(victim.id);
    await control("PUT", "clock", { advance: 400 });
    const told = page.getByRole("article", { name: new RegExp(`The name is empty`) });
    await page.getByRole("button", { name: "Also those that are over" }).click();
    await told.first().waitFor({ timeout: 120_000 });
    await told.first().getByText("put back", { exact: true }).waitFor({ timeout: 120_000 });
    expect((await truth(victim.id)).name).toBe(victim.name);

    const [fetched] = await Promise.all([page.waitForEvent("download"), told.first().getByRole("link", { name: "Evidence" }).click()]);
    expect(fetched.suggestedFilename()).toContain(victim.id);
    const evidence = await ask<{ incidents: unknown[]; not_known: string[] }>(`/playlists/${victim.id}/evidence`);
    expect(evidence.incidents).toHaveLength(1);
    expect(evidence.not_known.join(" ")).toContain("never says so");
  }));

test("a playlist that is reported again and again opens its breaker, which a person closes", () =>
  signedIn(async (page) => {
    const victim = (await mine(0))[1]!;
    for (let attack = 0; attack < 4; attack += 1) {
      await takenDown(victim.id);
      // Long enough for the pause before the next time, too short for a day: time goes on once all is done that was due.
      await until("it is put back, or asks", async () => {
        await lookedAfter();
        const found = await incidents(victim.id);
        if (!over(found, attack)) await control("PUT", "clock", { advance: 900 });
        return found;
      }, (found) => over(found, attack), 60_000);
    }
    await page.goto(`${new URL(page.url()).origin}/playlists/${victim.id}/protection`);
    await page.getByText("Nothing is put back here until a person says so.").waitFor();
    await page.getByRole("button", { name: /^Close the breaker/ }).click();
    await until("it is put back", () => truth(victim.id), (now) => now.name === victim.name);
    await page.getByText("Nothing is put back here until a person says so.").waitFor({ state: "detached" });
  }));
