/** A secret that is shown once: to be copied now. */
import { Button, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { Time } from "./time/Time";

export function Once({ label, value, until }: { label: string; value: string; until?: string | undefined }) {
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput label={label} readOnly value={value} style={{ flex: 1 }} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }} onFocus={(event) => event.currentTarget.select()} />
        <CopyButton value={value}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}</CopyButton>
      </Group>
      <Text size="sm" c="dimmed">It is shown now and never again.{until !== undefined && <> It works until <Time at={until} how="both" />.</>}</Text>
    </Stack>
  );
}
