/** Setting up, connecting in each of the three ways, members with different rights, and sessions that end. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MEMBER, room, succeeded, task, until, world } from "./world";

const { base, opened, signedIn, ask, control, hand, mine, truth } = world();

interface Account {
  id: string;
  name: string;
  user_id: string;
  authorised_at: string;
  writes: boolean;
}
const accounts = () => ask<Account[]>("/accounts");
const account = async (user: string) => (await accounts()).find((one) => one.user_id === user)!;
const dialog = (page: Page) => page.getByRole("dialog");

/** Agrees on the sandbox's page of consent as one of its people. */
async function agree(page: Page, user: string): Promise<void> {
  await page.getByRole("heading", { name: /asks for access/ }).waitFor();
  await page.getByRole("radio", { name: new RegExp(`\\(${user}\\)`) }).check();
  await page.getByRole("button", { name: "Agree" }).click();
}

/** Removes the first row of a playlist and applies that; what it held then. */
async function withoutFirst(page: Page, playlist: string, meanwhile: () => Promise<void> = async () => undefined): Promise<(string | null)[]> {
  const before = (await truth(playlist)).entries.map((entry) => entry.uri);
  await page.goto(`${base}/playlists/${playlist}`);
  await page.getByRole("grid", { name: "Tracks" }).getByRole("row").nth(0).click();
  await page.keyboard.press("Delete");
  await page.getByTestId("staged").getByText("1 removed").waitFor();
  await meanwhile();
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Apply now" }).click();
  await page.getByText(/^Done: /).waitFor();
  return before;
}

const uris = async (playlist: string) => (await truth(playlist)).entries.map((entry) => entry.uri);

async function join(link: string, name: string, inside: (page: Page) => Promise<void>, expected?: RegExp): Promise<void> {
  await opened(async (page) => {
    await page.goto(`${base}/welcome#${link.split("#")[1]}`);
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("A password").fill("another long password");
    await page.getByRole("button", { name: "Come in" }).click();
    await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
    await inside(page);
  }, expected === undefined ? {} : { expected });
}

