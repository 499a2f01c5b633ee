/** Days of the week and a time as schedules take them. */
export const DAYS = [
  { value: "MON", label: "Monday" }, { value: "TUE", label: "Tuesday" }, { value: "WED", label: "Wednesday" }, { value: "THU", label: "Thursday" },
  { value: "FRI", label: "Friday" }, { value: "SAT", label: "Saturday" }, { value: "SUN", label: "Sunday" },
] as const;

export interface When {
  days: readonly string[];
  /** `06:00`. */
  time: string;
}

export const isWhen = ({ days, time }: When): boolean => days.length > 0 && /^\d\d:\d\d$/.test(time);

export const USUAL: When = { days: ["FRI"], time: "06:00" };

/** `0 6 * * MON,FRI` for Monday and Friday at 06:00; every day is a star. */
export function cronOf(days: readonly string[], time: string): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const on = DAYS.filter((one) => days.includes(one.value)).map((one) => one.value);
  return `${minute} ${hour} * * ${on.length === DAYS.length ? "*" : on.join(",")}`;
}

const AT = /^(\d{1,2}) (\d{1,2}) \* \* (\S+)$/;
const SUNDAY = 7;

/** The days and the time of such an expression; null for any other, which days and a time do not tell. */
export function whenOf(expression: string): When | null {
  const [, minute, hour, on] = AT.exec(expression.trim().replace(/\s+/g, " ")) ?? [];
  if (on === undefined) return null;
  const days = new Set<string>();
  for (const part of on === "*" ? ["1-7"] : on.toUpperCase().split(",")) {
    const [from, to = from, more] = part.split("-").map(dayOf);
    if (from === undefined || from < 0 || to! < from || more !== undefined) return null;
    for (let day = from; day <= to!; day += 1) days.add(DAYS[(day + SUNDAY - 1) % SUNDAY]!.value);
  }
  return { days: DAYS.map((one) => one.value).filter((one) => days.has(one)), time: `${hour!.padStart(2, "0")}:${minute!.padStart(2, "0")}` };
}

/** 0 and 7 are Sunday; -1: no day. */
const dayOf = (word: string): number => (/^[0-7]$/.test(word) ? Number(word) : DAYS.findIndex((one) => one.value === word) + 1 || -1);
