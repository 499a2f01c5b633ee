/** Templates: ready rule sets with blanks, told with their price before one is chosen. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { Doc } from "../form/schema";

export type Template = Schemas["TemplateDocument"];
export type Candidates = Schemas["playwarden__web__schemas__templates__CandidatesDocument"];

const at = (template: string) => ({ path: { template } });
const of = (account: string) => ({ query: account === "" ? {} : { account } });

export const templatesQuery = (account: string) =>
  queryOptions({ queryKey: ["rules", "templates", account], queryFn: async () => (await data(api.GET("/api/v1/rule-templates", { params: of(account) }))).templates, staleTime: 30_000 });

export const templateQuery = (template: string, account: string) =>
  queryOptions({ queryKey: ["rules", "template", template, account], queryFn: () => data(api.GET("/api/v1/rule-templates/{template}", { params: { ...at(template), ...of(account) } })), staleTime: 30_000 });

export const filledQuery = (template: string, values: Doc, account: string, playlist: string | null) =>
  queryOptions({
    queryKey: ["rules", "filled", template, values, account, playlist],
    queryFn: ({ signal }) => data(api.POST("/api/v1/rule-templates/{template}/filled", { params: at(template), body: { values, account, playlist }, signal })),
    placeholderData: keepPreviousData, retry: false, gcTime: 60_000, enabled: account !== "",
  });

export type Becoming = Schemas["BecomingDocument"];

/** What a changed template would make of all that are linked to it. Costs no call. */
export const becomingQuery = (template: string, document: Doc) =>
  queryOptions({
    queryKey: ["rules", "becoming", template, document],
    queryFn: ({ signal }) => data(api.POST("/api/v1/rule-templates/{template}/preview", { params: at(template), body: { document }, signal })),
    placeholderData: keepPreviousData, retry: false, gcTime: 60_000,
  });

type Filling = Schemas["FillBody"];
type Saving = Schemas["SaveTemplateBody"];

export const templates = {
  fill: (template: string, body: Filling) => data(api.POST("/api/v1/rule-templates/{template}/fill", { params: at(template), body })),
  candidates: (ruleSet: string) => data(api.POST("/api/v1/rule-templates/candidates", { body: { rule_set: ruleSet } })),
  make: (body: Saving) => data(api.POST("/api/v1/rule-templates", { body })),
  remove: (template: string) => data(api.DELETE("/api/v1/rule-templates/{template}", { params: at(template) })),
  read: (text: string) => data(api.POST("/api/v1/rule-templates/read", { body: { text } })),
  change: (template: string, document: Doc, number: number) => data(api.PUT("/api/v1/rule-templates/{template}", { params: at(template), body: { document, number } })),
  unlink: (template: string, ruleSet: string) => data(api.POST("/api/v1/rule-templates/{template}/unlink", { params: at(template), body: { rule_set: ruleSet } })),
  /** One batch over every playlist that is linked to it. */
  propose: (template: string) => data(api.POST("/api/v1/rule-templates/{template}/proposals", { params: at(template), body: { forced: [] } })),
};
