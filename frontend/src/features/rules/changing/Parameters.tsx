/** What a template asks for each time it is filled in: how each blank is called, and what it is unless somebody says otherwise. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Panel } from "@/shared/states/Page";
import { counted } from "@/shared/text";
import { Field } from "../form/Field";
import { FormProvider, type Formed } from "../form/formed";
import { asList, type Doc, isDoc, type Json, type Node, type Root } from "../form/schema";
import { parametersOf, rulesOf, saying, uses } from "./asking";

interface Props {
  template: Doc;
  /** What the parameters took that are kept, as a form describes it. */
  form: Root;
  editable: boolean;
  onChange: (template: Doc, typing?: string) => void;
}

export function Parameters({ template, form, editable, onChange }: Props) {
  const parameters = parametersOf(template);
  const put = (place: number, field: string, value: Json | undefined, typing?: string) => {
    const next = asList(template.parameters).map((one, at) => {
      if (at !== place || !isDoc(one)) return one;
      return value === undefined ? Object.fromEntries(Object.entries(one).filter(([key]) => key !== field)) : { ...one, [field]: value };
    });
    onChange({ ...template, parameters: next }, typing);
  };
  return (
    <Panel title="Asked for each time">
      {parameters.length === 0 ? <Text size="sm" c="dimmed">Nothing is: every playlist made from it is the same. Open a field of the rules below and press Ask each time.</Text> : (
        <Stack gap="sm">
          {parameters.map((one, place) => (
            <div key={place} className="pw-part" role="group" aria-label={one.label}>
              <Group justify="space-between" gap={4} wrap="nowrap">
                <Text size="xs" c="dimmed"><code>{one.name}</code>, {counted(uses(rulesOf(template), one.name), "place")} in the rules</Text>
                <Button size="compact-xs" variant="default" disabled={!editable} aria-label={`Ask no more for ${one.label}`} onClick={() => onChange(saying(template, one.name))}>Ask no more</Button>
              </Group>
              <div className="pw-fields">
                <TextInput label="Label" required maxLength={100} value={one.label} onChange={(event) => put(place, "label", event.currentTarget.value, `label ${place}`)} />
                <TextInput label="What it is for" maxLength={300} value={String((one as unknown as Doc).text ?? "")} onChange={(event) => put(place, "text", event.currentTarget.value === "" ? undefined : event.currentTarget.value, `text ${place}`)} />
              </div>
              {form.properties?.[one.name] !== undefined && <Usual node={form.properties[one.name]!} root={form} value={one.default} editable={editable} onChange={(value) => put(place, "default", value, `default ${place}`)} />}
            </div>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

/** Its default, by the input that it is filled in with. */
function Usual({ node, root, value, editable, onChange }: { node: Node; root: Root; value: Json | undefined; editable: boolean; onChange: (value: Json | undefined) => void }) {
  const bare = Object.fromEntries(Object.entries(node).filter(([key]) => key !== "default" && key !== "description")) as Node;
  const formed: Formed = { root: { ...root, $defs: root.$defs ?? {} }, document: value === undefined || value === null ? {} : { usual: value }, editable, faults: [], told: new Map(), files: [], change: (next) => onChange(next.usual) };
  return (
    <FormProvider value={formed}>
      <Field field={{ name: "usual", label: "Unless somebody says otherwise", needed: false, node: bare }} path={["usual"]} value={value ?? undefined} />
    </FormProvider>
  );
}
