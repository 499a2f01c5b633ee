/** Times as people read them. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Made once a zone: making one takes longer than all else about a row of a list. */
const formats = new Map<string, Intl.DateTimeFormat>();

function parts(at: Date, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, year: "numeric", month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

let asked: { now: number; zone: string; is: Record<string, string> } | undefined;

/** The parts of the present moment: the same for every row of a list. */
function presently(now: Date, zone: string): Record<string, string> {
  if (asked?.now !== now.getTime() || asked.zone !== zone) asked = { now: now.getTime(), zone, is: parts(now, zone) };
  return asked.is;
}

/** `today 14:05`, `Tue 24 Nov 09:30`, `3 Mar 2027`. */
export function moment(at: Date, now: Date, zone: string): string {
  const is = parts(at, zone);
  const today = presently(now, zone);
  const clock = `${is.hour}:${is.minute}`;
  const sameDay = is.year === today.year && is.month === today.month && is.day === today.day;
  if (sameDay) return `today ${clock}`;
  if (Math.abs(at.getTime() - now.getTime()) < 300 * DAY) return `${is.weekday} ${is.day} ${is.month} ${clock}`;
  return `${is.day} ${is.month} ${is.year}`;
}

/** `in 3 min`, `2 h ago`. */
export function relative(at: Date, now: Date): string {
  const span = at.getTime() - now.getTime();
  const far = Math.abs(span);
  if (far < MINUTE) return span > 0 ? "in a moment" : "just now";
  const words = far < HOUR ? `${Math.round(far / MINUTE)} min` : far < 2 * DAY ? `${Math.round(far / HOUR)} h` : `${Math.round(far / DAY)} days`;
  return span > 0 ? `in ${words}` : `${words} ago`;
}

/** `2026-11-25 21:27:28 UTC`, exactly. */
export function exact(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `2026-11-25` as the calendar in `zone` shows it. */
export function day(at: Date, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);
}

/** The instant at which clocks in `zone` show `day` and `minutes` past midnight. */
export function instant(day: string, minutes: number, zone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE;
  let at = wanted;
  // Two rounds: the first meets the zone's offset, the second a change of the offset in between.
  for (let round = 0; round < 2; round += 1) at += wanted - shown(new Date(at), zone);
  return new Date(at);
}

function shown(at: Date, zone: string): number {
  const is = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).format(at);
  return Date.parse(`${is.replace(" ", "T")}Z`);
}

/** Minutes past midnight as clocks in `zone` show it. */
export function minuteOfDay(at: Date, zone: string): number {
  return Math.floor((shown(at, zone) % DAY) / MINUTE);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The Monday of the week in which `day` lies. */
export function monday(day: string): string {
  const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}
