/** Below which path the server is reached: `/`, or `/playwarden/` behind a proxy. It writes that into the page. */
const told = document.querySelector('meta[name="playwarden-base"]')?.getAttribute("content") ?? "/";

export const BASE = told.startsWith("/") ? told : "/";
export const API = `${BASE}api/v1`;
