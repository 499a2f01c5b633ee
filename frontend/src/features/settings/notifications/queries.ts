/** Routes of alerts and the heartbeat: read, made, changed, tried. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { changed, type Form, made } from "./model";

export const routesQuery = queryOptions({ queryKey: ["alert-routes"], queryFn: () => data(api.GET("/api/v1/alert-routes")), refetchInterval: 10_000 });
export const kindsQuery = queryOptions({ queryKey: ["alerts", "kinds"], queryFn: () => data(api.GET("/api/v1/alerts/kinds")), staleTime: Infinity });
export const heartbeatQuery = queryOptions({ queryKey: ["heartbeat"], queryFn: () => data(api.GET("/api/v1/heartbeat")), refetchInterval: 10_000 });

const path = (route: string) => ({ params: { path: { alert_route: route } } });
export const routes = {
  make: (form: Form) => data(api.POST("/api/v1/alert-routes", { body: made(form) })),
  change: (route: string, form: Form) => data(api.PATCH("/api/v1/alert-routes/{alert_route}", { ...path(route), body: changed(form) })),
  turn: (route: string, enabled: boolean) => data(api.PATCH("/api/v1/alert-routes/{alert_route}", { ...path(route), body: { enabled, all_kinds: false, never_quiet: false } })),
  test: (route: string) => data(api.POST("/api/v1/alert-routes/{alert_route}/test", path(route))),
  remove: (route: string) => api.DELETE("/api/v1/alert-routes/{alert_route}", path(route)),
};
export const heartbeat = {
  set: (url: string | null) => data(api.PUT("/api/v1/heartbeat", { body: { url } })),
  test: () => data(api.POST("/api/v1/heartbeat/test")),
};
