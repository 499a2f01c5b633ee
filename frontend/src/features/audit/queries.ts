/** The audit chain: who did what when. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Link = Schemas["playwarden__web__schemas__audit__LinkDocument"];
const PAGE = 200;

export const auditQuery = (asked: { actor?: string | undefined; action?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: ["audit", asked],
    queryFn: ({ pageParam }) =>
      data(api.GET("/api/v1/audit", {
        params: { query: { limit: PAGE, ...(asked.actor ? { actor: asked.actor } : {}), ...(asked.action ? { action: asked.action } : {}), ...(pageParam ? { before: pageParam } : {}) } },
      })),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.number),
  });
