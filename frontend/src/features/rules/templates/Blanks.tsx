/** A template's sentence with its blanks: filled ones as what they hold, each leading to its field. */
import { Fragment } from "react";
import { asList, type Doc, isDoc, type Json, type Node } from "../form/schema";
import { useNames } from "../names";
import type { Template } from "./queries";

const MOST = 3;

export function Blanks({ template, values, onBlank }: { template: Pick<Template, "sentence" | "parameters" | "form">; values: Doc; onBlank?: (name: string) => void }) {
  const told = (name: string) => values[name] ?? ((template.parameters.find((one) => one.name === name)?.default ?? undefined) as Json | undefined);
  const shown = template.parameters.flatMap((one) => asList(told(one.name)).slice(0, MOST).map(String));
  const nameOf = useNames(shown);
  const said = (name: string, value: Json) => {
    const node = (template.form as Node).properties?.[name];
    const chosen = node?.enum?.indexOf(String(value)) ?? -1;
    return chosen >= 0 ? (node?.["x-words"]?.[chosen] ?? String(value)) : typeof value === "boolean" ? (value ? "yes" : "no") : nameOf(String(value));
  };
  const words = (name: string) => {
    const held = asList(told(name)).filter((one) => !isDoc(one));
    if (held.length === 0) return null;
    return held.slice(0, MOST).map((one) => said(name, one)).join(", ") + (held.length > MOST ? ` and ${held.length - MOST} more` : "");
  };
  return (
    <span className="pw-blanks">
      {template.sentence.split(/\{(\w+)\}/).map((piece, index) => {
        if (index % 2 === 0) return <Fragment key={index}>{piece}</Fragment>;
        const filled = words(piece);
        const label = template.parameters.find((one) => one.name === piece)?.label ?? piece;
        const text = filled ?? label;
        return onBlank === undefined
          ? <span key={index} className="pw-blank" data-filled={filled !== null || undefined}>{text}</span>
          : <button key={index} type="button" className="pw-blank" data-filled={filled !== null || undefined} aria-label={`${label}: ${filled ?? "to be filled in"}`} onClick={() => onBlank(piece)}>{text}</button>;
      })}
    </span>
  );
}
