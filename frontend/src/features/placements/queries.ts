/** What is put in from a date until a date, and what is done again and again. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { now, viewerZone } from "@/shared/time/clock";
import { addDays, day, instant, monday } from "@/shared/time/words";
import { said } from "./week";

export type Placement = Schemas["PlacementDocument"];
export type Coming = Schemas["ComingDocument"];
export type InTheWay = Schemas["InTheWayDocument"];

export interface Week {
  monday: string;
  zone: string;
  placements: Placement[];
  /** With `more` it stands on the days after its last time as well, too often to name each. */
  schedules: Coming[];
  /** What is in the way of placements, by their ids. */
  conflicts: Map<string, InTheWay[]>;
}

async function read(asked: string | undefined): Promise<Week> {
  const zone = viewerZone();
  const first = monday(asked ?? day(now(), zone));
  const query = { since: instant(first, 0, zone).toISOString(), until: instant(addDays(first, 7), 0, zone).toISOString(), limit: 500 };
  const [placements, schedules, conflicts] = await Promise.all([
    data(api.GET("/api/v1/placements", { params: { query } })),
    data(api.GET("/api/v1/coming", { params: { query } })),
    // Asked together: what came later would push away what somebody is about to drag.
    data(api.GET("/api/v1/placements/conflicts", { params: { query } })),
  ]);
  // What is built in (looking, backups) would only hide what somebody planned.
  return {
    monday: first, zone, placements, schedules: schedules.filter((one) => !one.built_in && one.times.length > 0),
    conflicts: new Map(conflicts.map((one) => [one.placement, one.conflicts])),
  };
}

export const calendarQuery = (week: string | undefined) => queryOptions({ queryKey: ["placements", "week", week ?? "now"], queryFn: () => read(week) });

export const placementsOf = (playlist: string) =>
  queryOptions({ queryKey: ["placements", "of", playlist], queryFn: () => data(api.GET("/api/v1/placements", { params: { query: { playlist, limit: 500 } } })) });

export const change = (placement: string, times: { from?: Date; until?: Date }) =>
  data(api.PATCH("/api/v1/placements/{placement}", { params: { path: { placement } }, body: said(times) }));

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
