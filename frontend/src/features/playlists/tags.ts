/** Tags of playlists. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { Row } from "./queries";

export type Rule = Schemas["RuleDocument"];

export const rulesQuery = queryOptions({ queryKey: ["tags", "rules"], queryFn: () => data(api.GET("/api/v1/tags/rules")) });

export const tagging = {
  assign: (playlists: string[], add: string[], remove: string[]) => data(api.POST("/api/v1/tags/assign", { body: { playlists, add, remove } })),
  addRule: (rule: { tag: string; name: string | null; description: string | null; account: string | null }) => data(api.POST("/api/v1/tags/rules", { body: rule })),
  removeRule: (rule: string) => data(api.DELETE("/api/v1/tags/rules/{rule}", { params: { path: { rule } } })),
};

/** Every tag that shows up, by name. */
export const tagsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => row.tags))].sort((a, b) => a.localeCompare(b));

/** The tags given by hand to these rows, and to how many of them. */
export function counts(rows: readonly Row[]): { tag: string; rows: number }[] {
  const found = new Map<string, number>();
  for (const tag of rows.flatMap((row) => row.by_hand)) found.set(tag, (found.get(tag) ?? 0) + 1);
  return [...found].map(([tag, number]) => ({ tag, rows: number })).sort((a, b) => a.tag.localeCompare(b.tag));
}

/** What a rule says, in words. */
export function said(rule: Rule, accounts: readonly { value: string; label: string }[]): string {
  const told = [
    rule.name !== null && `called ${rule.name}`,
    rule.description !== null && `described ${rule.description}`,
    rule.account !== null && `of ${accounts.find((one) => one.value === rule.account)?.label ?? rule.account}`,
  ].filter((words) => words !== false);
  return told.join(", ");
}
