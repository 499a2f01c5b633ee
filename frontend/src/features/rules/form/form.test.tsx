// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { execFileSync } from "node:child_process";
import { useEffect, useMemo, useReducer } from "react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { after, at, edited } from "./editing";
import { FormProvider, type Formed } from "./formed";
import { RuleForm } from "./RuleForm";
import { asList, boundsOf, type Doc, type Field, fieldsOf, isDoc, isLink, itemOf, type Json, kindOfStep, type Node, plain, type Root, worded } from "./schema";

/** The server's own reference, as `playwarden rules schema` and `rules steps` tell it. */
const ASKED = `
import json
from playwarden.domain.rules.kinds import kinds
from playwarden.domain.rules.reading import schema
steps = [{"role": one.role, "text": one.text, "example": dict(one.example)} for one in kinds().values()]
print(json.dumps({"schema": schema(), "steps": steps}))
`;
const python = process.env.PYTHON ?? `${process.cwd()}/../.venv/bin/python`;
const { schema, steps } = JSON.parse(execFileSync(python, ["-c", ASKED], { encoding: "utf8" })) as { schema: Root; steps: { role: string; text: string; example: Doc }[] };

let document: Doc = {};

function Shown({ root, start }: { root: Root; start: Doc }) {
  const [state, does] = useReducer(after, start, edited);
  useEffect(() => {
    document = state.now;
  }, [state.now]);
  const formed = useMemo<Formed>(() => ({
    root, document: state.now, editable: true, faults: [], told: new Map(), files: [],
    change: (to, typing) => does({ do: "change", to, typing }),
  }), [root, state.now]);
  return <FormProvider value={formed}><RuleForm /></FormProvider>;
}

function show(start: Doc, root: Root = schema): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<MantineProvider env="test"><QueryClientProvider client={client}><Shown root={root} start={start} /></QueryClientProvider></MantineProvider>);
}

/** Fills one field as a person does, whatever it takes. */
function fill(inside: HTMLElement, field: Field, value: Json, root: Root): void {
  const { node, label } = field;
  const item = itemOf(root, node);
  const box = (role: string) => within(inside).getAllByRole(role, { name: new RegExp(`^${label}`) })[0]!;
  const form = node["x-form"];
  const type = (text: string, enter: boolean) => {
    const input = box(isLink(form) || isLink(item["x-form"]) || item["x-labels"] !== undefined ? "combobox" : "textbox");
    act(() => input.focus());
    fireEvent.change(input, { target: { value: text } });
    if (enter) fireEvent.keyDown(input, { key: "Enter" });
  };
  if (form === "steps") fillSteps(inside, field, asList(value), root);
  else if (form === "record") {
    if (!isDoc(node.default)) fireEvent.click(box("switch"));
    fillFields(within(inside).getByRole("group", { name: label }), node, value as Doc, root);
  } else if (form === "parts" || item["x-form"] === "record") {
    const group = within(inside).getByRole("group", { name: label });
    asList(value).forEach((one, place) => {
      fireEvent.click(within(group).getAllByRole("button", { name: /^Add / }).at(-1)!);
      fillFields(within(group).getByRole("group", { name: `${label} ${place + 1}` }), item, one as Doc, root);
    });
  } else if (form === "list") for (const one of asList(value)) type(String(one), true);
  else if (isLink(form)) type(String(value), true);
  else if (form === "flag") {
    const shown = box("switch") as HTMLInputElement;
    if (shown.checked !== value) fireEvent.click(shown);
  } else if (form === "choice") fireEvent.change(box("combobox"), { target: { value } });
  else type(String(value), false);
}

function fillFields(inside: HTMLElement, node: Node, value: Doc, root: Root): void {
  for (const field of fieldsOf(node)) if (value[field.name] !== undefined) fill(inside, field, value[field.name]!, root);
}

function fillSteps(inside: HTMLElement, field: Field, documents: Json[], root: Root): void {
  const list = within(inside).getAllByRole("group", { name: field.label })[0]!;
  documents.forEach((step, place) => {
    const kind = kindOfStep(root, field.node, step)!;
    fireEvent.click([...list.querySelectorAll<HTMLElement>(":scope > button")].at(-1)!);
    fireEvent.click(window.document.querySelector(`[role=option][value="${kind.name}"]`)!);
    const card = list.querySelector<HTMLElement>(`:scope > ol > li:nth-child(${place + 1})`)!;
    fillFields(card, kind.node, step as Doc, root);
  });
}

const LISTS: Record<string, string> = { source: "sources", filter: "steps", order: "order" };
const whole = (role: string, example: Doc): Doc => ({ version: 1, name: "Example", [LISTS[role]!]: [example] });

beforeEach(() => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
});

