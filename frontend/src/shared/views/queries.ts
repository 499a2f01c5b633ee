/** The views that members keep of a page. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type KeptView = Schemas["ViewDocument"];
export type ViewedPage = Schemas["ViewBody"]["page"];

export const viewsQuery = (page: ViewedPage) =>
  queryOptions({ queryKey: ["views", page], queryFn: () => data(api.GET("/api/v1/views", { params: { query: { page } } })), staleTime: 60_000 });

export const viewing = {
  keep: (page: ViewedPage, name: string, search: Record<string, string>, shared: boolean) => data(api.POST("/api/v1/views", { body: { name, page, search, shared } })),
  forget: (view: string) => data(api.DELETE("/api/v1/views/{view}", { params: { path: { view } } })),
};

/** What of an address a view keeps: not which view it is, nor what is opened over the page. */
export const keptOf = (search: object): Record<string, string> =>
  Object.fromEntries(Object.entries(search).filter((pair): pair is [string, string] => pair[0] !== "view" && pair[0] !== "job" && typeof pair[1] === "string"));

const written = (search: object) => JSON.stringify(Object.entries(keptOf(search)).sort());

/** The view whose filters these are. */
export const viewOf = (views: readonly KeptView[] | undefined, search: object): KeptView | undefined =>
  Object.keys(keptOf(search)).length === 0 ? undefined : views?.find((one) => written(one.search) === written(search));
