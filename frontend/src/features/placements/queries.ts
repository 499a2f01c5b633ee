/** What is put in from a date until a date, and what is done again and again. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { now, viewerZone } from "@/shared/time/clock";
import { addDays, day, instant, monday } from "@/shared/time/words";

export type Placement = Schemas["PlacementDocument"];
export type Schedule = Schemas["ScheduleDocument"];

export interface Week {
  monday: string;
  zone: string;
  placements: Placement[];
  /** `open`: it stands on the days after its last time as well, too often to name each. */
  schedules: (Schedule & { times: string[]; open: boolean })[];
}

/** As many as the API tells of one schedule. */
const MOST_TIMES = 100;

function within<T extends { times: string[] }>(schedule: T, since: number, until: number): T & { open: boolean } {
  const last = schedule.times.at(-1);
  return {
    ...schedule,
    times: schedule.times.filter((at) => Date.parse(at) >= since && Date.parse(at) < until),
    open: schedule.times.length === MOST_TIMES && last !== undefined && Date.parse(last) < until,
  };
}

async function read(asked: string | undefined): Promise<Week> {
  const zone = viewerZone();
  const first = monday(asked ?? day(now(), zone));
  const since = instant(first, 0, zone).toISOString();
  const until = instant(addDays(first, 7), 0, zone).toISOString();
  const [placements, schedules] = await Promise.all([
    data(api.GET("/api/v1/placements", { params: { query: { since, until, limit: 500 } } })),
    data(api.GET("/api/v1/schedules", { params: { query: { limit: 500 } } })),
  ]);
  // What is built in (looking, backups) would only hide what somebody planned.
  const live = schedules.filter((one) => !one.built_in && one.next_at !== null && one.paused_at === null && one.next_at < until);
  const times = await Promise.all(live.map((one) => data(api.GET("/api/v1/schedules/{schedule}", { params: { path: { schedule: one.id }, query: { times: MOST_TIMES } } }))));
  return { monday: first, zone, placements, schedules: times.map((one) => within(one, Date.parse(since), Date.parse(until))) };
}

export const calendarQuery = (week: string | undefined) => queryOptions({ queryKey: ["placements", "week", week ?? "now"], queryFn: () => read(week) });

export const placementsOf = (playlist: string) =>
  queryOptions({ queryKey: ["placements", "of", playlist], queryFn: () => data(api.GET("/api/v1/placements", { params: { query: { playlist, limit: 500 } } })) });

/** Times as the API reads them, in UTC. */
export const written = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ");

export const change = (placement: string, times: { from?: Date; until?: Date }) =>
  data(api.PATCH("/api/v1/placements/{placement}", {
    params: { path: { placement } },
    body: { zone: "UTC", ...(times.from ? { from: written(times.from) } : {}), ...(times.until ? { until: written(times.until) } : {}) },
  }));

export const cancel = (placement: string, keep: boolean) => data(api.POST("/api/v1/placements/{placement}/cancel", { params: { path: { placement } }, body: { keep } }));

export interface Asked {
  playlist: string;
  track: string;
  position: string;
  from: string;
  until: string;
  zone: string;
  note: string;
}

const body = (asked: Asked) => ({
  placements: [{ ...asked, instead_of: "", moved: "out" as const, missed: "skip" as const, name: "", description: "", visibility: "" as const, cover: "" }],
  zone: asked.zone, look_up: false,
});
export const check = (asked: Asked) => data(api.POST("/api/v1/placements/check", { body: body(asked) }));
export const make = (asked: Asked) => data(api.POST("/api/v1/placements", { body: body(asked) }));
