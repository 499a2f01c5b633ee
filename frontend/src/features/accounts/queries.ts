/** The connected accounts, the apps they are connected through, and what can be done about both. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Account = Schemas["AccountDocument"];
export type App = Schemas["AppDocument"];
export type Scope = Schemas["ScopeDocument"];
export type Consent = Schemas["ConnectingDocument"];
export type Connection = Schemas["ConnectionDocument"];

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: () => data(api.GET("/api/v1/accounts")),
  staleTime: 60_000,
});

export const scopesQuery = queryOptions({ queryKey: ["scopes"], queryFn: () => data(api.GET("/api/v1/scopes")), staleTime: Infinity });
export const appsQuery = queryOptions({ queryKey: ["apps"], queryFn: () => data(api.GET("/api/v1/apps")), staleTime: 60_000 });
export const redirectsQuery = queryOptions({ queryKey: ["redirects"], queryFn: () => data(api.GET("/api/v1/accounts/redirects")), staleTime: Infinity });
export const peopleQuery = queryOptions({ queryKey: ["members"], queryFn: () => data(api.GET("/api/v1/members")), staleTime: 60_000 });

export const connectionQuery = (connection: string) =>
  queryOptions({ queryKey: ["connection", connection], queryFn: () => data(api.GET("/api/v1/accounts/connections/{connection}", { params: { path: { connection } } })), retry: false });

export const weightQuery = (account: string) =>
  queryOptions({ queryKey: ["weight", account], queryFn: () => data(api.GET("/api/v1/accounts/{account}/data", { params: { path: { account } } })), staleTime: 0 });

/** Looks at all playlists of these accounts now, as a job. */
export const sync = (accounts: string[]) => data(api.POST("/api/v1/sync", { body: { accounts, read: true } }));

/** Apps of one developer share a quota: so do all that are entered here. */
export const addApp = (body: { client_id: string; name: string; secret: string | null }) => data(api.POST("/api/v1/apps", { body: { ...body, quota_group: "" } }));
export const removeApp = (app: string) => data(api.DELETE("/api/v1/apps/{app}", { params: { path: { app } } }));

export interface Wanted {
  app_id: string | null;
  /** The account that is authorised again; null: a new one. */
  account: string | null;
  write: boolean;
  market: string | null;
}

export const begin = (wanted: Wanted, how: "here" | "paste") => data(api.POST("/api/v1/accounts/connections", { body: { ...wanted, how } }));
export const paste = (connection: string, address: string) =>
  data(api.POST("/api/v1/accounts/connections/{connection}/paste", { params: { path: { connection } }, body: { address } }));
export const makeLink = (wanted: Wanted) => data(api.POST("/api/v1/accounts/links", { body: wanted }));
export const remove = (account: string, withData: boolean) =>
  data(api.DELETE("/api/v1/accounts/{account}", { params: { path: { account }, query: { data: withData } } }));
