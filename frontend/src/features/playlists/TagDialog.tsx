/** The tags of the picked playlists, and the rules that give tags to whatever fits. */
import { ActionIcon, Button, Checkbox, Group, Modal, NativeSelect, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import type { Row } from "./queries";
import { counts, rulesQuery, said, tagging } from "./tags";

interface Props {
  rows: readonly Row[];
  known: string[];
  accounts: { value: string; label: string }[];
  onClose: () => void;
}

export function TagDialog({ rows, known, accounts, onClose }: Props) {
  const client = useQueryClient();
  const [more, setMore] = useState<string[]>([]);
  const [less, setLess] = useState<ReadonlySet<string>>(new Set());
  const saving = useMutation({
    mutationFn: () => tagging.assign(rows.map((row) => row.id), more, [...less]),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["playlists"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{rows.length === 0 ? "Rules for tags" : `Tags of ${counted(rows.length, "playlist")}`}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="md">
        {rows.length > 0 && (
          <form onSubmit={(event) => { event.preventDefault(); saving.mutate(); }}>
            <Stack gap="sm">
              <TagsInput label="Give them" placeholder="A tag, then Enter" openOnFocus={false} comboboxProps={{ withinPortal: false }} data={known} value={more} onChange={setMore} maxTags={30} acceptValueOnBlur data-autofocus clearButtonProps={{ "aria-label": "Clear" }} />
              {counts(rows).length > 0 && (
                <Checkbox.Group label="Take away" value={[...less]} onChange={(tags) => setLess(new Set(tags))}>
                  <Group gap="md" mt={6}>{counts(rows).map((one) => <Checkbox key={one.tag} value={one.tag} label={one.rows === rows.length ? one.tag : `${one.tag} (${one.rows} of them)`} />)}</Group>
                </Checkbox.Group>
              )}
              {saving.isError && <Failure error={saving.error} />}
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={onClose}>Cancel</Button>
                <Button type="submit" loading={saving.isPending} disabled={more.length === 0 && less.size === 0}>Tag them</Button>
              </Group>
            </Stack>
          </form>
        )}
        <Rules accounts={accounts} />
      </Stack>
    </Modal>
  );
}

function Rules({ accounts }: { accounts: Props["accounts"] }) {
  const client = useQueryClient();
  const rules = useQuery(rulesQuery);
  const [asked, setAsked] = useState({ tag: "", name: "", description: "", account: "" });
  const changed = () => {
    void client.invalidateQueries({ queryKey: ["tags"] });
    void client.invalidateQueries({ queryKey: ["playlists"] });
  };
  const adding = useMutation({
    mutationFn: () => tagging.addRule({ tag: asked.tag, name: asked.name || null, description: asked.description || null, account: asked.account || null }),
    onSuccess: () => { setAsked({ tag: "", name: "", description: "", account: "" }); changed(); },
  });
  const removing = useMutation({ mutationFn: tagging.removeRule, onSuccess: changed });
  const field = (key: "tag" | "name" | "description", label: string, placeholder: string) => (
    <TextInput label={label} placeholder={placeholder} value={asked[key]} onChange={(event) => setAsked({ ...asked, [key]: event.currentTarget.value })} />
  );
  return (
    <section aria-label="Rules">
      <Text fw={600} size="sm">Rules: whatever fits has the tag, what comes later too</Text>
      {(rules.data ?? []).length > 0 && (
        <ul className="pw-list">
          {rules.data!.map((rule) => (
            <li key={rule.id}>
              <span><span className="pw-tag">{rule.tag}</span> <span className="pw-dim">{said(rule, accounts)}</span></span>
              <ActionIcon variant="subtle" color="gray" aria-label={`Remove the rule for ${rule.tag}`} onClick={() => removing.mutate(rule.id)}><IconX size={14} aria-hidden /></ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={(event) => { event.preventDefault(); adding.mutate(); }}>
        <Stack gap={6} mt={6}>
          <Group grow align="flex-start">{field("tag", "Tag", "daily")}{field("name", "Called", "Daily *")}</Group>
          <Group grow align="flex-start">
            {field("description", "Described", "any")}
            <NativeSelect label="Of" value={asked.account} onChange={(event) => setAsked({ ...asked, account: event.currentTarget.value })} data={[{ value: "", label: "all accounts" }, ...accounts]} />
          </Group>
          {adding.isError && <Failure error={adding.error} />}
          {removing.isError && <Failure error={removing.error} />}
          <Group justify="flex-end"><Button type="submit" variant="default" loading={adding.isPending} disabled={asked.tag.trim() === "" || (asked.name === "" && asked.description === "" && asked.account === "")}>Make the rule</Button></Group>
        </Stack>
      </form>
    </section>
  );
}
