// Builds the pages into the Python package; in development it serves them in front of a server that is up.
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const server = process.env.PLAYWARDEN_URL ?? "http://127.0.0.1:8765";

export default defineConfig({
  // Relative addresses: the server says below which path it is reached.
  base: "",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/playwarden/web/pages",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": server, "/oauth": server } },
});
