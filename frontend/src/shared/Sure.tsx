/** A button for what cannot be taken back: pressed once it says what goes, pressed again it does it. */
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";

interface Props {
  words: string;
  /** Told apart from the same button beside other things. */
  label: string;
  /** What happens. */
  about: string;
  busy?: boolean;
  onSure: () => void;
}

export function Sure({ words, label, about, busy = false, onSure }: Props) {
  const [asked, setAsked] = useState(false);
  if (!asked) return <Button size="compact-sm" variant="default" aria-label={label} onClick={() => setAsked(true)}>{words}</Button>;
  return (
    <Group gap={6} role="group" aria-label={label} justify="flex-end">
      <Text size="xs" c="dimmed" role="status">{about}</Text>
      <Button size="compact-sm" color="red.9" loading={busy} autoFocus onClick={onSure}>{words}</Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>Keep</Button>
    </Group>
  );
}
