/** The calendar: what comes in, goes out and is done again, day by day; dragged to another day, or moved by keyboard. */
import { DndContext, KeyboardSensor, MouseSensor, TouchSensor, useDraggable, useDroppable, useSensor, useSensors } from "@dnd-kit/core";
import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { asProblem } from "@/api/problem";
import { useMayEdit } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import { counted } from "@/shared/text";
import { useNow, useZone } from "@/shared/time/Time";
import { addDays, day as dayOf, exact } from "@/shared/time/words";
import { PlacementDialog } from "./PlacementDialog";
import { calendarQuery, change } from "./queries";
import { OVER, word } from "./states";
import { type Day, days, dragged, type Entry, folded, often } from "./week";

const MOST = 14;
const NAME = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

export function WeekView({ week, onWeek }: { week: string | undefined; onWeek: (week: string | undefined) => void }) {
  const client = useQueryClient();
  const { data } = useSuspenseQuery(calendarQuery(week));
  const all = useMemo(() => days(data), [data]);
  const mayEdit = useMayEdit();
  const today = dayOf(useNow(), useZone());
  const [opened, setOpened] = useState<string | null>(null);
  const moving = useMutation({
    mutationFn: ({ entry, to }: { entry: Entry; to: string }) => change(entry.placement!.id, dragged(entry, to, data.zone)!),
    onSettled: () => client.invalidateQueries({ queryKey: ["placements"] }),
  });
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
  const placed = data.placements.length;
  return (
    <Page
      title="Calendar" about={`${NAME.format(new Date(`${data.monday}T12:00Z`))} to ${NAME.format(new Date(`${addDays(data.monday, 6)}T12:00Z`))}, clocks of ${data.zone}; ${counted(placed, "placement")}`}
      actions={
        <Group gap={6}>
          <Button variant="default" px={10} aria-label="The week before" onClick={() => onWeek(addDays(data.monday, -7))}><IconChevronLeft size={17} aria-hidden /></Button>
          <Button variant="default" onClick={() => onWeek(undefined)}>This week</Button>
          <Button variant="default" px={10} aria-label="The week after" onClick={() => onWeek(addDays(data.monday, 7))}><IconChevronRight size={17} aria-hidden /></Button>
        </Group>
      }
    >
      {moving.isError && <Text role="alert" size="sm" style={{ color: "var(--pw-bad)" }}>{asProblem(moving.error).message} {asProblem(moving.error).remedy}</Text>}
      <DndContext
        sensors={sensors}
        onDragEnd={({ active, over }) => {
          const entry = all.flatMap((one) => one.entries).find((one) => one.key === active.id);
          if (entry !== undefined && over !== null && dragged(entry, String(over.id), data.zone) !== null) moving.mutate({ entry, to: String(over.id) });
        }}
      >
        <div className="pw-week">
          {all.map((one) => <DayColumn key={one.day} day={one} today={one.day === today} editable={mayEdit} onOpen={setOpened} />)}
        </div>
      </DndContext>
      {placed === 0 && <Text size="sm" c="dimmed">Nothing is placed in this week. On a playlist’s page, Placements puts a track in on a date and takes it out on another.</Text>}
      {mayEdit && placed > 0 && <p className="pw-hint">Drag a placement to another day, or press M on it and the arrow keys, then Enter. Its time of day stays, and its end moves along.</p>}
      {opened !== null && <PlacementDialog placement={opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function DayColumn({ day, today, editable, onOpen }: { day: Day; today: boolean; editable: boolean; onOpen: (placement: string) => void }) {
  const { setNodeRef, isOver } = useDroppable({ id: day.day });
  const { shown, more } = folded(day.entries, MOST);
  const heading = `day-${day.day}`;
  return (
    <section ref={setNodeRef} className="pw-day" data-over={isOver || undefined} data-today={today || undefined} aria-labelledby={heading}>
      <h2 id={heading}>{NAME.format(new Date(`${day.day}T12:00Z`))}{today ? ", today" : ""}</h2>
      {shown.map((entry) => <Card key={entry.key} entry={entry} times={entry.kind === "schedule" ? often(day.entries, entry) : 1} editable={editable} onOpen={onOpen} />)}
      {more > 0 && <Text size="xs" c="dimmed">and {more} more</Text>}
    </section>
  );
}

function Card({ entry, times, editable, onOpen }: { entry: Entry; times: number; editable: boolean; onOpen: (placement: string) => void }) {
  const movable = editable && entry.placement !== null && !OVER.includes(entry.placement.state);
  const { setNodeRef, listeners, transform, isDragging } = useDraggable({ id: entry.key, disabled: !movable });
  const clock = `${String(Math.floor(entry.minutes / 60)).padStart(2, "0")}:${String(entry.minutes % 60).padStart(2, "0")}`;
  const words = { in: "in", out: "out", schedule: times > 1 ? `${times} times, first ` : "" }[entry.kind];
  const state = entry.placement === null ? "" : word(entry.placement.state);
  const inner = (
    <>
      <span className="pw-dim">{entry.allDay ? "all day" : entry.kind === "schedule" ? `${words}${clock}` : `${clock} ${words}`}{state === "" || state === "planned" ? "" : `, ${state}`}</span>
      <b>{entry.title}</b>
      <span className="pw-dim">{entry.about}</span>
    </>
  );
  if (entry.placement === null) return <div className="pw-event" data-kind="schedule" title={exact(entry.at)}>{inner}</div>;
  const { id } = entry.placement;
  return (
    <button
      ref={setNodeRef} type="button" className="pw-event" data-kind={entry.kind} data-trouble={["asking", "missed"].includes(entry.placement.state) || undefined} title={exact(entry.at)} {...listeners}
      style={transform === null ? undefined : { transform: `translate(${transform.x}px, ${transform.y}px)`, zIndex: 5, opacity: isDragging ? 0.85 : 1 }} onClick={() => onOpen(id)}
    >
      {inner}
    </button>
  );
}
