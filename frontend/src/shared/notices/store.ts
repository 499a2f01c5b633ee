/** Runs that were started on these pages: told when they are done, with a way back. */
export interface RunNotice {
  run: string;
  job: string;
  title: string;
}

/** Something that was changed here at once, and what changes it back. */
export interface ChangeNotice {
  run: string;
  title: string;
  undo: () => Promise<unknown>;
}

export type Notice = RunNotice | ChangeNotice;

let notices: readonly Notice[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Notice[]): void {
  notices = next;
  for (const heard of listeners) heard();
}

export const announce = (notice: Notice): void => set([...notices.filter((one) => one.run !== notice.run), notice].slice(-4));
let changes = 0;
export const changed = (title: string, undo: () => Promise<unknown>): void => announce({ run: `change-${(changes += 1)}`, title, undo });
export const dismiss = (run: string): void => set(notices.filter((one) => one.run !== run));
export const forgetNotices = (): void => set([]);
export const current = (): readonly Notice[] => notices;
export function onNotices(heard: () => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}
