/** The form of rules as their JSON Schema describes it: which fields there are and what each takes. Knows no kind of step by its name. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Doc = { [key: string]: Json };
export type Path = readonly (string | number)[];

/** As much of JSON Schema as the server writes; `x-form` names the input. */
export interface Node {
  $ref?: string;
  oneOf?: Node[];
  anyOf?: Node[];
  items?: Node;
  properties?: Record<string, Node>;
  required?: string[];
  const?: Json;
  enum?: string[];
  default?: Json;
  title?: string;
  description?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  "x-form"?: string;
  "x-words"?: string[];
  "x-unit"?: string;
  "x-named"?: boolean;
  "x-labels"?: "genre" | "mood";
  "x-order"?: string[];
  "x-role"?: string;
}

export interface Root extends Node {
  $defs: Record<string, Node>;
}

export interface Field {
  name: string;
  label: string;
  node: Node;
  needed: boolean;
}

/** One kind of step: `title` is the first sentence of its help, `help` the rest. */
export interface Kind {
  name: string;
  label: string;
  title: string;
  help: string;
  role: string;
  node: Node;
}

/** What came as JSON: a document, and the schema of one. */
export const asDoc = (told: Record<string, unknown>): Doc => told as Doc;
export const asRoot = (told: Record<string, unknown>): Root => told as unknown as Root;

/** What links of Spotify lead to. */
export const LINKS = ["playlist", "artist", "album", "track"] as const;
export type LinkKind = (typeof LINKS)[number];

export const isLink = (form: string | undefined): form is LinkKind => LINKS.some((kind) => kind === form);

/** `within_days` as people read it: `Within days`. */
export const worded = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function resolved(root: Root, node: Node): Node {
  return node.$ref === undefined ? node : resolved(root, root.$defs[node.$ref.replace("#/$defs/", "")] ?? {});
}

/** The fields of an object, in the order in which they are shown. */
export function fieldsOf(node: Node): Field[] {
  const properties = node.properties ?? {};
  const order = node["x-order"] ?? Object.keys(properties).filter((name) => properties[name]?.const === undefined);
  return order.flatMap((name) => {
    const field = properties[name];
    return field === undefined ? [] : [{ name, label: field.title ?? worded(name), node: field, needed: node.required?.includes(name) ?? false }];
  });
}

/** What each of a list is: of one that also takes a single value, what that is. */
export function itemOf(root: Root, node: Node): Node {
  const list = node.items === undefined ? (node.anyOf ?? []).find((one) => one.items !== undefined) : node;
  return resolved(root, list?.items ?? {});
}

/** At least and at most so many in a list. */
export function boundsOf(node: Node): { least: number; most: number } {
  const list = node.items === undefined ? ((node.anyOf ?? []).find((one) => one.items !== undefined) ?? node) : node;
  return { least: list.minItems ?? 0, most: list.maxItems ?? Infinity };
}

const DISCRIMINATOR = "step";

function kindOf(node: Node): Kind | null {
  const name = node.properties?.[DISCRIMINATOR]?.const;
  if (typeof name !== "string") return null;
  return { name, label: worded(name), title: node.title ?? worded(name), help: node.description ?? "", role: node["x-role"] ?? "", node };
}

/** The kinds of step that a list takes. */
export const kindsOf = (root: Root, node: Node): Kind[] =>
  (itemOf(root, node).oneOf ?? []).flatMap((one) => kindOf(resolved(root, one)) ?? []);

/** The kind of a step in a list, null where there is none of its name. */
export function kindOfStep(root: Root, node: Node, step: Json | undefined): Kind | null {
  const name = isDoc(step) ? step[DISCRIMINATOR] : undefined;
  return kindsOf(root, node).find((kind) => kind.name === name) ?? null;
}

export const newStep = (kind: Kind): Doc => ({ [DISCRIMINATOR]: kind.name });

export const isDoc = (value: Json | undefined): value is Doc => typeof value === "object" && value !== null && !Array.isArray(value);

/** A list as it is meant: a single value stands for a list of one. */
export const asList = (value: Json | undefined): Json[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

/** What stands at a place of a document is described by this; null where the document has no such place. */
export function nodeAt(root: Root, document: Json, path: Path): Node | null {
  let node: Node = root;
  let value: Json | undefined = document;
  for (const part of path) {
    if (typeof part === "number") {
      const kind = node["x-form"] === "steps" ? kindOfStep(root, node, asList(value)[part]) : null;
      node = kind?.node ?? itemOf(root, node);
      value = asList(value)[part];
    } else {
      const next: Node | undefined = node.properties?.[part];
      if (next === undefined) return null;
      node = resolved(root, next);
      value = isDoc(value) ? value[part] : undefined;
    }
  }
  return node;
}

/** A document without what holds its default anyway, and with lists where single values stood: equal ones mean the same. */
export function plain(root: Root, node: Node, value: Json): Json {
  const is = resolved(root, node);
  if (is["x-form"] === "steps") return asList(value).map((step) => plain(root, kindOfStep(root, is, step)?.node ?? {}, step));
  if (is.items !== undefined || is.anyOf?.some((one) => one.items !== undefined)) return asList(value).map((one) => plain(root, itemOf(root, is), one));
  if (!isDoc(value)) return value;
  return Object.fromEntries(
    Object.keys(value).sort().flatMap((name) => {
      const field = is.properties?.[name];
      const told = value[name]!;
      if (field === undefined) return [[name, told]];
      const simple = plain(root, field, told);
      return field.default !== undefined && JSON.stringify(simple) === JSON.stringify(plain(root, field, field.default)) ? [] : [[name, simple]];
    }),
  );
}

/** Every link of Spotify in a document. */
export function linksIn(value: Json): string[] {
  if (typeof value === "string") return /^spotify:(playlist|artist|album|track):\w+$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(linksIn);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(linksIn) : [];
}
