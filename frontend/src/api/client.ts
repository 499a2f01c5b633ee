/** Asks the server, in the types of its own reference; whatever goes wrong is a `Problem`. */
import createClient, { type Middleware } from "openapi-fetch";
import { BASE } from "./base";
import { offline, problemOf } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

let csrf: string | null = null;
let signedOut: () => void = () => undefined;

/** What every write that a cookie authorises has to carry; comes with the session. */
export function carry(token: string | null): void {
  csrf = token;
}

/** Is called when the server no longer knows who asks. */
export function onSignedOut(heard: () => void): void {
  signedOut = heard;
}

export function writeHeaders(): Record<string, string> {
  return csrf === null ? {} : { "X-Playwarden-CSRF": csrf };
}

/** `fetch` whose failures are told in words. */
export async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw offline();
  }
}

const told: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") for (const [name, value] of Object.entries(writeHeaders())) request.headers.set(name, value);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    if (response.status === 401) signedOut();
    throw problemOf(response.status, await response.json().catch(() => null));
  },
};

export const api = createClient<paths>({
  baseUrl: new URL(BASE, location.origin).href.replace(/\/$/, ""),
  fetch: reach,
  // The server reads repeated keys: ?state=a&state=b.
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(told);

/** The body of an answer: `await data(api.GET(...))`. */
export async function data<T>(asked: Promise<{ data?: T; response: Response }>): Promise<T> {
  const answer = await asked;
  return answer.data as T;
}
