/** Days of the week and a time of day. */
import { Checkbox, Group, TextInput } from "@mantine/core";
import { DAYS, type When } from "./when";

export function DaysAndTime({ when, onWhen }: { when: When; onWhen: (when: When) => void }) {
  return (
    <>
      <Checkbox.Group label="On" value={[...when.days]} onChange={(days) => onWhen({ ...when, days })}>
        <Group gap="sm" mt={4}>{DAYS.map((one) => <Checkbox key={one.value} value={one.value} label={one.label} />)}</Group>
      </Checkbox.Group>
      <TextInput type="time" label="At" required value={when.time} onChange={(event) => onWhen({ ...when, time: event.currentTarget.value })} style={{ maxWidth: 140 }} />
    </>
  );
}
