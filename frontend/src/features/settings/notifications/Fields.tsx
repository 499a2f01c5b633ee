/** What a route is, to be chosen: where to, of what, when. */
import { Checkbox, Group, MultiSelect, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Form, SEVERITIES } from "./model";
import { kindsQuery } from "./queries";

export function Fields({ form, onChange, isNew }: { form: Form; onChange: (form: Form) => void; isNew: boolean }) {
  const { data: kinds } = useQuery(kindsQuery);
  const set = (part: Partial<Form>) => onChange({ ...form, ...part });
  return (
    <Stack>
      <TextInput
        label={isNew ? "Address" : "New address"} placeholder="ntfys://ntfy.sh/topic" required={isNew} maxLength={2000} autoComplete="off" spellCheck={false} value={form.url} onChange={(event) => set({ url: event.currentTarget.value })}
        description={isNew ? "Of apprise, such as mailto://user:password@example.org or tgram://token/chat. It is kept sealed and not shown again." : "Left empty, the old one stays."}
      />
      <TextInput label="Name" description={isNew ? "Whom it reaches, such as Ada’s phone." : undefined} maxLength={100} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Checkbox.Group label="Tell of" value={form.severities} onChange={(chosen) => set({ severities: SEVERITIES.map((one) => one.value).filter((one) => chosen.includes(one)) })}>
        <Stack gap={6} mt={6}>{SEVERITIES.map((one) => <Checkbox key={one.value} value={one.value} label={one.label} />)}</Stack>
      </Checkbox.Group>
      <MultiSelect label="Only these kinds" placeholder={form.kinds.length === 0 ? "All kinds" : ""} clearable searchable data={kinds?.map((one) => one.kind) ?? []} value={form.kinds} onChange={(chosen) => set({ kinds: chosen })} />
      <Switch label="Quiet hours" checked={form.quiet} onChange={(event) => set({ quiet: event.currentTarget.checked })} />
      {form.quiet && (
        <>
          <Group grow align="flex-start">
            <TextInput type="time" label="From" required value={form.from} onChange={(event) => set({ from: event.currentTarget.value })} />
            <TextInput type="time" label="Until" required value={form.until} onChange={(event) => set({ until: event.currentTarget.value })} />
          </Group>
          <Select label="Time zone" searchable allowDeselect={false} data={[...new Set([form.zone, "UTC", ...Intl.supportedValuesOf("timeZone")])]} value={form.zone} onChange={(zone) => zone !== null && set({ zone })} />
          <Checkbox label="Alarms are told all the same" checked={form.alarms} onChange={(event) => set({ alarms: event.currentTarget.checked })} />
        </>
      )}
      <NumberInput
        label="Tell together" suffix=" minutes" min={0} max={1440} clampBehavior="strict" allowDecimal={false} value={form.window} onChange={(value) => set({ window: Number(value) || 0 })}
        description="The first alert leaves at once; what comes so soon after a message is told in one."
      />
    </Stack>
  );
}
