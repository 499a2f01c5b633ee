/** Webhooks: read, made, changed, tried. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Webhook = Schemas["WebhookDocument"];

export const webhooksQuery = queryOptions({ queryKey: ["webhooks", "list"], queryFn: () => data(api.GET("/api/v1/webhooks")) });
export const kindsQuery = queryOptions({ queryKey: ["webhooks", "kinds"], queryFn: () => data(api.GET("/api/v1/webhooks/kinds")), staleTime: Infinity });
export const deliveriesQuery = (webhook: string) =>
  queryOptions({ queryKey: ["webhooks", "deliveries", webhook], queryFn: () => data(api.GET("/api/v1/webhooks/{webhook}/deliveries", { params: { path: { webhook } } })), refetchInterval: 5_000 });

const path = (webhook: string) => ({ params: { path: { webhook } } });
export const hooks = {
  make: (url: string, name: string, kinds: string[]) => data(api.POST("/api/v1/webhooks", { body: { url, kinds, ...(name.trim() ? { name } : {}) } })),
  change: (webhook: string, body: { kinds?: string[]; enabled?: boolean }) => data(api.PATCH("/api/v1/webhooks/{webhook}", { ...path(webhook), body: { all_accounts: false, ...body } })),
  test: (webhook: string) => data(api.POST("/api/v1/webhooks/{webhook}/test", path(webhook))),
  again: (webhook: string, delivery: string) => data(api.POST("/api/v1/webhooks/{webhook}/deliveries/{delivery}/again", { params: { path: { webhook, delivery } } })),
  remove: (webhook: string) => api.DELETE("/api/v1/webhooks/{webhook}", path(webhook)),
};
