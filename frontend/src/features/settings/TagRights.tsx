/** Rights that go no further than a tag: what of an account has it. */
import { ActionIcon, Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { partName } from "./rights";

interface Props {
  accounts: readonly { id: string; name: string }[];
  some: Readonly<Record<string, string>>;
  edits: boolean;
  onSet: (part: string, level: string) => void;
}

export function TagRights({ accounts, some, edits, onSet }: Props) {
  const [account, setAccount] = useState("");
  const [tag, setTag] = useState("");
  const names = new Map(accounts.map((one) => [one.id, one.name]));
  const chosen = account || accounts[0]?.id;
  const word = tag.trim().toLowerCase().replace(/\s+/g, " ");
  if (accounts.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>Or only what has a tag</Text>
      {Object.entries(some).filter(([part]) => part.includes("#")).map(([part, level]) => (
        <Group key={part} justify="space-between" wrap="nowrap">
          <Text size="sm">{partName(part, names)}: {level === "edit" && edits ? "edits" : "looks"}</Text>
          <ActionIcon variant="subtle" color="gray" aria-label={`Take away ${partName(part, names)}`} onClick={() => onSet(part, "none")}><IconX size={14} aria-hidden /></ActionIcon>
        </Group>
      ))}
      <Group gap={6} align="flex-end" wrap="nowrap" mt={4}>
        <NativeSelect label="Of" size="xs" value={chosen} data={accounts.map((one) => ({ value: one.id, label: one.name }))} onChange={(event) => setAccount(event.currentTarget.value)} />
        <TextInput label="Tagged" size="xs" maxLength={40} value={tag} onChange={(event) => setTag(event.currentTarget.value)} />
        <Button
          size="xs" px={10} style={{ flex: "none" }} variant="default" disabled={word === "" || /[,=#]/.test(word)}
          onClick={() => { onSet(`${chosen}#${word}`, edits ? "edit" : "view"); setTag(""); }}
        >
          Add
        </Button>
      </Group>
    </div>
  );
}
