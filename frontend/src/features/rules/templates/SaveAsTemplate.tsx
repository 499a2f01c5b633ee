/** Makes a template of a rule set: what of it is to be filled in anew each time, and how it reads. */
import { Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changed } from "@/shared/notices/store";
import { Failure, Loading } from "@/shared/states/States";
import { asList, type Json } from "../form/schema";
import { useNames } from "../names";
import type { RuleSetTold } from "../types";
import { type Candidates, templates } from "./queries";

interface Props {
  ruleSet: RuleSetTold;
  onClose: () => void;
}

export function SaveAsTemplate({ ruleSet, onClose }: Props) {
  const { data, error } = useQuery({ queryKey: ["rule-candidates", ruleSet.id, ruleSet.number], queryFn: () => templates.candidates(ruleSet.id), gcTime: 0, retry: false });
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>Make a template of {ruleSet.name}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {error !== null && <Failure error={error} />}
      {data === undefined ? error === null && <Loading /> : <Making ruleSet={ruleSet} proposed={data} onClose={onClose} />}
    </Modal>
  );
}

function Making({ ruleSet, proposed, onClose }: Props & { proposed: Candidates }) {
  const client = useQueryClient();
  const [name, setName] = useState(proposed.name);
  const [sentence, setSentence] = useState(proposed.sentence);
  const [note, setNote] = useState("");
  const [link, setLink] = useState(true);
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => new Set(proposed.candidates.filter((one) => proposed.sentence.includes(`{${one.name}}`)).map((one) => one.name)));
  const nameOf = useNames(proposed.candidates.flatMap((one) => asList(one.value as Json).filter((each): each is string => typeof each === "string")));
  const making = useMutation({
    mutationFn: () => templates.make({ rule_set: ruleSet.id, name: name.trim(), sentence: sentence.trim(), note: note.trim(), link, parameters: proposed.candidates.filter((one) => picked.has(one.name)).map(({ path, name: of, label }) => ({ path, name: of, label, text: "" })) }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["rules"] });
      changed(`${made.name} is a template now`, async () => { await templates.remove(made.id); await client.invalidateQueries({ queryKey: ["rules"] }); });
      onClose();
    },
  });
  const turn = (one: Candidates["candidates"][number]) => {
    const on = !picked.has(one.name);
    setPicked(new Set(on ? [...picked, one.name] : [...picked].filter((each) => each !== one.name)));
    // A blank that nobody named yet stands at the end, to be put where it reads well.
    if (on && !sentence.includes(`{${one.name}}`)) setSentence(`${sentence} {${one.name}}`);
    if (!on) setSentence(sentence.replaceAll(`{${one.name}}`, told(one.value as Json)).trim());
  };
  const told = (value: Json) => asList(value).map((one) => nameOf(String(one))).join(", ");
  return (
    <form onSubmit={(event) => { event.preventDefault(); making.mutate(); }}>
      <Stack gap="sm">
        <TextInput label="What it is called" required maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <div role="group" aria-label="To be filled in each time">
          <Text size="sm" fw={600} mb={4}>To be filled in each time</Text>
          <Stack gap={6}>{proposed.candidates.map((one) => <Checkbox key={one.name} label={`${one.label}: ${told(one.value as Json)}`} description={one.where} checked={picked.has(one.name)} onChange={() => turn(one)} />)}</Stack>
        </div>
        <Textarea label="How it reads" description="Blanks stand in braces, each once." required rows={3} value={sentence} onChange={(event) => setSentence(event.currentTarget.value)} />
        <TextInput label="A note" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <Checkbox label="These rules follow the template" description="A change of the template then changes them too; you see every difference before." checked={link} onChange={(event) => setLink(event.currentTarget.checked)} />
        {making.isError && <Failure error={making.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Not now</Button>
          <Button type="submit" loading={making.isPending} disabled={name.trim() === "" || sentence.trim() === ""}>Make the template</Button>
        </Group>
      </Stack>
    </form>
  );
}
