import { test } from "vitest";
import { taken } from "./taken";
import { world } from "./world";

const { signedIn } = world();

test("every page before anything is connected", { timeout: 180_000 }, () =>
  signedIn(async (page) => {
    for (const path of ["/", "/playlists", "/rules", "/find", "/calendar", "/protection", "/tasks", "/accounts", "/quota", "/audit", "/settings", "/set-up"]) {
      await page.goto(new URL(page.url()).origin + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await taken(page, `empty-${path.slice(1) || "today"}`);
    }
  }, { colorScheme: "light", viewport: { width: 1280, height: 800 } }));
