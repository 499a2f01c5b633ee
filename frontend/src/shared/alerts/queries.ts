/** Alerts, as whoever looks may see them. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Alert = Schemas["AlertDocument"];
export type Severity = Alert["severity"];

/** The newest ones; of one playlist or account where that is named. */
export const alertsQuery = (of: { playlist?: string; account?: string } = {}, limit = 8) =>
  queryOptions({ queryKey: ["alerts", of, limit], queryFn: () => data(api.GET("/api/v1/alerts", { params: { query: { ...of, limit } } })), refetchInterval: 15_000 });
