/** A schedule's time is moved for always, or when it is done is written anew; each tells how to make it as it was. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { Coming } from "./queries";

export type Timing = Schemas["PreviewBody"]["timing"];
export type Was = Schemas["ScheduleWasBody"];

const at = (schedule: string) => ({ params: { path: { schedule } } });
const ask = (schedule: string, time: string, to: string, check: boolean) => data(api.POST("/api/v1/schedules/{schedule}/move", { ...at(schedule), body: { time, to, check } }));

/** What a move would come to; a refusal is an answer, and is not asked for again. No part of `schedules`: once it is moved, there is nothing to ask. */
export const moveQuery = (schedule: string, time: string, to: string) =>
  queryOptions({ queryKey: ["move", schedule, time, to], queryFn: () => ask(schedule, time, to, true), enabled: to !== time && to !== "", retry: false, gcTime: 0 });

export const move = (schedule: string, time: string, to: string) => ask(schedule, time, to, false);

/** With the timing that a document of a schedule holds. */
export const retime = (schedule: string, timing: unknown, spread: number | null, was?: Was) =>
  data(api.PATCH("/api/v1/schedules/{schedule}", { ...at(schedule), body: { timing: timing as Timing, ...(spread === null ? {} : { jitter_seconds: spread }), ...(was && { was }) } }));

export const previewQuery = (timing: Timing) =>
  queryOptions({ queryKey: ["preview", timing], queryFn: () => data(api.POST("/api/v1/schedules/preview", { body: { timing, times: 5 } })), retry: false });

/** As it was before a change that left it as `done` tells; refused where somebody changed it since. */
export const again = (schedule: Coming, { timing, jitter_seconds }: Was) => retime(schedule.id, schedule.timing, schedule.jitter_seconds, { timing, jitter_seconds });
