/** The connected accounts. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Account = Schemas["AccountDocument"];

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: () => data(api.GET("/api/v1/accounts")),
  staleTime: 60_000,
});

/** Looks at all playlists of these accounts now, as a job. */
export const sync = (accounts: string[]) => data(api.POST("/api/v1/sync", { body: { accounts, read: true } }));
