/** What a template asks for each time: parameters, and the places of its rules in which they stand. */
import { at, put } from "../form/editing";
import { asList, boundsOf, type Doc, type Field, isDoc, itemOf, type Json, type Path, type Root } from "../form/schema";

export interface Parameter {
  name: string;
  label: string;
  kind: string;
  default?: Json;
}

const WHOLE = /^\$([a-z][a-z0-9_]*)$/;
const MOST_NAME = 40;
/** Inputs of the form that a parameter can stand for: each is a kind of parameter of the same name. */
const KINDS = new Set(["playlist", "artist", "album", "track", "whole", "number", "flag", "choice", "text", "day", "length"]);

export const parametersOf = (template: Doc): Parameter[] => asList(template.parameters).filter(isDoc) as unknown as Parameter[];

/** The parameter that stands for a whole value; null where none does. */
export function askedBy(value: Json | undefined): string | null {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === "string" ? (WHOLE.exec(only)?.[1] ?? null) : null;
}

/** How often a parameter stands in some rules: for a whole value, within a text, or as what a step depends on. */
export function uses(value: Json, name: string): number {
  if (typeof value === "string") return value === `$${name}` ? 1 : value.split(`\${${name}}`).length - 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + uses(one, name), 0);
  return isDoc(value) ? Object.entries(value).reduce((sum, [key, one]) => sum + (key === "$if" ? Number(one === name) : uses(one, name)), 0) : 0;
}

/** Whether a field can be asked for: of what kind, and whether as a list. */
export function kindOf(root: Root, field: Field): { kind: string; several: boolean } | null {
  const form = field.node["x-form"] ?? "text";
  if (form === "list") {
    const of = itemOf(root, field.node)["x-form"] ?? "text";
    return KINDS.has(of) ? { kind: of, several: true } : null;
  }
  return KINDS.has(form) ? { kind: form, several: false } : null;
}

function fresh(label: string, taken: ReadonlySet<string>): string {
  const word = label.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, MOST_NAME - 3) || "value";
  for (let count = 1; ; count += 1) if (!taken.has(count === 1 ? word : `${word}_${count}`)) return count === 1 ? word : `${word}_${count}`;
}

/** The template in which a value of the rules is asked for each time: what stands there now is its default. */
export function asking(root: Root, template: Doc, path: Path, field: Field): Doc {
  const found = kindOf(root, field);
  if (found === null) return template;
  const parameters = parametersOf(template);
  const item = found.several ? itemOf(root, field.node) : field.node;
  const now = at(template.rules ?? {}, path) ?? field.node.default;
  const name = fresh(field.label, new Set(parameters.map((one) => one.name)));
  const { most } = boundsOf(field.node);
  const made: Doc = {
    name, label: field.label, kind: found.kind,
    ...(found.several && { several: Number.isFinite(most) ? Math.min(most, 10_000) : 1_000 }),
    ...(item["x-named"] === true && { named: true }),
    ...((found.kind === "whole" || found.kind === "number") && { ...(item.minimum !== undefined && { least: item.minimum }), ...(item.maximum !== undefined && { most: item.maximum }), ...(item["x-unit"] !== undefined && { unit: item["x-unit"] }) }),
    ...(found.kind === "text" && item.maxLength !== undefined && { most: item.maxLength }),
    ...(found.kind === "choice" && { words: Object.fromEntries((item.enum ?? []).map((word, place) => [word, item["x-words"]?.[place] ?? word])) }),
    ...(found.kind === "flag" ? { default: now === true } : now !== undefined && now !== null && { default: found.several ? asList(now) : now }),
  };
  return { ...template, parameters: [...asList(template.parameters), made], rules: put(rulesOf(template), path, `$${name}`) };
}

export const rulesOf = (template: Doc): Doc => (isDoc(template.rules) ? template.rules : {});

/** The template without a parameter: wherever it stood is what it was unless somebody said otherwise, or nothing. */
export function saying(template: Doc, name: string): Doc {
  const usual = parametersOf(template).find((one) => one.name === name)?.default;
  const { parameters, ...whole } = template;
  const others = asList(parameters).filter((one) => !isDoc(one) || one.name !== name);
  return {
    ...whole,
    sentence: String(template.sentence ?? "").replaceAll(`{${name}}`, usual === undefined || usual === null ? "" : asList(usual).join(", ")).replace(/ {2,}/g, " ").trim(),
    // A template that asks for nothing has no list of what it asks for.
    ...(others.length > 0 && { parameters: others }),
    rules: filled(rulesOf(template), name, usual ?? null) ?? {},
  };
}

/** Undefined: it falls away. */
function filled(value: Json, name: string, usual: Json): Json | undefined {
  if (typeof value === "string") return value === `$${name}` ? (usual ?? undefined) : value.replaceAll(`\${${name}}`, usual === null ? "" : String(usual));
  if (Array.isArray(value)) return value.flatMap((one) => (one === `$${name}` ? asList(usual) : (filled(one, name, usual) ?? [])));
  if (!isDoc(value)) return value;
  if (value.$if === name && (usual === null || usual === false)) return undefined;
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => {
    if (key === "$if" && one === name) return [];
    const next = filled(one, name, usual);
    return next === undefined ? [] : [[key, next]];
  }));
}
