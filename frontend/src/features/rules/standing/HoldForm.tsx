/** Keeps a playlist as it stands, whatever its rules say: once, until a day, or until somebody lifts that. */
import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import { useNow, useZone } from "@/shared/time/Time";
import { addDays, day, instant } from "@/shared/time/words";
import { ruleSets } from "../queries";
import type { RuleSetTold } from "../types";

type Kind = "once" | "until" | "forever";

export function HoldForm({ ruleSet, onDone, onClose }: { ruleSet: RuleSetTold; onDone: (now: RuleSetTold) => void; onClose: () => void }) {
  const zone = useZone();
  const today = day(useNow(), zone);
  const [kind, setKind] = useState<Kind>("once");
  const [until, setUntil] = useState(addDays(today, 14));
  const holding = useMutation({ mutationFn: () => ruleSets.hold(ruleSet.id, kind, kind === "until" ? instant(until, 0, zone).toISOString() : null), onSuccess: onDone });
  return (
    <form className="pw-panel" aria-label="Keep as it stands" onSubmit={(event) => { event.preventDefault(); holding.mutate(); }}>
      <Stack gap="sm">
        <Text size="sm">The playlist stays as it is now, also with what you change in it by hand. No refresh touches it.</Text>
        <Radio.Group label="For how long" value={kind} onChange={(value) => setKind(value as Kind)}>
          <Stack gap={6} mt={4}>
            <Radio value="once" label="Once: the next refresh is left out" />
            <Radio value="until" label="Until a day" />
            <Radio value="forever" label="Until somebody lifts it" />
          </Stack>
        </Radio.Group>
        {kind === "until" && <TextInput type="date" label="Until" min={addDays(today, 1)} required value={until} onChange={(event) => setUntil(event.currentTarget.value)} style={{ maxWidth: 220 }} />}
        {holding.isError && <Failure error={holding.error} />}
        <Group gap="xs">
          <Button type="submit" loading={holding.isPending}>Keep it as it stands</Button>
          <Button variant="default" onClick={onClose}>Not now</Button>
        </Group>
      </Stack>
    </form>
  );
}
