/** The ledger: calls of the last 24 hours, what is left, bans. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Quota = Schemas["QuotaDocument"];
export type Use = Schemas["UseDocument"];

export const quotaQuery = queryOptions({
  queryKey: ["quota"],
  queryFn: () => data(api.GET("/api/v1/quota")),
  refetchInterval: 60_000,
});
