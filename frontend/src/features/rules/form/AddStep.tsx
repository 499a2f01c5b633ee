/** Chooses a kind of step among those that a list takes: each with what it does. */
import { Button, Combobox, Text, useCombobox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { folded } from "@/shared/text";
import type { Kind } from "./schema";

const ROLES: Record<string, string> = { source: "Where tracks come from", filter: "What stays", order: "In which order" };

export function AddStep({ kinds, words, onAdd }: { kinds: readonly Kind[]; words: string; onAdd: (kind: Kind) => void }) {
  const [typed, setTyped] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => { combobox.resetSelectedOption(); setTyped(""); },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const find = folded(typed);
  const fits = kinds.filter((kind) => folded(`${kind.label} ${kind.title} ${kind.help}`).includes(find));
  const roles = [...new Set(fits.map((kind) => kind.role))];
  const options = (role: string) =>
    fits.filter((kind) => kind.role === role).map((kind) => (
      <Combobox.Option key={kind.name} value={kind.name}>
        <Text size="sm" fw={600}>{kind.label}</Text>
        <Text size="xs" c="dimmed">{kind.title}</Text>
      </Combobox.Option>
    ));
  return (
    <Combobox
      store={combobox} width={340} position="bottom-start" withinPortal={false}
      onOptionSubmit={(name) => {
        const kind = kinds.find((one) => one.name === name);
        combobox.closeDropdown();
        if (kind !== undefined) onAdd(kind);
      }}
    >
      <Combobox.Target targetType="button">
        <Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => combobox.toggleDropdown()}>{words}</Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search role="combobox" aria-expanded={combobox.dropdownOpened} value={typed} aria-label="Find a step" placeholder="Find by what it does" onChange={(event) => { setTyped(event.currentTarget.value); combobox.updateSelectedOptionIndex(); }} />
        <Combobox.Options mah={320} style={{ overflowY: "auto" }} aria-label={words}>
          {combobox.dropdownOpened && (roles.length > 1 ? roles.map((role) => <Combobox.Group key={role} label={ROLES[role] ?? role}>{options(role)}</Combobox.Group>) : roles.flatMap(options))}
          {fits.length === 0 && <Combobox.Empty>No step does that</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
