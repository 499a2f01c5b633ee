/** Picks playlists, artists, albums or tracks: by their names among what is known, or by a pasted link. */
import { Combobox, Pill, PillsInput, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { isEnter } from "@/shared/keys";
import { useFault, useFormed, usePut } from "./formed";
import { uriOf, useKnown, useNames, useRemember } from "../names";
import type { Field, LinkKind, Path } from "./schema";

interface Props {
  field: Pick<Field, "label" | "needed" | "node">;
  path: Path;
  values: readonly string[];
  kind: LinkKind;
  /** A name will do as well. */
  named: boolean;
  most: number;
  /** The document holds one value, not a list. */
  single?: boolean;
}

export function Links({ field, path, values, kind, named, most, single = false }: Props) {
  const { editable } = useFormed();
  const put = usePut();
  const fault = useFault(path);
  return (
    <Picker
      label={field.label} description={field.node.description} needed={field.needed} fault={fault} editable={editable} values={values} kind={kind} named={named} most={most}
      onChange={(next) => put(path, single ? next[0] : [...next])}
    />
  );
}

interface PickerProps {
  label: string;
  description?: string | undefined;
  needed: boolean;
  fault?: string | undefined;
  editable: boolean;
  values: readonly string[];
  kind: LinkKind;
  named: boolean;
  most: number;
  onChange: (values: readonly string[]) => void;
}

export function Picker({ label, description, needed, fault, editable, values, kind, named, most, onChange }: PickerProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState("");
  const [words] = useDebouncedValue(typed, 150);
  const { found, asking } = useKnown(kind, words);
  const nameOf = useNames(values);
  const remember = useRemember();
  const take = (value: string, name?: string) => {
    if (name !== undefined) remember({ [value]: name });
    if (!values.includes(value)) onChange(most === 1 ? [value] : [...values, value].slice(0, most));
    setTyped("");
    combobox.resetSelectedOption();
    if (most === 1) combobox.closeDropdown();
  };
  const shown = found.filter((one) => !values.includes(one.uri));
  const link = uriOf(typed, kind);
  const itself = link !== null || (named && typed.trim() !== "");
  const enter = () => {
    if (link !== null) take(link);
    else if (combobox.getSelectedOptionIndex() < 0 && named && typed.trim() !== "") take(typed.trim());
    else return false;
    return true;
  };
  return (
    <Combobox store={combobox} withinPortal={false} onOptionSubmit={(value) => take(value, shown.find((one) => one.uri === value)?.name)}>
      <Combobox.DropdownTarget>
        <PillsInput label={label} description={description} withAsterisk={needed} error={fault} disabled={!editable} onClick={() => combobox.openDropdown()}>
          <Pill.Group>
            {values.map((value) => (
              <Pill
                key={value} withRemoveButton={editable} title={value} onRemove={() => onChange(values.filter((one) => one !== value))}
                removeButtonProps={{ "aria-label": `Take away ${nameOf(value)}`, tabIndex: 0, "aria-hidden": false }}
              >
                {nameOf(value)}
              </Pill>
            ))}
            <Combobox.EventsTarget withExpandedAttribute>
              <PillsInput.Field
                role="combobox" value={typed} disabled={!editable} aria-label={label} placeholder={values.length === 0 ? `Find ${kind === "artist" || kind === "album" ? "an" : "a"} ${kind}, or paste its link` : most === 1 ? "" : "One more"}
                onFocus={() => combobox.openDropdown()} onBlur={() => { combobox.closeDropdown(); enter(); }}
                onChange={(event) => { setTyped(event.currentTarget.value); combobox.openDropdown(); combobox.resetSelectedOption(); }}
                onKeyDown={(event) => {
                  if (isEnter(event) && enter()) event.preventDefault();
                  else if (event.key === "Backspace" && typed === "" && values.length > 0) onChange(values.slice(0, -1));
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }} aria-label={label}>
          {combobox.dropdownOpened && shown.map((one) => (
            <Combobox.Option key={one.uri} value={one.uri}>
              <Text size="sm" truncate>{one.name}</Text>
              <Text size="xs" c="dimmed" truncate>{one.about}</Text>
            </Combobox.Option>
          ))}
          {shown.length === 0 && <Combobox.Empty>{asking ? "Finding …" : typed.trim() === "" ? "Type a part of the name" : itself ? "Enter takes it as it is written" : "None that is known is called so: paste its link"}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
