/** A week as a calendar shows it: what stands on which day, and where a drag leads. Pure. */
import { addDays, day, instant, minuteOfDay } from "@/shared/time/words";
import { OVER } from "./states";
import type { Coming, Placement, Week } from "./queries";

export interface Entry {
  key: string;
  kind: "in" | "out" | "schedule";
  at: Date;
  minutes: number;
  title: string;
  about: string;
  placement: Placement | null;
  schedule: Coming | null;
  /** More often than can be named. */
  allDay?: boolean;
}

export interface Day {
  day: string;
  entries: Entry[];
}

export function days(week: Week): Day[] {
  const all: Day[] = Array.from({ length: 7 }, (_, index) => ({ day: addDays(week.monday, index), entries: [] }));
  const add = (entry: Omit<Entry, "minutes">) => {
    const on = day(entry.at, week.zone);
    all.find((one) => one.day === on)?.entries.push({ ...entry, minutes: minuteOfDay(entry.at, week.zone) });
  };
  for (const placement of week.placements) {
    const common = { title: placement.title || "Details", about: placement.playlist_name, placement, schedule: null };
    add({ ...common, key: `${placement.id}-in`, kind: "in", at: new Date(placement.from_at) });
    if (placement.until_at !== null) add({ ...common, key: `${placement.id}-out`, kind: "out", at: new Date(placement.until_at) });
  }
  for (const schedule of week.schedules) {
    const common = { kind: "schedule" as const, title: schedule.name, about: schedule.words, placement: null, schedule };
    for (const at of schedule.times) add({ ...common, key: `${schedule.id}-${at}`, at: new Date(at) });
    const last = schedule.times.at(-1);
    if (!schedule.more || last === undefined) continue;
    for (const one of all)
      if (one.day > day(new Date(last), week.zone)) one.entries.push({ ...common, key: `${schedule.id}-${one.day}`, at: instant(one.day, 0, week.zone), minutes: 0, allDay: true });
  }
  for (const one of all) one.entries.sort((a, b) => a.minutes - b.minutes || a.key.localeCompare(b.key));
  return all;
}

/** The same clock time on another day. */
export const onDay = (entry: Pick<Entry, "minutes">, to: string, zone: string): Date => instant(to, entry.minutes, zone);

/** What dragging an entry to a day changes: a beginning takes its end along. */
export function dragged(entry: Entry, to: string, zone: string): { from?: Date; until?: Date } | null {
  if (entry.placement === null) return null;
  const at = onDay(entry, to, zone);
  if (at.getTime() === entry.at.getTime()) return null;
  if (entry.kind === "out") return { until: at };
  const { until_at: until } = entry.placement;
  return until === null ? { from: at } : { from: at, until: daysOn(new Date(until), Date.parse(to) - Date.parse(day(entry.at, zone)), zone) };
}

/** The same clock time so many whole days (in milliseconds) on: the clocks may change on the way. */
const daysOn = (at: Date, by: number, zone: string): Date =>
  new Date(instant(addDays(day(at, zone), by / 86_400_000), minuteOfDay(at, zone), zone).getTime() + (at.getTime() % 60_000));

/** Times as the API reads them: instants, so that a placement keeps the zone in which somebody wrote it. */
export function said({ from, until }: { from?: Date; until?: Date }): { from?: string; until?: string } {
  const written = (at: Date) => `${at.toISOString().slice(0, 19).replace("T", " ")}Z`;
  return { ...(from && { from: written(from) }), ...(until && { until: written(until) }) };
}

export const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Whether it can be dragged: nothing that is over, and no schedule whose times do not stand alone. */
export const movable = (entry: Entry): boolean => (entry.placement !== null ? !OVER.includes(entry.placement.state) : entry.schedule?.fixed === "" && !entry.allDay);

/** Entries of one day that say the same of a repeating schedule, folded. */
export function folded(entries: readonly Entry[], most: number): { shown: Entry[]; more: number } {
  const seen = new Map<string, number>();
  const shown: Entry[] = [];
  for (const entry of entries) {
    const times = (seen.get(`${entry.kind} ${entry.title}`) ?? 0) + 1;
    seen.set(`${entry.kind} ${entry.title}`, times);
    if (entry.kind === "schedule" && times > 1) continue;
    shown.push(entry);
  }
  return { shown: shown.slice(0, most), more: Math.max(0, shown.length - most) };
}

/** How often a schedule stands on one day. */
export const often = (entries: readonly Entry[], entry: Entry): number => entries.filter((one) => one.kind === "schedule" && one.title === entry.title).length;
