/** The rules in plain words: every clause opens its part of the form. */
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { AddStep } from "../form/AddStep";
import { asList, fieldsOf, isDoc, kindsOf, linksIn, newStep } from "../form/schema";
import { at, inserted, put } from "../form/editing";
import { FormPart } from "../form/FormPart";
import { keyOf, useFormed } from "../form/formed";
import { useNames } from "../names";
import type { Clause } from "../types";

const MOST_NAMES = 6;

interface Props {
  clauses: readonly Clause[];
  opened: string | null;
  onOpen: (key: string | null) => void;
}

export function Sentence({ clauses, opened, onOpen }: Props) {
  const { root, document, change, editable } = useFormed();
  const [added, setAdded] = useState<readonly (string | number)[] | null>(null);
  const lists = fieldsOf(root).filter((field) => field.node["x-form"] === "steps");
  // What was just added is not in the server's words yet: it shows all the same.
  const shown = added !== null && !clauses.some((one) => keyOf(one.path) === keyOf(added)) ? [...clauses, { path: [...added], words: "…" }] : clauses;
  return (
    <div className="pw-sentence">
      <ol aria-label="The rules in plain words">
        {shown.map((clause) => {
          const key = keyOf(clause.path);
          return (
            <li key={key} data-open={opened === key || undefined}>
              <ClauseLine clause={clause} open={opened === key} onOpen={() => onOpen(opened === key ? null : key)} {...(editable && typeof clause.path.at(-1) === "number" && { onTake: () => { onOpen(null); change(put(document, clause.path, undefined)); } })} />
              {opened === key && <div className="pw-sentence-part"><FormPart path={clause.path} /></div>}
            </li>
          );
        })}
      </ol>
      {editable && (
        <Group gap="xs">
          {lists.map((field) => (
            <AddStep
              key={field.name} kinds={kindsOf(root, field.node)} words={`Add to ${field.label.toLowerCase()}`}
              onAdd={(kind) => {
                const path = [field.name, asList(document[field.name]).length];
                setAdded(path);
                onOpen(keyOf(path));
                change(inserted(document, [field.name], newStep(kind)));
              }}
            />
          ))}
        </Group>
      )}
    </div>
  );
}

function ClauseLine({ clause, open, onOpen, onTake }: { clause: Clause; open: boolean; onOpen: () => void; onTake?: () => void }) {
  const { document, faults } = useFormed();
  const value = at(document, clause.path);
  const links = isDoc(value) ? linksIn(value) : [];
  const nameOf = useNames(links.slice(0, MOST_NAMES));
  const key = keyOf(clause.path);
  const wrong = faults.find((fault) => keyOf(fault.path) === key || keyOf(fault.path).startsWith(`${key}/`));
  // A link within the words is told by its name.
  const words = clause.words.replace(/spotify:(playlist|artist|album|track):\w+/g, (uri) => nameOf(uri));
  const names = links.slice(0, MOST_NAMES).map(nameOf).filter((name) => !words.includes(name));
  return (
    <span className="pw-clause-line">
      <button type="button" className="pw-clause" aria-expanded={open} onClick={onOpen}>
        {words}
        {names.length > 0 && <span className="pw-clause-names">{names.join(", ")}{links.length > MOST_NAMES && " …"}</span>}
        {wrong !== undefined && <Text span size="xs" display="block" style={{ color: "var(--mantine-color-error)" }}>{wrong.what}</Text>}
      </button>
      {onTake !== undefined && <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Take away: ${words}`} onClick={onTake}><IconTrash size={15} /></ActionIcon>}
    </span>
  );
}
