/** What a template is called, how it reads, and when it proposes to be refreshed. */
import { Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import { Panel } from "@/shared/states/Page";
import type { Doc } from "../form/schema";
import { DaysAndTime } from "@/shared/time/DaysAndTime";
import { cronOf, USUAL, whenOf } from "@/shared/time/when";
import { parametersOf } from "./asking";

interface Props {
  template: Doc;
  onChange: (template: Doc, typing?: string) => void;
}

const MOST_NAME = 100;
const MOST_SENTENCE = 300;
const MOST_NOTE = 500;
const words = (value: unknown): string => (typeof value === "string" ? value : "");

export function Wording({ template, onChange }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const sentence = words(template.sentence);
  const missing = parametersOf(template).filter((one) => !sentence.includes(`{${one.name}}`));
  const put = (field: string, value: string) => onChange({ ...template, [field]: value }, field);
  const insert = (name: string) => {
    const place = area.current?.selectionStart ?? sentence.length;
    onChange({ ...template, sentence: `${sentence.slice(0, place)}{${name}}${sentence.slice(place)}` });
  };
  return (
    <Panel title="How it reads">
      <Stack gap="sm">
        <TextInput label="What it is called" required maxLength={MOST_NAME} value={words(template.name)} onChange={(event) => put("name", event.currentTarget.value)} />
        <div>
          <Textarea ref={area} label="What it does, in a sentence" description="Blanks stand in braces." required autosize minRows={2} maxLength={MOST_SENTENCE} value={sentence} onChange={(event) => put("sentence", event.currentTarget.value)} />
          {missing.length > 0 && (
            <Group gap={6} mt={6}>
              <Text size="xs" c="dimmed">Not in the sentence:</Text>
              {missing.map((one) => <Button key={one.name} size="compact-xs" variant="default" aria-label={`Put in the sentence: ${one.label}`} onClick={() => insert(one.name)}>{one.label}</Button>)}
            </Group>
          )}
        </div>
        <TextInput label="A note" maxLength={MOST_NOTE} value={words(template.note)} onChange={(event) => put("note", event.currentTarget.value)} />
        <Proposed expression={words(template.schedule)} onChange={(schedule) => onChange(schedule === null ? without(template) : { ...template, schedule }, "schedule")} />
      </Stack>
    </Panel>
  );
}

function without(template: Doc): Doc {
  return Object.fromEntries(Object.entries(template).filter(([field]) => field !== "schedule"));
}

function Proposed({ expression, onChange }: { expression: string; onChange: (expression: string | null) => void }) {
  const when = whenOf(expression);
  return (
    <>
      <Checkbox label="Proposes to be refreshed by itself" checked={expression !== ""} onChange={(event) => onChange(event.currentTarget.checked ? cronOf(USUAL.days, USUAL.time) : null)} />
      {expression !== "" && (when === null
        ? <TextInput label="Cron expression" description="Minute, hour, day of month, month, day of week. 0 6 * * MON is every Monday at 06:00." value={expression} onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)} />
        : <DaysAndTime when={when} onWhen={(next) => onChange(cronOf(next.days, next.time))} />)}
    </>
  );
}
