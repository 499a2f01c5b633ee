/** The server's clock: pages never take 'now' from the machine they are shown on. */
let offset = 0;
let zone: string | undefined;
const listeners = new Set<() => void>();

/** The server said that it is `now`. */
export function setNow(now: string): void {
  const told = Date.parse(now);
  if (Number.isNaN(told)) return;
  offset = told - Date.now();
  for (const heard of listeners) heard();
}

/** The zone in which this member reads times; null: the browser's. */
export function setZone(told: string | null): void {
  zone = told ?? undefined;
  for (const heard of listeners) heard();
}

export const now = (): Date => new Date(Date.now() + offset);
let browsers: string | undefined;
export const viewerZone = (): string => zone ?? (browsers ??= Intl.DateTimeFormat().resolvedOptions().timeZone);

export function onClock(heard: () => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}
