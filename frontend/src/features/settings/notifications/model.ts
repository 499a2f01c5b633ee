/** A route of alerts as a form has it, and as the server wants it. */
import type { Schemas } from "@/api/client";
import { counted } from "@/shared/text";
import type { Severity } from "@/shared/alerts/queries";

export type Route = Schemas["RouteDocument"];
export type Quiet = Schemas["Quiet"];

export interface Form {
  url: string;
  name: string;
  severities: Severity[];
  /** Empty: all. */
  kinds: string[];
  quiet: boolean;
  from: string;
  until: string;
  zone: string;
  alarms: boolean;
  window: number;
}

export const SEVERITIES: { value: Severity; label: string }[] = [
  { value: "alarm", label: "Alarms: gone, not put back, nobody watches, a consent ends" },
  { value: "warning", label: "Warnings: taken down, changed by others" },
  { value: "info", label: "Information: an incident is over" },
];

export const fresh = (zone: string): Form => ({
  url: "", name: "", severities: ["alarm", "warning"], kinds: [], quiet: false, from: "22:00", until: "07:00", zone, alarms: true, window: 5,
});

export const formOf = (route: Route, zone: string): Form => ({
  url: "", name: route.name, severities: route.severities, kinds: route.kinds ?? [], quiet: route.quiet !== null,
  from: route.quiet?.from ?? "22:00", until: route.quiet?.until ?? "07:00", zone: route.quiet?.zone ?? zone, alarms: route.quiet?.alarms ?? true, window: route.window_minutes,
});

/** Why it cannot be kept as it is; nothing where it can. */
export function obstacle(form: Form, isNew: boolean): string | null {
  if (isNew && form.url.trim() === "") return "It needs an address.";
  if (form.severities.length === 0) return "It is told of something.";
  if (form.quiet && form.from === form.until) return "Quiet hours begin and end at different times.";
  return null;
}

const quietOf = (form: Form): Quiet => ({ from: form.from, until: form.until, zone: form.zone, alarms: form.alarms });

/** What the server is sent for a new route. */
export const made = (form: Form): Schemas["RouteBody"] => ({
  url: form.url.trim(), severities: form.severities, window_minutes: form.window,
  ...(form.name.trim() === "" ? {} : { name: form.name.trim() }), ...(form.kinds.length === 0 ? {} : { kinds: form.kinds }), ...(form.quiet ? { quiet: quietOf(form) } : {}),
});

/** What the server is sent for a change: the address alone stays when nothing is written into it. */
export const changed = (form: Form): Schemas["RouteChangeBody"] => ({
  severities: form.severities, window_minutes: form.window, all_kinds: form.kinds.length === 0, never_quiet: !form.quiet,
  ...(form.url.trim() === "" ? {} : { url: form.url.trim() }), ...(form.name.trim() === "" ? {} : { name: form.name.trim() }),
  ...(form.kinds.length === 0 ? {} : { kinds: form.kinds }), ...(form.quiet ? { quiet: quietOf(form) } : {}),
});

/** What a route is told of and when, in a line. */
export function told(route: Route): string {
  const what = route.severities.length === 3 ? "everything" : route.severities.map((one) => (one === "info" ? "information" : `${one}s`)).join(" and ");
  const parts = [route.kinds === null ? what : `${what} of ${counted(route.kinds.length, "kind")}`];
  if (route.quiet !== null) parts.push(`quiet ${route.quiet.from} to ${route.quiet.until}${route.quiet.alarms ? " but for alarms" : ""}`);
  if (route.waiting > 0) parts.push(`${counted(route.waiting, "alert")} waiting`);
  return parts.join(", ");
}
