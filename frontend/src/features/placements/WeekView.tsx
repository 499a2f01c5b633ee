/** The calendar: what comes in, goes out and is done again, day by day; dragged to another day, or moved by keyboard. */
import { DndContext, DragOverlay, KeyboardSensor, MouseSensor, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { asProblem } from "@/api/problem";
import { changed } from "@/shared/notices/store";
import { useMayEdit } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import { counted } from "@/shared/text";
import { now } from "@/shared/time/clock";
import { useNow, useZone } from "@/shared/time/Time";
import { addDays, day as dayOf, moment } from "@/shared/time/words";
import { Says } from "@/shared/states/Says";
import { PlacementDialog } from "./PlacementDialog";
import { Carried, DayColumn, NAME } from "./DayColumn";
import { calendarQuery, change } from "./queries";
import { type Opened, ScheduleDialog } from "./ScheduleDialog";
import { days, dragged, type Entry, movable, onDay } from "./week";

export function WeekView({ week, onWeek }: { week: string | undefined; onWeek: (week: string | undefined) => void }) {
  const client = useQueryClient();
  const { data } = useSuspenseQuery(calendarQuery(week));
  const all = useMemo(() => days(data), [data]);
  const mayEdit = useMayEdit();
  const today = dayOf(useNow(), useZone());
  const [opened, setOpened] = useState<string | null>(null);
  const [schedule, setSchedule] = useState<Opened | null>(null);
  const [carried, setCarried] = useState<Entry | null>(null);
  const stale = () => client.invalidateQueries({ queryKey: ["placements"] });
  const moving = useMutation({
    mutationFn: ({ entry, to }: { entry: Entry; to: string }) => change(entry.placement!.id, dragged(entry, to, data.zone)!),
    onSuccess: (moved, { entry, to }) => {
      const { id, title, from_at: from, until_at: until } = entry.placement!;
      const before = entry.kind === "out" ? { until: entry.at } : { from: new Date(from), ...(until === null ? {} : { until: new Date(until) }) };
      changed(`${title} ${entry.kind === "out" ? "goes out" : "comes in"} ${moment(onDay(entry, to, data.zone), now(), data.zone)}`, async () => {
        await change(id, before, moved).finally(stale);
      });
    },
    onSettled: stale,
  });
  const open = (entry: Entry) => {
    if (entry.placement !== null) setOpened(entry.placement.id);
    else if (entry.schedule !== null) setSchedule({ schedule: entry.schedule, at: entry.at, to: entry.at });
  };
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 10 } }), useSensor(KeyboardSensor, {
    keyboardCodes: { start: ["KeyM"], cancel: ["Escape"], end: ["KeyM", "Enter", "Space"] },
    coordinateGetter: (event, { currentCoordinates, context }) => {
      const by = event.code === "ArrowRight" || event.code === "ArrowDown" ? 1 : event.code === "ArrowLeft" || event.code === "ArrowUp" ? -1 : 0;
      if (by === 0) return undefined;
      const at = all.findIndex((one) => one.day === context.over?.id);
      const rect = context.droppableRects.get(all[Math.max(0, Math.min(6, at + by))]!.day);
      event.preventDefault();
      return rect === undefined ? currentCoordinates : { x: rect.left + 8, y: rect.top + 30 };
    },
  }));
  const entryOf = (key: unknown) => all.flatMap((one) => one.entries).find((one) => one.key === key) ?? null;
  const placed = data.placements.length;
  const draggable = mayEdit && all.some((one) => one.entries.some(movable));
  return (
    <Page
      title="Calendar" about={`${NAME.format(new Date(`${data.monday}T12:00Z`))} to ${NAME.format(new Date(`${addDays(data.monday, 6)}T12:00Z`))}, clocks of ${data.zone}; ${counted(placed, "placement")}, ${counted(data.schedules.length, "schedule")}`}
      actions={
        <Group gap={6}>
          <Button variant="default" px={10} aria-label="The week before" onClick={() => onWeek(addDays(data.monday, -7))}><IconChevronLeft size={17} aria-hidden /></Button>
          <Button variant="default" onClick={() => onWeek(undefined)}>This week</Button>
          <Button variant="default" px={10} aria-label="The week after" onClick={() => onWeek(addDays(data.monday, 7))}><IconChevronRight size={17} aria-hidden /></Button>
        </Group>
      }
    >
      {moving.isError && <Text role="alert" size="sm" style={{ color: "var(--pw-bad)" }}><Says text={`${asProblem(moving.error).message} ${asProblem(moving.error).remedy}`} /></Text>}
      {data.conflicts.size > 0 && <div className="pw-note" data-tone="warn"><span>Something is in the way of {counted(data.conflicts.size, "placement")}: marked below, and told where each is opened.</span></div>}
      <DndContext
        sensors={sensors}
        onDragStart={({ active }) => setCarried(entryOf(active.id))}
        onDragCancel={() => setCarried(null)}
        onDragEnd={({ active, over }) => {
          setCarried(null);
          const entry = entryOf(active.id);
          if (entry === null || over === null) return;
          const to = String(over.id);
          if (dragged(entry, to, data.zone) !== null) moving.mutate({ entry, to });
          else if (entry.schedule !== null && to !== dayOf(entry.at, data.zone)) setSchedule({ schedule: entry.schedule, at: entry.at, to: onDay(entry, to, data.zone) });
        }}
      >
        <div className="pw-week">
          {all.map((one) => <DayColumn key={one.day} day={one} today={one.day === today} editable={mayEdit} conflicts={data.conflicts} onOpen={open} />)}
        </div>
        <DragOverlay dropAnimation={null}>{carried !== null && <Carried entry={carried} />}</DragOverlay>
      </DndContext>
      {placed === 0 && <Text size="sm" c="dimmed">Nothing is placed in this week. On a playlist’s page, Placements puts a track in on a date and takes it out on another.</Text>}
      {draggable && <p className="pw-hint">Drag to another day, or press M and the arrow keys, then Enter. A placement keeps its time of day and takes its end along; of a schedule you are shown what becomes of it before.</p>}
      {opened !== null && <PlacementDialog placement={opened} onClose={() => setOpened(null)} />}
      {schedule !== null && <ScheduleDialog opened={schedule} zone={data.zone} editable={mayEdit} onClose={() => setSchedule(null)} />}
    </Page>
  );
}
