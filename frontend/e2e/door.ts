/**
 * Stands in front of a server that knows no members yet: it signs in, and adds the operator's token.
 *
 * It answers the sign-in part of the API as the pages expect it, and passes everything else on untouched.
 */
import http from "node:http";

export interface Door {
  url: string;
  link: string;
  close: () => Promise<void>;
}

const RIGHTS = ["view", "edit", "override_plan", "force_rule", "delete", "members", "accounts", "settings", "tokens"];
const COOKIE = "playwarden_session=e2e";

export async function openDoor(up: string, token: string, clock: string): Promise<Door> {
  const target = new URL(up);
  const told = async (signedIn: boolean) => {
    const { now } = (await (await fetch(clock)).json()) as { now: string };
    const common = { now, sandbox: true, version: "0.0.0", set_up: true };
    const member = { id: "mem_1", name: "Ada", role: "owner" };
    return signedIn ? { ...common, signed_in: true, member, rights: { accounts: {}, all_accounts: true, can: RIGHTS }, csrf: "e2e", zone: "Europe/Berlin" } : { ...common, signed_in: false };
  };
  const server = http.createServer((request, response) => {
    const path = request.url!.split("?")[0]!;
    const inside = (request.headers.cookie ?? "").includes(COOKIE);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body === null ? undefined : JSON.stringify(body));
    };
    const set = { "set-cookie": `${COOKIE}; HttpOnly; SameSite=Lax; Path=/` };
    const own: Record<string, () => Promise<void> | void> = {
      "GET /api/v1/session": async () => answer(200, await told(inside)),
      "DELETE /api/v1/session": () => answer(204, null, { "set-cookie": `${COOKIE}; Max-Age=0; Path=/` }),
      "POST /api/v1/links/look": () => answer(200, { purpose: "sign_in", expires_at: "2099-01-01T00:00:00Z" }),
      "POST /api/v1/links/use": async () => answer(200, await told(true), set),
      "GET /api/v1/sessions": () => answer(200, [{ id: "ses_1", created_at: "2026-11-25T08:00:00Z", last_seen_at: "2026-11-25T08:00:00Z", ended_at: null, device: "Chromium on Linux", address: "127.0.0.1", current: true }]),
    };
    const mine = own[`${request.method} ${path}`];
    if (mine !== undefined) {
      request.resume();
      void mine();
      return;
    }
    const headers = { ...request.headers, host: target.host, ...(inside ? { authorization: `Bearer ${token}` } : {}) };
    const passed = http.request({ host: target.hostname, port: target.port, path: request.url, method: request.method, headers }, (answered) => {
      response.writeHead(answered.statusCode!, answered.headers);
      answered.pipe(response);
    });
    passed.on("error", () => response.destroy());
    response.on("close", () => passed.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    link: `${url}/welcome#one-time`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
