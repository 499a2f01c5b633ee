/** When a schedule is done, written anew: what it says in words and its next times are shown before. */
import { Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changed } from "@/shared/notices/store";
import { Failure } from "@/shared/states/States";
import { Time } from "@/shared/time/Time";
import { again, previewQuery, retime, type Timing } from "./moving";
import type { Coming } from "./queries";

export function TimingForm({ schedule, onClose }: { schedule: Coming; onClose: () => void }) {
  const client = useQueryClient();
  const [timing, setTiming] = useState(schedule.timing as Timing);
  const [asked, setAsked] = useState<Timing | null>(null);
  const { data: told, error, isFetching } = useQuery({ ...previewQuery(asked ?? timing), enabled: asked !== null });
  const stale = () => {
    void client.invalidateQueries({ queryKey: ["placements"] });
    void client.invalidateQueries({ queryKey: ["schedules"] });
  };
  const saving = useMutation({
    mutationFn: () => retime(schedule.id, timing, null),
    onSuccess: (done) => {
      stale();
      changed(`${schedule.name}: ${schedule.words} → ${done.words}`, async () => {
        await again(schedule, done).finally(stale);
      });
      onClose();
    },
  });
  const put = (next: Timing) => {
    setTiming(next);
    setAsked(null);
  };
  return (
    <form aria-label="When it is done" onSubmit={(event) => { event.preventDefault(); if (asked !== null && told !== undefined) saving.mutate(); else setAsked(timing); }}>
      <Stack gap="sm">
        <Fields timing={timing} put={put} />
        {asked !== null && told !== undefined && (
          <div role="status">
            <Text size="sm"><b>{schedule.words}</b> → <b>{told.words}</b></Text>
            <Times label="Its next times then" times={told.times} />
          </div>
        )}
        {asked !== null && error !== null && <Failure error={error} />}
        {saving.isError && <Failure error={saving.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Leave it</Button>
          {asked !== null && told !== undefined ? <Button type="submit" loading={saving.isPending}>Save it</Button> : <Button type="submit" loading={isFetching}>Check it</Button>}
        </Group>
      </Stack>
    </form>
  );
}

function Fields({ timing, put }: { timing: Timing; put: (next: Timing) => void }) {
  const whole = (value: string | number) => Math.max(0, Math.round(Number(value) || 0));
  if (timing.kind === "cron")
    return <TextInput label="Cron expression" description={`Minute, hour, day of month, month, day of week; clocks of ${timing.zone}. 0 6 * * MON is every Monday at 06:00.`} required value={timing.expression} onChange={(event) => put({ ...timing, expression: event.currentTarget.value })} />;
  if (timing.kind === "every") return <NumberInput label="Every so many minutes" min={1} required value={timing.seconds / 60} onChange={(value) => put({ ...timing, seconds: whole(value) * 60 })} />;
  if (timing.kind === "at") return <TextInput label="Once, at" description={`Clocks of ${timing.zone}, as 2026-12-01T18:00, or with an offset.`} required value={timing.moment} onChange={(event) => put({ ...timing, moment: event.currentTarget.value })} />;
  return (
    <Group grow align="flex-end">
      <NumberInput label="Times a week" min={1} max={168} required value={timing.times} onChange={(value) => put({ ...timing, times: whole(value) })} />
      <NumberInput label="From hour" min={0} max={23} value={timing.from_hour ?? 0} onChange={(value) => put({ ...timing, from_hour: whole(value) })} />
      <NumberInput label="To hour" min={1} max={24} value={timing.to_hour ?? 24} onChange={(value) => put({ ...timing, to_hour: whole(value) })} />
    </Group>
  );
}

export function Times({ label, times }: { label: string; times: readonly string[] }) {
  return <Text size="xs" c="dimmed">{label}: {times.map((at, index) => <span key={at}>{index > 0 && ", "}<Time at={at} /></span>)}</Text>;
}
