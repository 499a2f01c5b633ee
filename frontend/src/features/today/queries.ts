/** What was applied, undone and restored. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Run = Schemas["RunRow"];

export const runsQuery = queryOptions({ queryKey: ["runs"], queryFn: () => data(api.GET("/api/v1/runs", { params: { query: { limit: 30 } } })) });
