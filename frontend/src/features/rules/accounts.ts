/** The connected accounts. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";

export const accountsQuery = queryOptions({ queryKey: ["accounts"], queryFn: () => data(api.GET("/api/v1/accounts")), staleTime: 30_000 });