test("set-up names a wrong client id and a redirect URI that is not registered, and an account is connected here", () =>
  signedIn(async (page) => {
    await room(page, "Set-up").click();
    await page.getByRole("radio", { name: "My listening" }).check();
    await page.getByText("request the extended streaming history").waitFor();
    expect(page.url()).toContain("for=listening");
    await page.getByText("http://127.0.0.1/oauth/callback").waitFor();
    await page.getByText("Enter one more app").click();
    await page.getByRole("textbox", { name: "Client id" }).fill("f".repeat(32));
    await page.getByLabel("What to call it here").fill("mistyped");
    await page.getByRole("button", { name: "Add the app" }).click();
    await page.getByText("mistyped is added.").waitFor();
    await page.getByLabel("App to test").selectOption({ label: "mistyped" });
    await page.getByRole("button", { name: "Test the set-up (no call)" }).click();
    await page.getByText("1 thing to mend.").waitFor();
    await page.getByText("Spotify does not know the app with the client id ffff").waitFor();
    await page.getByRole("button", { name: "Remove mistyped" }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("listitem").filter({ hasText: "mistyped" }).waitFor({ state: "detached" });

    const [app] = await control<{ client_id: string; redirect_uris: string[] }[]>("GET", "apps");
    await control("PUT", `apps/${app!.client_id}`, { redirect_uris: ["http://127.0.0.1:1/elsewhere"] });
    const findings = page.getByRole("list", { name: "Findings" }).getByRole("listitem");
    await page.getByRole("button", { name: "Test the set-up (1 call)" }).click();
    await findings.filter({ hasText: "does not lead back to http://127.0.0.1/oauth/callback" }).getByText("wrong", { exact: true }).waitFor();
    await control("PUT", `apps/${app!.client_id}`, { redirect_uris: app!.redirect_uris });
    await page.getByRole("button", { name: "Test the set-up (1 call)" }).click();
    await page.getByText("Everything is as it has to be.").waitFor();

    await page.getByRole("button", { name: "Connect one more" }).click();
    await dialog(page).getByText("Spotify will be asked for 7 permissions").waitFor();
    await dialog(page).getByRole("button", { name: "Go to Spotify" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("The consent was declined at Spotify.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(new URL(page.url()).search).toBe("");
    await page.getByRole("button", { name: "Connect an account" }).click();
    await dialog(page).getByRole("button", { name: "Go to Spotify" }).click();
    await agree(page, "listener2");
    await page.getByText("is connected and looks only").waitFor();
    expect((await account("listener2")).writes).toBe(false);
  }));

test("an account is authorised again by pasting the address that did not load", () =>
  signedIn(async (page) => {
    const before = await account("listener2");
    await room(page, "Accounts").click();
    const card = page.getByRole("region", { name: before.name });
    await card.getByRole("button", { name: "Reconnect" }).click();
    await dialog(page).getByRole("radio", { name: "Look and change" }).check();
    await dialog(page).getByText("Spotify will be asked for 11 permissions").waitFor();
    await dialog(page).getByRole("radio", { name: "By pasting an address" }).check();
    await dialog(page).getByRole("button", { name: "Go on" }).click();
    const opening = page.context().waitForEvent("page");
    await dialog(page).getByRole("link", { name: "Spotify’s page" }).click();
    const spotify = await opening;
    const came = spotify.waitForEvent("request", (request) => request.url().startsWith("http://127.0.0.1/oauth/callback"));
    await agree(spotify, "listener2");
    const address = (await came).url();
    await spotify.close();
    await dialog(page).getByLabel("The address that did not load").fill(address);
    await dialog(page).getByRole("button", { name: "Connect" }).click();
    await dialog(page).getByText("its tokens are new and Playwarden may change its playlists").waitFor();
    await page.keyboard.press("Escape");
    await card.getByText("may change playlists").waitFor();
    expect((await accounts()).length).toBe(2);
  }));

test("an owner who is no member authorises an account again by a link that was made on the page", async () => {
  let link = "";
  const before = await account("listener1");
  await signedIn(async (page) => {
    await room(page, "Accounts").click();
    await page.getByRole("region", { name: before.name }).getByRole("button", { name: "Reconnect" }).click();
    await dialog(page).getByRole("radio", { name: "By a link for its owner" }).check();
    await dialog(page).getByRole("button", { name: "Make the link" }).click();
    link = await dialog(page).getByLabel("Link").inputValue();
    await page.keyboard.press("Escape");
    await room(page, "Settings").click();
    await page.getByRole("list", { name: "Links that wait" }).getByText("to connect an account").waitFor();
  });
  await opened(async (page) => {
    await page.goto(link);
    await page.getByRole("heading", { name: `Connect the Spotify account of ${before.name}` }).waitFor();
    await page.getByRole("button", { name: "Go to Spotify" }).click();
    await agree(page, "listener1");
    await page.getByRole("heading", { name: "Connected" }).waitFor();
    await page.goto(`${base}/accounts`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
  expect(Date.parse((await account("listener1")).authorised_at)).toBeGreaterThan(Date.parse(before.authorised_at));
});

test("an editor of one account sees and changes that one, and is told what they may", async () => {
  const own = await account("listener2");
  const foreign = await account("listener1");
  let link = "";
  await signedIn(async (page) => {
    await room(page, "Settings").click();
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await dialog(page).getByLabel("Role").selectOption("editor");
    await dialog(page).getByRole("radio", { name: "Only some" }).check();
    await dialog(page).getByLabel(`What they may with ${own.name}`).selectOption("edit");
    await dialog(page).getByRole("checkbox", { name: "Delete what people made" }).check();
    await dialog(page).getByRole("button", { name: "Make the link" }).click();
    link = await dialog(page).getByLabel("Link").inputValue();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await page.getByText(`as an editor of ${own.name}`).waitFor();
  });
  const { job } = await ask<{ job: string }>("/sync", { accounts: [own.id], read: true });
  await succeeded(ask, job);
  const seen = await ask<{ id: string; total: number | null; seen_by: { account: string; relation: string }[] }[]>("/playlists");
  const owned = (one: Account) => seen.filter((row) => row.seen_by.some((by) => by.account === one.id && by.relation === "owner"));
  const theirs = owned(own).filter((row) => (row.total ?? 0) > 1).sort((a, b) => a.total! - b.total!)[0]!;
  const others = owned(foreign).find((row) => row.seen_by.length === 1)!;
  await join(link, "Edda", async (page) => {
    await room(page, "Accounts").click();
    await page.getByRole("heading", { level: 2, name: own.name }).waitFor();
    expect(await page.getByRole("heading", { level: 2, name: foreign.name }).count()).toBe(0);
    expect(await page.getByRole("button", { name: /^(Reconnect|Disconnect|Connect an account)$/ }).count()).toBe(0);
    await room(page, "Playlists").click();
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByRole("button", { name: "Change" }).waitFor();
    expect(await withoutFirst(page, theirs.id)).toHaveLength(theirs.total!);
    expect(await uris(theirs.id)).toHaveLength(theirs.total! - 1);
    await page.goto(`${base}/playlists/${others.id}`);
    await page.getByText("No playlist here is called").waitFor();
    await room(page, "Set-up").click();
    await page.getByText("Accounts are connected by an owner or an admin").waitFor();
    await room(page, "Settings").click();
    await page.getByText(`You are an editor of ${own.name}. You may also delete what people made.`).waitFor();
    expect(await page.getByRole("button", { name: "Invite somebody" }).count()).toBe(0);
    await page.getByRole("button", { name: "Make a token" }).click();
    await dialog(page).getByLabel("What it is for").fill("n8n");
    await dialog(page).getByRole("button", { name: "Make it" }).click();
    const token = await dialog(page).getByLabel("Token").inputValue();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    const reach = async () => (await fetch(`${base}/api/v1/accounts`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await reach()).toBe(200);
    await page.getByRole("button", { name: "Revoke n8n" }).click();
    await page.getByRole("button", { name: "Revoke", exact: true }).click();
    await page.getByText("A token lets a program").waitFor();
    expect(await reach()).toBe(401);
  }, /^answered 404: GET |^console error: (.* 404 \(Not Found\)|Problem: No playlist here is called)/);
  await signedIn(async (page) => {
    await room(page, "Settings").click();
    await page.getByRole("button", { name: "Change Edda" }).click();
    await dialog(page).getByLabel("Role").selectOption("viewer");
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await page.getByRole("list", { name: "Members" }).getByText(`viewer of ${own.name}`).waitFor();
    await page.getByRole("button", { name: "Remove Edda" }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("Edda").waitFor({ state: "detached" });
  });
});

test("an editor of what has a tag edits a playlist that has it, and sees no other", async () => {
  const own = await account("listener1");
  const [tagged, other] = await mine();
  await ask("/tags/assign", { playlists: [tagged!.id], add: ["campaign"] });
  const { link } = await ask<{ link: string }>("/members/invitations", { role: "editor", accounts: { [`${own.id}#campaign`]: "edit" } });
  await join(link, "Tess", async (page) => {
    await room(page, "Playlists").click();
    await page.getByRole("link", { name: tagged!.name }).first().waitFor();
    expect(await page.getByRole("link", { name: other!.name, exact: true }).count()).toBe(0);
    const before = await withoutFirst(page, tagged!.id, async () => {
      // What is done later is for whoever has the account: the tag may be gone by then.
      expect(await page.getByRole("button", { name: "Schedule", exact: true }).count()).toBe(0);
    });
    expect(await uris(tagged!.id)).toEqual(before.slice(1));
    await page.getByRole("button", { name: "Add tracks" }).click();
    await page.getByLabel("Links, or words of a title").fill("river");
    await page.getByText("Enter asks Spotify: 1 call.").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText(/found at Spotify\.$/).waitFor();
  });
});

test("a session that is ended elsewhere says so, and signing in leads back", () =>
  signedIn(async (page) => {
    await page.goto(`${base}/tasks?show=all`);
    await page.getByRole("heading", { level: 1, name: "Tasks" }).waitFor();
    await signedIn(async (other) => {
      await room(other, "Settings").click();
      await other.getByRole("button", { name: "Sign out everywhere else" }).click();
      await other.getByRole("group", { name: "Sign out everywhere else" }).getByRole("button", { name: "Sign out everywhere else" }).click();
      await until("it is the only one", async () => await other.getByRole("list", { name: "Sessions" }).getByRole("listitem").count(), (count) => count === 1);
    });
    // Nobody touches the page: it hears of it by the end of its stream.
    await page.getByText("Your session has ended. Signing in leads back to where you were.").waitFor();
    await page.getByLabel("Name").fill(MEMBER.name);
    await page.getByLabel("Password", { exact: false }).first().fill(MEMBER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Tasks" }).waitFor();
    expect(page.url()).toContain("show=all");
  }, { expected: /^answered 401: GET |^console error: .* 401 \(Unauthorized\)/ }));

test("a page outlives a restart of the server: it says so, goes on by itself, and loses nothing", () =>
  signedIn(async (page) => {
    const playlist = (await mine())[0]!;
    const before = await withoutFirst(page, playlist.id, async () => {
      await page.evaluate(() => Object.assign(window, { same: true }));
      await hand("stop");
      await page.getByText("Playwarden does not answer.").first().waitFor();
      await hand("start");
      await page.getByText("Playwarden does not answer.").first().waitFor({ state: "detached" });
      await page.getByTestId("staged").getByText("1 removed").waitFor();
    });
    expect(await page.evaluate(() => "same" in window)).toBe(true);
    expect(await uris(playlist.id)).toEqual(before.slice(1));
    await room(page, "Tasks").click();
    await page.getByRole("heading", { level: 1, name: "Tasks" }).waitFor();
    const rows = page.getByRole("table", { name: "Tasks" }).getByRole("row");
    await rows.nth(1).waitFor();
    const listed = await rows.count();
    // Nothing is asked for here: the row comes over the stream.
    const { job } = await ask<{ job: string }>("/sync", { accounts: [(await account("listener1")).id], read: false });
    await succeeded(ask, job);
    await rows.nth(listed).waitFor();
    await task(page, "look at all playlists").getByText("done", { exact: true }).waitFor();
  }, { expected: /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/ }));

test("an account is deleted with its data once it was told what goes", () =>
  signedIn(async (page) => {
    const gone = await account("listener2");
    await room(page, "Accounts").click();
    await page.getByRole("region", { name: gone.name }).getByRole("button", { name: "Disconnect" }).click();
    await dialog(page).getByRole("radio", { name: "Disconnect and delete its data" }).check();
    await dialog(page).getByText(/^\d+ playlists with all versions$/).waitFor();
    expect(await dialog(page).getByRole("button", { name: "Delete it" }).isDisabled()).toBe(true);
    await dialog(page).getByLabel(`Type ${gone.name} to delete it`).fill(gone.name);
    await dialog(page).getByRole("button", { name: "Delete it" }).click();
    await page.getByRole("region", { name: gone.name }).waitFor({ state: "detached" });
    expect((await accounts()).map((one) => one.user_id)).toEqual(["listener1"]);
  }));
