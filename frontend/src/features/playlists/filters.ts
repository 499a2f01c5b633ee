/** Which playlists a view shows. */
import { folded } from "@/shared/text";
import { type PlaylistsSearch, playlistsSearch } from "@/shared/url";
import type { Row } from "./queries";

/** How we stand to a playlist: as the account does that stands nearest to it. */
export function standing(row: Row): "owner" | "collaborator" | "follower" {
  const relations = row.seen_by.map((one) => one.relation);
  return relations.includes("owner") ? "owner" : relations.includes("collaborator") ? "collaborator" : "follower";
}

export function filtered(rows: readonly Row[], search: PlaylistsSearch, guarded: ReadonlyMap<string, string> = new Map()): Row[] {
  const words = folded(search.find ?? "").split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (search.account !== undefined && !row.seen_by.some((one) => one.account === search.account)) return false;
    if (search.standing !== undefined && standing(row) !== search.standing) return false;
    if (search.shown !== undefined && row.public !== (search.shown === "public")) return false;
    if (search.tag !== undefined && !row.tags.includes(search.tag)) return false;
    if (search.items !== undefined && row.items !== search.items) return false;
    if (search.guarded !== undefined && !guardedAs(guarded.get(row.id), search.guarded)) return false;
    const text = folded(`${row.name}\n${row.description ?? ""}\n${row.owner_name ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}

/** Whether how a playlist is protected (undefined: not at all) is what is looked for. */
function guardedAs(standing: string | undefined, wanted: NonNullable<PlaylistsSearch["guarded"]>): boolean {
  if (wanted === "not as wanted") return standing !== undefined && standing !== "right" && standing !== "unchecked";
  return (standing !== undefined) === (wanted === "protected");
}

/** What stands in the address over the view that it names. */
export function laid(search: PlaylistsSearch, views: readonly { id: string; search: Record<string, string> }[]): PlaylistsSearch {
  const view = search.view === undefined ? undefined : views.find((one) => one.id === search.view);
  if (view === undefined) return search;
  const said = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
  return { ...playlistsSearch(view.search), ...said };
}

/** Every account that shows up, by name. */
export function accountsOf(rows: readonly Row[]): { value: string; label: string }[] {
  const names = new Map(rows.flatMap((row) => row.seen_by.map((one) => [one.account, one.name] as const)));
  return [...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
}
