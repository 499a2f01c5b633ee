/** The whole form of a rule set: the lists of steps each in a section, what is used less behind 'More'. */
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Field } from "./Field";
import { Fields } from "./Fields";
import { useFormed } from "./formed";
import { type Field as Told, fieldsOf } from "./schema";

/** Where a key of a rule set stands; one that is not named here stands under 'More', so that a new one shows by itself. */
const SECTIONS: readonly { title: string; names: readonly string[] }[] = [
  { title: "What it is", names: ["name", "every", "mode"] },
  { title: "Where tracks come from", names: ["sources"] },
  { title: "What stays", names: ["steps"] },
  { title: "How many, and how they change", names: ["size", "floor", "rotation"] },
  { title: "In which order", names: ["order"] },
];

export function RuleForm() {
  const { root, document } = useFormed();
  const fields = fieldsOf(root);
  const named = SECTIONS.flatMap((section) => section.names);
  const rest = fields.filter((field) => !named.includes(field.name));
  return (
    <div className="pw-rule-form">
      {SECTIONS.map(({ title, names }) => (
        <Section key={title} title={title}>
          {names.length === 1
            ? fields.filter((field) => field.name === names[0]).map((field) => <Field key={field.name} field={field} path={[field.name]} value={document[field.name]} />)
            : <Fields node={root} path={[]} value={document} only={(field) => names.includes(field.name)} />}
        </Section>
      ))}
      <More rest={rest} />
    </div>
  );
}

function More({ rest }: { rest: readonly Told[] }) {
  const { root, document, faults } = useFormed();
  const said = rest.filter((field) => document[field.name] !== undefined);
  const wrong = faults.some((fault) => rest.some((field) => fault.path[0] === field.name));
  return (
    <details open={said.length > 0 || wrong}>
      <summary>More: {rest.map((field) => field.label.toLowerCase()).join(", ")}</summary>
      <div style={{ paddingTop: 10 }}><Fields node={root} path={[]} value={document} only={(field) => rest.some((one) => one.name === field.name)} /></div>
    </details>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="pw-rule-section">
      <Title order={2}>{title}</Title>
      {children}
    </section>
  );
}
