/** Who is signed in, and signing in and out. */
import { API } from "./base";
import { carry, reach, writeHeaders } from "./client";
import { problemOf } from "./problem";

export type Role = "owner" | "admin" | "editor" | "viewer";
export type Right = "view" | "edit" | "override_plan" | "force_rule" | "delete" | "members" | "accounts" | "settings" | "tokens";

interface Told {
  now: string;
  sandbox: boolean;
  version: string;
  set_up: boolean;
}

export interface SignedIn extends Told {
  signed_in: true;
  member: { id: string | null; name: string; role: Role };
  rights: { accounts: Record<string, "admin" | "edit" | "view">; all_accounts: boolean; can: Right[] };
  csrf: string | null;
  zone: string | null;
}

export interface SignedOut extends Told {
  signed_in: false;
}

export type Session = SignedIn | SignedOut;

export interface Link {
  purpose: "first_member" | "invitation" | "sign_in" | "connect";
  role?: Role;
  name?: string;
  account?: string | null;
  writes?: boolean | null;
  expires_at: string;
}

/** A consent that was begun: its page at Spotify. */
export interface Consent {
  url: string;
}

export interface Outcome {
  account: string | null;
  failure: { code: string; what: string; remedy: string } | null;
}

export interface Device {
  id: string;
  created_at: string;
  last_seen_at: string;
  ends_at: string;
  device: string;
  address: string;
  current: boolean;
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = method === "GET" ? {} : writeHeaders();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await reach(new Request(new URL(API + path, location.origin), { method, headers, ...sent }));
  const document: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw problemOf(answer.status, document);
  return document as T;
}

function kept(session: Session): Session {
  carry(session.signed_in ? session.csrf : null);
  return session;
}

export const session = {
  read: async () => kept(await ask<Session>("GET", "/session")),
  signIn: async (name: string, password: string) => kept(await ask<Session>("POST", "/session", { name, password })),
  signOut: () => ask<null>("DELETE", "/session"),
  look: (token: string) => ask<Link>("POST", "/links/look", { token }),
  use: async (token: string, more: { name?: string; password?: string }) => kept(await ask<Session>("POST", "/links/use", { token, ...more })),
  connect: (token: string, how: "here" | "paste") => ask<Consent>("POST", "/links/connect", { token, how }),
  paste: (token: string, address: string) => ask<Outcome>("POST", "/links/connect/paste", { token, address }),
  devices: () => ask<Device[]>("GET", "/sessions"),
  end: (id: string) => ask<null>("DELETE", `/sessions/${encodeURIComponent(id)}`),
  setZone: (zone: string) => ask<Session>("PATCH", "/session", { zone }),
};

/** May this member change what belongs to the account, or what of it has one of these tags? Without: anything at all. */
export function mayEdit(who: Session, account?: string | null, tags: readonly string[] = []): boolean {
  if (!who.signed_in || !who.rights.can.includes("edit")) return false;
  if (account == null || who.rights.all_accounts) return true;
  return [account, ...tags.map((tag) => `${account}#${tag}`)].some((reach) => ["admin", "edit"].includes(who.rights.accounts[reach] ?? ""));
}

export function may(who: Session, right: Right): boolean {
  return who.signed_in && who.rights.can.includes(right);
}
