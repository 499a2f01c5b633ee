/** Rights in words. */
import type { Role } from "@/api/session";
import type { Extra, Rights } from "./queries";

export const ROLES: { value: Role; label: string; about: string }[] = [
  { value: "viewer", label: "Viewer", about: "Looks at what belongs to their accounts." },
  { value: "editor", label: "Editor", about: "Changes, places and schedules in their accounts." },
  { value: "admin", label: "Admin", about: "Everything in all accounts; connects accounts, manages members." },
  { value: "owner", label: "Owner", about: "The same, and makes and removes owners." },
];

export const EXTRAS: { value: Extra; label: string }[] = [
  { value: "override_plan", label: "Change a plan of somebody else that waits" },
  { value: "force_rule", label: "Start a plan that a safety rule holds" },
  { value: "delete", label: "Delete what people made" },
];

/** Only owners make, change and remove owners. */
export const manages = (mine: Role, theirs: Role): boolean => mine === "owner" || (mine === "admin" && theirs !== "owner");

/** The roles that somebody may hand out. */
export const rolesOf = (mine: Role) => ROLES.filter((role) => manages(mine, role.value));

export const everywhere = (role: Role): boolean => role === "owner" || role === "admin";

/** An account by its name, or what of it has a tag: `Ada, tagged daily`. */
export function partName(part: string, names: ReadonlyMap<string, string>): string {
  const [id, tag] = part.split("#");
  const name = names.get(id!) ?? "an account that is gone";
  return tag === undefined ? name : `${name}, tagged ${tag}`;
}

/** `all accounts`, or each by its name and how far it goes. */
export function reach(rights: { role: string | null; accounts: Record<string, string> | null }, names: ReadonlyMap<string, string>): string {
  if (rights.accounts === null) return "all accounts";
  const each = Object.entries(rights.accounts).map(([part, level]) => `${partName(part, names)}${rights.role === "editor" && level === "view" ? " (looks)" : ""}`);
  return each.length === 0 ? "no account" : each.join(", ");
}

/** As the server wants it: whoever reaches everything has no list, accounts that are gone are not named, and extra
 * rights are an editor's. `there` are the accounts that exist. */
export function settled(rights: Rights, there: ReadonlyMap<string, string>): Rights {
  if (everywhere(rights.role)) return { role: rights.role, accounts: null, extra: [] };
  const known = Object.entries(rights.accounts ?? {}).filter(([part]) => there.has(part.split("#")[0]!));
  const accounts = rights.accounts === null ? null : Object.fromEntries(known.map(([id, level]) => [id, rights.role === "editor" ? level : ("view" as const)]));
  return { role: rights.role, accounts, extra: rights.role === "editor" ? rights.extra : [] };
}
