/** When a rule set is refreshed: days of the week and a time, told back with the next times before it is kept. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "@/api/client";
import { Failure } from "@/shared/states/States";
import { Time, useZone } from "@/shared/time/Time";
import { ruleSets } from "../queries";
import type { RuleSetTold } from "../types";
import { DaysAndTime } from "@/shared/time/DaysAndTime";
import { cronOf, isWhen, USUAL, whenOf } from "@/shared/time/when";

export function WhenForm({ ruleSet, onDone, onClose }: { ruleSet: RuleSetTold; onDone: (now: RuleSetTold) => void; onClose: () => void }) {
  const ours = useZone();
  const now = ruleSet.schedule?.timing ?? null;
  const zone = now !== null && typeof now.zone === "string" ? now.zone : ours;
  const present = now !== null && typeof now.expression === "string" ? whenOf(now.expression) : null;
  const [when, setWhen] = useState(present ?? USUAL);
  const timing = { kind: "cron" as const, expression: cronOf(when.days, when.time), zone };
  const ready = isWhen(when);
  const told = useQuery({ queryKey: ["preview", timing], queryFn: () => data(api.POST("/api/v1/schedules/preview", { body: { timing, times: 3 } })), enabled: ready, retry: false });
  const keeping = useMutation({ mutationFn: () => ruleSets.schedule(ruleSet.id, timing), onSuccess: onDone });
  const stopping = useMutation({ mutationFn: () => ruleSets.unschedule(ruleSet.id), onSuccess: onDone });
  return (
    <form className="pw-panel" aria-label="When it is refreshed" onSubmit={(event) => { event.preventDefault(); keeping.mutate(); }}>
      <Stack gap="sm">
        {now !== null && present === null && <Text size="sm">Now: {ruleSet.schedule!.words}. What you choose here takes its place.</Text>}
        <DaysAndTime when={when} onWhen={setWhen} />
        <Text size="xs" c="dimmed">Clocks of {zone}.</Text>
        {told.data !== undefined && <Text size="sm" role="status"><b>{told.data.words}</b>: {told.data.times.map((at, index) => <span key={at}>{index > 0 && ", "}<Time at={at} /></span>)}</Text>}
        {told.isError && <Failure error={told.error} />}
        {keeping.isError && <Failure error={keeping.error} />}
        {stopping.isError && <Failure error={stopping.error} />}
        <Group gap="xs">
          <Button type="submit" disabled={!ready} loading={keeping.isPending}>Refresh it then</Button>
          {ruleSet.schedule !== null && <Button variant="default" loading={stopping.isPending} onClick={() => stopping.mutate()}>Refresh it by hand alone</Button>}
          <Button variant="default" onClick={onClose}>Leave it</Button>
        </Group>
      </Stack>
    </form>
  );
}
