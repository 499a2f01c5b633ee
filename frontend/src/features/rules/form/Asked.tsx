/** A value that a template asks for each time it is filled in, in the place of its field; and the way to make one of a field. */
import { Button, Group, Input, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useFault, type Asks } from "./formed";
import type { Field, Path } from "./schema";

interface Props {
  asks: Asks;
  field: Field;
  path: Path;
}

export function Asked({ asks, name, field, path }: Props & { name: string }) {
  const fault = useFault(path);
  return (
    <Input.Wrapper label={field.label} description={field.node.description} error={fault} labelElement="div">
      <Group gap="xs" mt={4}>
        <span className="pw-blank" data-filled>{asks.labelOf(name) ?? `$${name}`}</span>
        <Text size="xs" c="dimmed">is asked for each time</Text>
        <Button size="compact-xs" variant="default" aria-label={`Say it here: ${field.label}`} onClick={() => asks.say(name)}>Say it here</Button>
      </Group>
    </Input.Wrapper>
  );
}

export function Askable({ asks, field, path, children }: Props & { children: ReactNode }) {
  return (
    <div>
      {children}
      <Button size="compact-xs" variant="subtle" mt={2} px={4} aria-label={`Ask each time: ${field.label}`} onClick={() => asks.ask(path, field)}>Ask each time</Button>
    </div>
  );
}
