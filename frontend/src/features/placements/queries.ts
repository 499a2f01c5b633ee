/** What is put in from a date until a date, and what is done again and again. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { PAGE, whole } from "@/api/pages";
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
  const span = { since: instant(first, 0, zone).toISOString(), until: instant(addDays(first, 7), 0, zone).toISOString(), limit: PAGE };
  const conflicts: Schemas["PlacementConflictsDocument"][] = [];
  const page = async (after: string | undefined) => {
    const query = { ...span, ...(after !== undefined && { after }) };
    // Asked together: what came later would push away what somebody is about to drag.
    const [some, met] = await Promise.all([
      data(api.GET("/api/v1/placements", { params: { query } })),
      data(api.GET("/api/v1/placements/conflicts", { params: { query } })),
    ]);
    conflicts.push(...met);
    return some;
  };
  const [placements, schedules] = await Promise.all([
    whole(page, (one) => one.id),
    whole((after) => data(api.GET("/api/v1/coming", { params: { query: { ...span, ...(after !== undefined && { after }) } } })), (one) => one.id),
  ]);
  // What is built in (looking, backups) would only hide what somebody planned.
  return {
    monday: first, zone, placements, schedules: schedules.filter((one) => !one.built_in && one.times.length > 0),
    conflicts: new Map(conflicts.map((one) => [one.placement, one.conflicts])),
  };
}

export const calendarQuery = (week: string | undefined) => queryOptions({ queryKey: ["placements", "week", week ?? "now"], queryFn: () => read(week) });

export const placementsOf = (playlist: string) =>
  queryOptions({ queryKey: ["placements", "of", playlist], queryFn: () => whole((after) => data(api.GET("/api/v1/placements", { params: { query: { playlist, limit: PAGE, ...(after !== undefined && { after }) } } })), (one) => one.id) });

/** `was`: how the change that is taken back had left it; a time that somebody changed since stays. */
export const change = (placement: string, times: { from?: Date; until?: Date }, was?: Pick<Placement, "from_at" | "until_at">) =>
  data(api.PATCH("/api/v1/placements/{placement}", { params: { path: { placement } }, body: { ...said(times), ...(was && { was: { from_at: was.from_at, until_at: was.until_at } }) } }));

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
