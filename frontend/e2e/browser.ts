/** A real Chromium: the one that is named, the one that npm brought, or the system's. */
import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const packed = join(modules, "@sparticuz/chromium/bin");
const unpacked = join(modules, ".cache/chromium");
const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"];

async function unbrotli(from: string, to: string, mode?: number): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: mode ?? 0o644 }));
}

/** Unpacked beside and then put in place whole: several at once may find that it is not there yet. */
async function unpack(): Promise<void> {
  const beside = `${unpacked}.${process.pid}`;
  mkdirSync(beside, { recursive: true });
  await unbrotli(join(packed, "chromium.br"), join(beside, "chromium"), 0o755);
  const archive = join(beside, "al2023.tar");
  await unbrotli(join(packed, "al2023.tar.br"), archive);
  execFileSync("tar", ["-xf", "al2023.tar"], { cwd: beside });
  rmSync(archive);
  try {
    renameSync(beside, unpacked);
  } catch (error) {
    rmSync(beside, { recursive: true });
    if (!existsSync(unpacked)) throw error;
  }
}

async function found(): Promise<{ path: string; libraries: string | null }> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return { path: named, libraries: null };
  if (existsSync(packed)) {
    if (!existsSync(unpacked)) await unpack();
    return { path: join(unpacked, "chromium"), libraries: join(unpacked, "lib") };
  }
  const system = SYSTEM.find(existsSync);
  if (system === undefined) throw new Error("There is no Chromium: `npm ci` in frontend/ brings one, or name yours in CHROMIUM_PATH.");
  return { path: system, libraries: null };
}

export async function launch(): Promise<Browser> {
  const { path, libraries } = await found();
  const env = Object.fromEntries(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  if (libraries !== null) env.LD_LIBRARY_PATH = [libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return chromium.launch({ executablePath: path, args: ARGUMENTS, env });
}

/** A page that remembers everything that went wrong in it. */
export async function watched(context: BrowserContext): Promise<{ page: Page; wrong: string[] }> {
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("requestfailed", (request) => {
    // A page that is left gives up what it was asking for.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") wrong.push(`request failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`answered ${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  return { page, wrong };
}
