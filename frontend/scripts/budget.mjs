// What a browser loads before the first page shows: the entry, and the page Today, with all that both import.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const MOST = 200 * 1024;
const built = fileURLToPath(new URL("../../src/playwarden/web/pages/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${built}.vite/manifest.json`, "utf8"));
const needed = new Set();

function need(name) {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`${name} is not in the build's manifest.`);
  if (needed.has(name)) return;
  needed.add(name);
  for (const imported of chunk.imports ?? []) need(imported);
}

need("index.html");
need("src/routes/Today.tsx");
const sizes = [...needed].map((name) => {
  const { file } = manifest[name];
  return [gzipSync(readFileSync(built + file), { level: 9 }).length, file];
});
const total = sizes.reduce((sum, [size]) => sum + size, 0);
sizes.sort((a, b) => b[0] - a[0]);
for (const [size, file] of sizes.slice(0, 8)) console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB of ${MOST / 1024} KB gzip of script before the first page shows (${sizes.length} files)`);
if (total > MOST) process.exit(1);
