/** A plan that waits, and what a person says of it instead. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { Job } from "./queries";

export type Change = Schemas["ChangeBody"];
export type Leave = Schemas["LeaveBody"];
export type Said = Change | Leave;
export type Line = Schemas["LineDocument"];
export type Detail = Schemas["SetDetailDocument"];

/** States in which nothing of a job may have been done yet. */
export const BEFORE: readonly string[] = ["scheduled", "queued", "waiting"];

/** Whether a job stands for a run whose plan may still wait. */
export const waits = (job: Job): boolean =>
  job.run !== null && (job.kind === "runs.run" || job.kind === "runs.part") && BEFORE.includes(job.state);

/** Makes the plan of a task that waits for its time; it is carried out then. */
export const planAhead = (job: string) => data(api.POST("/api/v1/jobs/{job}/plan", { params: { path: { job } } }));

/** The same of the next time of a schedule. */
export const planSchedule = (schedule: string) => data(api.POST("/api/v1/schedules/{schedule}/plan", { params: { path: { schedule } } }));

const path = (run: string) => ({ path: { run } });

export const partsQuery = (run: string) =>
  queryOptions({ queryKey: ["runs", run, "parts"], queryFn: async () => (await data(api.GET("/api/v1/runs/{run}", { params: path(run) }))).parts ?? [] });

export const planQuery = (run: string, part: number) =>
  queryOptions({ queryKey: ["runs", run, "plan", part], queryFn: () => data(api.GET("/api/v1/runs/{run}/plan", { params: { ...path(run), query: { part } } })) });

/** What these changes make of the plan under `fingerprint`; takes no call. Once another plan waits, nobody asks again. */
export const previewQuery = (run: string, part: number, fingerprint: string | undefined, changes: Said[]) =>
  queryOptions({
    queryKey: ["override", run, part, fingerprint, changes],
    queryFn: () => data(api.POST("/api/v1/runs/{run}/override/preview", { params: path(run), body: { part, changes } })),
    enabled: fingerprint !== undefined && changes.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const override = (run: string, part: number, changes: Said[], fingerprint: string, reason: string) =>
  data(api.POST("/api/v1/runs/{run}/override", { params: path(run), body: { part, changes, fingerprint, reason } }));