describe("the form of rules", () => {
  test.each(steps.map((step) => [String(step.example.step), step] as const))("can make the example of %s", { timeout: 30_000 }, (_, { role, example }) => {
    const wanted = whole(role, example);
    show({ version: 1 });
    fillFields(screen.getByRole("region", { name: "What it is" }), schema, { name: "Example" }, schema);
    fillFields(window.document.body, { ...schema, "x-order": [LISTS[role]!] }, wanted, schema);
    expect(plain(schema, schema, document)).toEqual(plain(schema, schema, wanted));
  });

  test("opens the example of every step and changes nothing of it", { timeout: 30_000 }, () => {
    const start: Doc = { version: 1, name: "Examples" };
    for (const { role, example } of steps) start[LISTS[role]!] = [...asList(start[LISTS[role]!]), example];
    show(start);
    for (const button of screen.getAllByRole("button", { expanded: false }).filter((one) => one.classList.contains("pw-step-name"))) fireEvent.click(button);
    const text = window.document.body.textContent;
    for (const step of steps) expect(text).toContain(step.text.replaceAll("`", "").replace(/\n\n/, " ").replace(/\n(?!\n)/g, " "));
    expect(document).toBe(start);
  });

  test("takes every key of a rule set", { timeout: 30_000 }, () => {
    const wanted: Doc = {
      version: 1, name: "All of it", note: "For a test", mode: "derive", every: "month", zone: "Europe/Berlin", sources: [{ step: "saved" }], steps: [{ step: "liked", not: true }], size: 40, floor: 12,
      rotation: { replace: 8, leave: "least_played", no_return_days: 60, protect_days: 7 }, order: [{ step: "shuffle" }],
      pins: [{ track: "spotify:track:11dFghVXANMlKmJXsNCbNl", position: 2 }], hand_edits: "ask", keep_dates: false, blocklist: false, add_at: "top",
      texts: { name: "Week {week}", description: "With {artists}" }, tests: [{ name: "enough", least: 10, no_artist_twice: true, lacks_artists: ["Nils Frahm"] }],
    };
    expect(Object.keys(wanted).sort()).toEqual(Object.keys(schema.properties!).sort());
    show({ version: 1 });
    fillFields(window.document.body, schema, wanted, schema);
    expect(plain(schema, schema, document)).toEqual(plain(schema, schema, wanted));
  });

  test("shows a kind of step that it never heard of, with its help and every field", () => {
    const made: Node = {
      type: "object", title: "Echoes what was heard.", description: "Said once more.", "x-role": "filter", "x-order": ["words", "times", "of"], required: ["step", "words"],
      properties: {
        step: { const: "echo" }, words: { "x-form": "text", description: "Which words." }, times: { "x-form": "whole", minimum: 1, maximum: 9, description: "How often." },
        of: { anyOf: [{ items: { "x-form": "artist" } }, { "x-form": "artist" }], "x-form": "list", description: "Of whom." },
      },
    } as Node;
    const filters = schema.$defs["filter-order"]!;
    const root: Root = { ...schema, $defs: { ...schema.$defs, "step-echo": made, "filter-order": { oneOf: [...filters.oneOf!, { $ref: "#/$defs/step-echo" }] } } };
    show({ version: 1, name: "New" }, root);
    const example: Doc = { step: "echo", words: "la la", times: 3, of: ["spotify:artist:0OdUWJ0sBjDrqHygGUXeCF"] };
    fillFields(window.document.body, { ...root, "x-order": ["steps"] }, { steps: [example] }, root);
    expect(document.steps).toEqual([example]);
    expect(screen.getByText("Said once more.", { exact: false })).toBeTruthy();
    expect(screen.getByText("How often.")).toBeTruthy();
  });

  test("moves a step by arrow keys and by its menu, and takes it away", () => {
    const start = (): Doc => ({ version: 1, name: "Order", sources: [{ step: "saved" }, { step: "top" }, { step: "plays" }] });
    show(start());
    const grips = () => screen.getAllByRole("button", { name: /^Move .*, step \d of/ });
    fireEvent.keyDown(grips()[0]!, { key: "ArrowDown" });
    expect((document.sources as Doc[]).map((one) => one.step)).toEqual(["top", "saved", "plays"]);
    expect(window.document.activeElement).toBe(grips()[1]);
    fireEvent.keyDown(grips()[0]!, { key: "ArrowUp" });
    expect((document.sources as Doc[]).map((one) => one.step)).toEqual(["top", "saved", "plays"]);
    fireEvent.click(screen.getByRole("button", { name: "With step 3, Plays" }));
    act(() => fireEvent.click(screen.getByText("Remove")));
    expect((document.sources as Doc[]).map((one) => one.step)).toEqual(["top", "saved"]);
  });
});

test("a list that takes a single value shows it as a list of one", () => {
  show({ version: 1, name: "One", steps: [{ step: "artist", artists: "Nils Frahm" }] });
  fireEvent.click(screen.getAllByRole("button", { expanded: false }).find((one) => one.classList.contains("pw-step-name"))!);
  expect(screen.getByText("Nils Frahm")).toBeTruthy();
  expect(at(document, ["steps", 0, "artists"])).toBe("Nils Frahm");
  expect(boundsOf(schema.$defs["step-artist"]!.properties!.artists!).most).toBeGreaterThan(1);
  expect(worded("within_days")).toBe("Within days");
});
