/** One field of the form, by what it takes. Whatever takes more room than a line has a file of its own. */
import { NativeSelect, NumberInput, Switch, TextInput, Textarea } from "@mantine/core";
import { useFault, useFormed, usePut } from "./formed";
import { Askable, Asked } from "./Asked";
import { Links } from "./Links";
import { Records } from "./Records";
import { Optional } from "./Optional";
import { asList, boundsOf, type Field as Told, isDoc, isLink, itemOf, type Json, type Node, type Path } from "./schema";
import { Steps } from "./Steps";
import { Texts } from "./Texts";

export interface FieldProps {
  field: Told;
  path: Path;
  value: Json | undefined;
}

const LONG = 200;

export function Field(props: FieldProps) {
  const { asks, editable } = useFormed();
  const { field, path, value } = props;
  if (asks === undefined) return <Said {...props} />;
  const asked = asks.of(value);
  if (asked !== null) return <Asked asks={asks} name={asked} field={field} path={path} />;
  return editable && asks.can(field) ? <Askable asks={asks} field={field} path={path}><Said {...props} /></Askable> : <Said {...props} />;
}

function Said({ field, path, value }: FieldProps) {
  const { root } = useFormed();
  const form = field.node["x-form"] ?? "text";
  const item = itemOf(root, field.node);
  switch (form) {
    case "steps": return <Steps field={field} path={path} value={value} />;
    case "parts": return <Records field={field} path={path} value={value} item={item} />;
    case "record": return <Optional field={field} path={path} value={value} />;
    case "list":
      if (item["x-form"] === "record") return <Records field={field} path={path} value={value} item={item} />;
      if (isLink(item["x-form"])) return <Links field={field} path={path} values={asList(value).map(String)} kind={item["x-form"]} named={item["x-named"] === true} most={boundsOf(field.node).most} />;
      return <Texts field={field} path={path} values={asList(value).map(String)} labels={item["x-labels"]} />;
    default:
      if (isLink(form)) return <Links field={field} path={path} values={value === undefined ? [] : [String(value)]} kind={form} named={field.node["x-named"] === true} most={1} single />;
      return <Simple field={field} path={path} value={value} />;
  }
}

/** Whether a field stands beside others, or takes a row of its own. */
export const isWide = (node: Node): boolean => ["steps", "parts", "record", "list"].includes(node["x-form"] ?? "") || isLink(node["x-form"]) || (node.maxLength ?? 0) > LONG;

function Simple({ field, path, value }: FieldProps) {
  const { editable } = useFormed();
  const put = usePut();
  const fault = useFault(path);
  const { node, label, needed } = field;
  const usual = node.default;
  const say = (next: Json | undefined, typing = false) => put(path, next === usual ? undefined : next, typing);
  const common = { label, description: node.description, withAsterisk: needed, disabled: !editable, error: fault };
  switch (node["x-form"]) {
    case "flag":
      return (
        <Switch
          label={label} description={node.description} disabled={!editable} error={fault}
          checked={typeof value === "boolean" ? value : usual === true} onChange={(event) => say(event.currentTarget.checked)}
        />
      );
    case "choice": {
      const words = node["x-words"] ?? node.enum ?? [];
      const options = (node.enum ?? []).map((one, index) => ({ value: one, label: words[index] ?? one }));
      const shown = typeof value === "string" ? value : typeof usual === "string" ? usual : "";
      return (
        <NativeSelect
          {...common} value={shown} data={shown === "" || (usual === undefined && !needed) ? [{ value: "", label: "–" }, ...options] : options}
          onChange={(event) => say(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
        />
      );
    }
    case "whole":
    case "number":
      return (
        <NumberInput
          {...common} value={typeof value === "number" ? value : ""} allowDecimal={node["x-form"] === "number"} {...bounds(node)} thousandSeparator="," hideControls={false}
          placeholder={typeof usual === "number" ? String(usual) : needed ? "" : "none"} suffix={node["x-unit"] === undefined ? "" : ` ${node["x-unit"]}`}
          onChange={(next) => say(typeof next === "number" ? next : undefined, true)}
        />
      );
    default: {
      const text = value === undefined || value === null || isDoc(value) ? "" : String(value);
      const props = { ...common, value: text, maxLength: node.maxLength, placeholder: EXAMPLES[node["x-form"] ?? ""] ?? "" };
      const heard = (next: string) => say(next === "" ? undefined : next, true);
      return (node.maxLength ?? 0) > LONG && node["x-form"] === "text"
        ? <Textarea {...props} rows={2} onChange={(event) => heard(event.currentTarget.value)} />
        : <TextInput {...props} onChange={(event) => heard(event.currentTarget.value)} />;
    }
  }
}

const EXAMPLES: Record<string, string> = { length: "3:30", day: "1999, 1999-06 or 1999-06-01" };
const bounds = (node: Node) => ({ ...(node.minimum !== undefined && { min: node.minimum }), ...(node.maximum !== undefined && { max: node.maximum }) });
