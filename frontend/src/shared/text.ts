/** Small words about numbers. */
export const number = (value: number): string => value.toLocaleString("en-GB");

/** `1 call`, `2,400 calls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Texts compared as people sort them. */
export const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Folded for finding: without case and accents. */
export const folded = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
