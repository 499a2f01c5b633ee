/** A list of objects, each with fields of its own: pins, tests, the parts of a mix. */
import { ActionIcon, Button, Group, Input, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { inserted, moved } from "./editing";
import type { FieldProps } from "./Field";
import { Fields } from "./Fields";
import { useFault, useFormed, usePut } from "./formed";
import { asList, boundsOf, type Node } from "./schema";

export function Records({ field, path, value, item }: FieldProps & { item: Node }) {
  const { document, change, editable } = useFormed();
  const put = usePut();
  const fault = useFault(path);
  const each = asList(value);
  const { most } = boundsOf(field.node);
  const one = field.label.replace(/s$/, "").toLowerCase();
  return (
    <fieldset className="pw-record" aria-label={field.label}>
      <Input.Label>{field.label}</Input.Label>
      <Input.Description>{field.node.description}</Input.Description>
      {each.map((entry, place) => (
        <div key={place} className="pw-part" role="group" aria-label={`${field.label} ${place + 1}`}>
          <Group justify="space-between" gap={4} wrap="nowrap">
            <Text size="xs" fw={600} c="dimmed">{one} {place + 1}</Text>
            {editable && (
              <Group gap={2} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Move ${one} ${place + 1} up`} disabled={place === 0} onClick={() => change(moved(document, path, place, place - 1))}><IconArrowUp size={14} /></ActionIcon>
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Move ${one} ${place + 1} down`} disabled={place === each.length - 1} onClick={() => change(moved(document, path, place, place + 1))}><IconArrowDown size={14} /></ActionIcon>
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Remove ${one} ${place + 1}`} onClick={() => put([...path, place], undefined)}><IconTrash size={14} /></ActionIcon>
              </Group>
            )}
          </Group>
          <Fields node={item} path={[...path, place]} value={entry} />
          <At path={[...path, place]} />
        </div>
      ))}
      {editable && each.length < most && (
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change(inserted(document, path, {}))}>Add {one}</Button>
      )}
      {fault !== undefined && <Input.Error>{fault}</Input.Error>}
    </fieldset>
  );
}

function At({ path }: { path: (string | number)[] }) {
  const fault = useFault(path);
  return fault === undefined ? null : <Input.Error>{fault}</Input.Error>;
}
