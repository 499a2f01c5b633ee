/** A list of texts: each typed and taken by Enter, shown as a tag that can be taken away again. */
import { Group, Pill, PillsInput, TagsInput, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isEnter } from "@/shared/keys";
import { type LabelKind, labelsQuery } from "@/shared/labels/queries";
import { collator, counted } from "@/shared/text";
import { useFault, useFormed, usePut } from "./formed";
import type { Field, Path } from "./schema";

interface Props {
  field: Field;
  path: Path;
  values: readonly string[];
  /** Labels of which those that there are are proposed. */
  labels: LabelKind | undefined;
}

export function Texts({ labels, ...props }: Props) {
  return labels === undefined ? <Typed {...props} /> : <Proposed {...props} labels={labels} />;
}

/** Labels by their names: those that there are with how many bear each, and any other that is typed. */
function Proposed({ field, path, values, labels }: Props & { labels: LabelKind }) {
  const { editable } = useFormed();
  const put = usePut();
  const { data } = useQuery(labelsQuery);
  const known = new Map((data ?? []).filter((one) => one.kind === labels).map((one) => [one.label, one]));
  return (
    <TagsInput
      label={field.label} description={field.node.description} withAsterisk={field.needed} error={useFault(path)} disabled={!editable} placeholder={values.length === 0 ? `Choose a ${labels}, or type one` : "One more"}
      data={[...known.keys()].sort(collator.compare)} value={[...values]} limit={60} maxDropdownHeight={240} acceptValueOnBlur comboboxProps={{ withinPortal: false }} onChange={(next) => put(path, next)}
      renderOption={({ option }) => { const of = known.get(option.value); return <Group justify="space-between" gap="xs" style={{ flex: 1 }}><span>{option.value}</span>{of !== undefined && <Text span size="xs" c="dimmed">{[of.tracks > 0 && counted(of.tracks, "track"), of.artists > 0 && counted(of.artists, "artist")].filter(Boolean).join(", ")}</Text>}</Group>; }}
    />
  );
}

function Typed({ field, path, values }: Omit<Props, "labels">) {
  const { editable } = useFormed();
  const put = usePut();
  const fault = useFault(path);
  const [typed, setTyped] = useState("");
  const take = () => {
    const text = typed.trim();
    if (text !== "" && !values.includes(text)) put(path, [...values, text]);
    setTyped("");
  };
  return (
    <PillsInput label={field.label} description={field.node.description} withAsterisk={field.needed} error={fault} disabled={!editable}>
      <Pill.Group>
        {values.map((text, place) => (
          <Pill key={text} withRemoveButton={editable} onRemove={() => put([...path], values.filter((_, index) => index !== place))} removeButtonProps={{ "aria-label": `Take away ${text}`, tabIndex: 0, "aria-hidden": false }}>{text}</Pill>
        ))}
        <PillsInput.Field
          value={typed} disabled={!editable} placeholder={values.length === 0 ? "Type and press Enter" : "One more"} aria-label={field.label}
          onChange={(event) => setTyped(event.currentTarget.value)} onBlur={take}
          onKeyDown={(event) => {
            if (isEnter(event)) {
              event.preventDefault();
              take();
            } else if (event.key === "Backspace" && typed === "" && values.length > 0) put([...path], values.slice(0, -1));
          }}
        />
      </Pill.Group>
    </PillsInput>
  );
}
