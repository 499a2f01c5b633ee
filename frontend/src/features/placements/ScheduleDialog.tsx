/** One schedule of the calendar: when it is done; a time of it moved for always, or all of it timed anew. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changed } from "@/shared/notices/store";
import { Failure } from "@/shared/states/States";
import { counted, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { day, instant, minuteOfDay } from "@/shared/time/words";
import { again, move, moveQuery } from "./moving";
import type { Coming } from "./queries";
import { Times, TimingForm } from "./TimingForm";
import { clock } from "./week";

export interface Opened {
  schedule: Coming;
  /** The time of it that was opened or dragged, and where to. */
  at: Date;
  to: Date;
}

export function ScheduleDialog({ opened: { schedule, at, to }, zone, editable, onClose }: { opened: Opened; zone: string; editable: boolean; onClose: () => void }) {
  const [anew, setAnew] = useState(false);
  const fixed = schedule.fixed !== "";
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{schedule.name}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <dl className="pw-facts">
          <div><dt>When</dt><dd>{schedule.words}</dd></div>
          <div><dt>Next time</dt><dd><Time at={schedule.next_at} how="both" /></dd></div>
          <div><dt>Spread</dt><dd>{schedule.jitter_seconds === 0 ? "exactly then" : `within ${counted(Math.ceil(schedule.jitter_seconds / 60), "minute")} after it`}</dd></div>
          <div><dt>Made by</dt><dd>{whoDid(schedule.actor)}</dd></div>
        </dl>
        {!editable && <Text size="sm" c="dimmed">You may look at it; whoever may edit can move it.</Text>}
        {editable && fixed && <Text size="sm">{schedule.fixed}</Text>}
        {editable && !fixed && !anew && <MoveForm schedule={schedule} at={at} to={to} zone={zone} onClose={onClose} />}
        {editable && anew && <TimingForm schedule={schedule} onClose={onClose} />}
        {editable && !anew && <Button variant="subtle" size="compact-sm" style={{ alignSelf: "flex-start" }} onClick={() => setAnew(true)}>Change when it is done</Button>}
      </Stack>
    </Modal>
  );
}

function MoveForm({ schedule, at, to, zone, onClose }: Opened & { zone: string; onClose: () => void }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState({ day: day(to, zone), clock: clock(minuteOfDay(to, zone)) });
  const [hours = 0, minutes = 0] = asked.clock.split(":").map(Number);
  const wanted = asked.day === "" || asked.clock === "" ? "" : instant(asked.day, hours * 60 + minutes, zone).toISOString();
  const time = at.toISOString();
  const still = wanted === time;
  const { data: told, error, isFetching } = useQuery(moveQuery(schedule.id, time, wanted));
  const stale = () => {
    void client.invalidateQueries({ queryKey: ["placements"] });
    void client.invalidateQueries({ queryKey: ["schedules"] });
  };
  const moving = useMutation({
    mutationFn: () => move(schedule.id, time, wanted),
    onSuccess: (done) => {
      stale();
      changed(`${schedule.name}: ${done.words_before} → ${done.words}`, async () => {
        await again(schedule, done).finally(stale);
      });
      onClose();
    },
  });
  const once = schedule.timing.kind === "at";
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (told !== undefined) moving.mutate(); }}>
      <Stack gap="sm">
        <Group grow>
          <TextInput label="Day" type="date" required data-autofocus value={asked.day} onChange={(event) => setAsked({ ...asked, day: event.currentTarget.value })} />
          <TextInput label="Time" type="time" required value={asked.clock} onChange={(event) => setAsked({ ...asked, clock: event.currentTarget.value })} />
        </Group>
        <Text size="xs" c="dimmed">Clocks of {zone}. {once ? "It is done once, then." : "What repeats it moves along, for always."}</Text>
        {!still && told !== undefined && !isFetching && (
          <div role="status">
            <Text size="sm"><b>{told.words_before}</b> → <b>{told.words}</b>{once ? "" : ", for always"}</Text>
            <Times label="Its next times then" times={told.times} />
            <Text size="xs" c="dimmed">Moving it takes no calls.</Text>
          </div>
        )}
        {!still && error !== null && <Failure error={error} />}
        {moving.isError && <Failure error={moving.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Leave it</Button>
          <Button type="submit" loading={moving.isPending} disabled={still || told === undefined || error !== null}>Move it</Button>
        </Group>
      </Stack>
    </form>
  );
}
