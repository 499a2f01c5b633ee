/** Small words about numbers. */
export const number = (value: number): string => value.toLocaleString("en-GB");

/** `1 call`, `2,400 calls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** The name of a playlist as it is shown; a report can leave one without. */
export const titled = (name: string): string => (name.trim() === "" ? "(no name)" : name);

/** Who did something, as people call them: `Ada` for `member:mem_… (Ada)`; a schedule or the operator as they are. */
export const whoDid = (actor: string): string => /^member:\S+ \((.*)\)$/.exec(actor)?.[1] ?? actor;

/** Texts compared as people sort them. */
export const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Folded for finding: without case and accents. Most texts have none: taking them apart is what takes time. */
export const folded = (text: string): string => (PLAIN.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();

const PLAIN = /^[ -~]*$/;

/** `3:07`, `1:02:03`; nothing where it is not known. */
export function lasting(ms: number | null | undefined): string {
  if (ms == null) return "";
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
