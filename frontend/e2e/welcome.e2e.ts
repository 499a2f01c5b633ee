import { expect, test } from "vitest";
import { MEMBER, room, world } from "./world";

const { base, opened, signedIn, ask } = world({ member: false });

test("the first member is made by the link that the server prints, once", () =>
  opened(async (page, link) => {
    await page.goto(base);
    await page.getByRole("heading", { name: "Welcome to Playwarden" }).waitFor();
    // The link is opened where the page stands already: nothing is loaded, only the address changes.
    await page.goto(link);
    await page.getByRole("heading", { name: "Become the first member" }).waitFor();
    expect(page.url()).not.toContain("#");
    await page.getByLabel("Your name").fill(MEMBER.name);
    await page.getByLabel("A password").fill("too short");
    expect(await page.getByRole("button", { name: "Come in" }).isDisabled()).toBe(true);
    await page.getByLabel("A password").fill(MEMBER.password);
    await page.getByRole("button", { name: "Come in" }).click();
    await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  }));

test("signing in leads to the page that was asked for, and back works", () =>
  opened(async (page) => {
    await page.goto(`${base}/tasks?show=failed`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("Name").fill(MEMBER.name);
    await page.getByLabel("Password", { exact: false }).first().fill(MEMBER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Tasks" }).waitFor();
    expect(page.url()).toContain("show=failed");
    await room(page, "Playlists").click();
    await page.getByRole("heading", { level: 1, name: "Playlists" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Tasks" }).waitFor();
  }));

test("whoever signs out is out, and a viewer is told that looking is all", async () => {
  await signedIn(async (page) => {
    await page.getByRole("button", { name: MEMBER.name }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto(`${base}/playlists`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
  const { link } = await ask<{ link: string }>("/members/invitations", { role: "viewer", accounts: null });
  await opened(async (page) => {
    await page.goto(`${base}/welcome#${link.split("#")[1]}`);
    await page.getByRole("heading", { name: "Join Playwarden" }).waitFor();
    await page.getByText("You will be a viewer").waitFor();
    await page.getByLabel("Your name").fill("Vera");
    await page.getByLabel("A password").fill("another long password");
    await page.getByRole("button", { name: "Come in" }).click();
    await page.getByText("You may look at everything here").waitFor();
    await room(page, "Playlists").click();
    await page.getByRole("checkbox", { name: "Pick all" }).click();
    await page.getByText(/playlists picked/).waitFor();
    expect(await page.getByRole("button", { name: "Change" }).count()).toBe(0);
  });
});

test("an owner who is no member connects an account by a link, and declining is told", async () => {
  const { link } = await ask<{ link: string }>("/accounts/links", { write: true });
  const look = () => ask<{ purpose: string }>("/links/look", { token: link.split("#")[1] });
  await opened(async (page) => {
    const begin = async () => {
      await page.goto(`${base}/welcome#${link.split("#")[1]}`);
      await page.getByRole("heading", { name: "Connect your Spotify account" }).waitFor();
      expect(page.url()).not.toContain("#");
      await page.getByText("may see your playlists and change them").waitFor();
      await page.getByRole("button", { name: "Go to Spotify" }).click();
    };
    await begin();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "Not connected" }).waitFor();
    await page.getByText("declined at Spotify").waitFor();
    expect((await look()).purpose).toBe("connect");
    await begin();
    await page.getByRole("button", { name: "Agree" }).click();
    await page.getByRole("heading", { name: "Connected" }).waitFor();
  });
  await expect(look()).rejects.toThrow("link_used");
});
