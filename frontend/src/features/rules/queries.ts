/** Rule sets: read, tried, kept, refreshed. Trying them costs no call: it is worked out from what is known. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { Doc } from "./form/schema";

const at = (ruleSet: string) => ({ params: { path: { rule_set: ruleSet } } });

export const ruleSetsQuery = queryOptions({ queryKey: ["rules", "list"], queryFn: async () => (await data(api.GET("/api/v1/rule-sets"))).rule_sets, staleTime: 10_000 });

export const ofPlaylistQuery = (playlist: string) =>
  queryOptions({ queryKey: ["rules", "of", playlist], queryFn: async () => (await data(api.GET("/api/v1/rule-sets", { params: { query: { playlist } } }))).rule_sets });

export const ruleSetQuery = (ruleSet: string) => queryOptions({ queryKey: ["rules", "one", ruleSet], queryFn: () => data(api.GET("/api/v1/rule-sets/{rule_set}", at(ruleSet))) });

export const refreshesQuery = (ruleSet: string) =>
  queryOptions({ queryKey: ["rules", "refreshes", ruleSet], queryFn: async () => (await data(api.GET("/api/v1/rule-sets/{rule_set}/refreshes", at(ruleSet)))).refreshes });

/** What rules may hold, and every kind of step: it changes with the server alone. */
export const referenceQuery = queryOptions({ queryKey: ["rule-reference"], queryFn: () => data(api.GET("/api/v1/rule-sets/steps")), staleTime: Infinity });

/** Texts by the names of their files; null: what is kept of that name. */
export type SomeFiles = Readonly<Record<string, string | null>>;

/** Those that hold something: of new rules all of them. */
export const textsOf = (files: SomeFiles): Record<string, string> => Object.fromEntries(Object.entries(files).flatMap(([name, text]) => (text === null ? [] : [[name, text]])));

/** What is tried: rules for a playlist, one that is there or is to be made, or for none. */
export interface Tried {
  account: string;
  playlist: string | null;
  rule_set: string | null;
  document: Doc;
  /** Null for a file that is kept; null for all of them: they stay as they are. */
  files: SomeFiles | null;
  find: string;
}

export const previewQuery = (tried: Tried) =>
  queryOptions({
    queryKey: ["rules", "preview", tried],
    queryFn: ({ signal }) => data(api.POST("/api/v1/rule-sets/preview", { body: tried, signal })),
    placeholderData: keepPreviousData,
    enabled: tried.account !== "",
    gcTime: 60_000,
    retry: false,
  });

/** Rules as they are kept, to whoever sees them. */
export const keptPreviewQuery = (ruleSet: string, find: string) =>
  queryOptions({
    queryKey: ["rules", "preview", ruleSet, find],
    queryFn: ({ signal }) => data(api.GET("/api/v1/rule-sets/{rule_set}/preview", { params: { path: { rule_set: ruleSet }, query: { find } }, signal })),
    placeholderData: keepPreviousData, retry: false,
  });

export const explainQuery = (tried: Tried, uri: string) =>
  queryOptions({ queryKey: ["rules", "explain", tried, uri], queryFn: ({ signal }) => data(api.POST("/api/v1/rule-sets/explain", { body: { ...tried, uri }, signal })), gcTime: 60_000, retry: false });

/** The same of rules as they are kept, to whoever sees them. */
export const keptExplainQuery = (ruleSet: string, uri: string) =>
  queryOptions({ queryKey: ["rules", "explain", ruleSet, uri], queryFn: ({ signal }) => data(api.GET("/api/v1/rule-sets/{rule_set}/explanation", { params: { path: { rule_set: ruleSet }, query: { uri } }, signal })), gcTime: 60_000, retry: false });

export const read = (text: string) => data(api.POST("/api/v1/rule-sets/read", { body: { text } }));
export const written = async (document: Doc) => (await data(api.POST("/api/v1/rule-sets/write", { body: { document } }))).text;

export interface New {
  account: string;
  playlist?: string;
  create?: string;
  document: Doc;
  files?: Record<string, string>;
}

type Timing = { kind: "cron"; expression: string; zone: string };

export const ruleSets = {
  make: (made: New) => data(api.POST("/api/v1/rule-sets", { body: made })),
  change: (ruleSet: string, document: Doc, number: number, files: SomeFiles | null) => data(api.PUT("/api/v1/rule-sets/{rule_set}", { ...at(ruleSet), body: { document, number, files } })),
  remove: (ruleSet: string) => data(api.DELETE("/api/v1/rule-sets/{rule_set}", at(ruleSet))),
  propose: (ruleSet: string) => data(api.POST("/api/v1/rule-sets/{rule_set}/proposals", at(ruleSet))),
  decide: (ruleSet: string, decision: "keep" | "drop") => data(api.POST("/api/v1/rule-sets/{rule_set}/hand", { ...at(ruleSet), body: { decision } })),
  hold: (ruleSet: string, kind: "once" | "until" | "forever", until: string | null) => data(api.PUT("/api/v1/rule-sets/{rule_set}/override", { ...at(ruleSet), body: { kind, until } })),
  lift: (ruleSet: string) => data(api.DELETE("/api/v1/rule-sets/{rule_set}/override", at(ruleSet))),
  schedule: (ruleSet: string, timing: Timing) => data(api.PUT("/api/v1/rule-sets/{rule_set}/schedule", { ...at(ruleSet), body: { timing, missed: "once" } })),
  unschedule: (ruleSet: string) => data(api.DELETE("/api/v1/rule-sets/{rule_set}/schedule", at(ruleSet))),
};
