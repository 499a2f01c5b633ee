/** A part of the form that is there or not: its fields show once it is wanted. */
import { Button, Input, Switch } from "@mantine/core";
import type { FieldProps } from "./Field";
import { Fields } from "./Fields";
import { useFault, useFormed, usePut } from "./formed";
import { isDoc } from "./schema";

export function Optional({ field, path, value }: FieldProps) {
  const { editable } = useFormed();
  const put = usePut();
  const fault = useFault(path);
  // One that may be empty shows its fields at once: there is nothing to switch on.
  const always = isDoc(field.node.default);
  const there = isDoc(value);
  return (
    <fieldset className="pw-record" aria-label={field.label}>
      {always ? <Input.Label>{field.label}</Input.Label> : (
        <Switch label={field.label} description={field.node.description} checked={there} disabled={!editable} onChange={(event) => put(path, event.currentTarget.checked ? {} : undefined)} />
      )}
      {always && <Input.Description>{field.node.description}</Input.Description>}
      {(there || always) && <Fields node={field.node} path={path} value={value} />}
      {always && there && editable && <Button size="compact-xs" variant="subtle" onClick={() => put(path, undefined)}>Clear</Button>}
      {fault !== undefined && <Input.Error>{fault}</Input.Error>}
    </fieldset>
  );
}
