/** Jobs: listed, shown, and what can be done to them. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { Shown } from "@/shared/url";

export type JobRow = Schemas["JobRow"];
export type Job = Schemas["JobDocument"];
type State = "scheduled" | "queued" | "waiting" | "running" | "succeeded" | "failed" | "cancelled" | "missed";

const STATES: Record<Shown, State[] | undefined> = {
  open: ["scheduled", "queued", "waiting", "running"],
  ended: ["succeeded", "cancelled"],
  failed: ["failed"],
  missed: ["missed"],
  all: undefined,
};

export const jobsQuery = (show: Shown = "all") =>
  queryOptions({
    queryKey: ["jobs", "list", show],
    queryFn: () => data(api.GET("/api/v1/jobs", { params: { query: { folded: true, limit: 200, ...(STATES[show] ? { state: STATES[show] } : {}) } } })),
    staleTime: 2_000,
  });

export const logQuery = (job: string) =>
  queryOptions({ queryKey: ["joblog", job], queryFn: () => data(api.GET("/api/v1/jobs/{job}/log", { params: { path: { job } } })), staleTime: 0 });

export const runnersQuery = queryOptions({ queryKey: ["jobs", "runners"], queryFn: () => data(api.GET("/api/v1/runners")) });

const path = (job: string) => ({ params: { path: { job } } });
export const verbs = {
  cancel: (job: string) => data(api.POST("/api/v1/jobs/{job}/cancel", path(job))),
  retry: (job: string) => data(api.POST("/api/v1/jobs/{job}/retry", path(job))),
  run: (job: string) => data(api.POST("/api/v1/jobs/{job}/run", path(job))),
  hold: () => data(api.POST("/api/v1/hold")),
  release: () => data(api.POST("/api/v1/release")),
};
export type Verb = "cancel" | "retry" | "run";

/** What can be done to a job in its state. */
export function allowed(state: string): Verb[] {
  switch (state) {
    case "scheduled":
    case "waiting": return ["run", "cancel"];
    case "queued":
    case "running": return ["cancel"];
    case "failed":
    case "cancelled":
    case "missed": return ["retry"];
    default: return [];
  }
}

/** What is to be done at times to come. */
export const plannedQuery = queryOptions({
  queryKey: ["schedules", "planned"],
  queryFn: () => data(api.GET("/api/v1/schedules", { params: { query: { limit: 500 } } })),
});

export const cancelPlanned = async (schedule: string): Promise<void> => {
  await api.DELETE("/api/v1/schedules/{schedule}", { params: { path: { schedule } } });
};
