/** One day of the calendar, and what stands on it. */
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Text } from "@mantine/core";
import { exact } from "@/shared/time/words";
import type { InTheWay } from "./queries";
import { word } from "./states";
import { clock, type Day, type Entry, folded, movable, often } from "./week";

const MOST = 14;
export const NAME = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

interface Common {
  editable: boolean;
  onOpen: (entry: Entry) => void;
}

export function DayColumn({ day, today, conflicts, ...common }: Common & { day: Day; today: boolean; conflicts: Map<string, InTheWay[]> }) {
  const { setNodeRef, isOver } = useDroppable({ id: day.day });
  const { shown, more } = folded(day.entries, MOST);
  const heading = `day-${day.day}`;
  return (
    <section ref={setNodeRef} className="pw-day" data-over={isOver || undefined} data-today={today || undefined} aria-labelledby={heading}>
      <h2 id={heading}>{NAME.format(new Date(`${day.day}T12:00Z`))}{today ? ", today" : ""}</h2>
      {shown.map((entry) => (
        <Card key={entry.key} entry={entry} times={entry.kind === "schedule" ? often(day.entries, entry) : 1} conflicts={conflicts.get(entry.placement?.id ?? "") ?? []} {...common} />
      ))}
      {more > 0 && <Text size="xs" c="dimmed">and {more} more</Text>}
    </section>
  );
}

function Card({ entry, times, editable, conflicts, onOpen }: Common & { entry: Entry; times: number; conflicts: InTheWay[] }) {
  const { setNodeRef, listeners, transform, isDragging } = useDraggable({ id: entry.key, disabled: !editable || !movable(entry) });
  const words = { in: "in", out: "out", schedule: times > 1 ? `${times} times, first ` : "" }[entry.kind];
  const state = entry.placement === null ? "" : word(entry.placement.state);
  const trouble = conflicts.length > 0 || ["asking", "missed"].includes(entry.placement?.state ?? "");
  return (
    <button
      ref={setNodeRef} type="button" className="pw-event" data-kind={entry.kind} data-trouble={trouble || undefined} title={exact(entry.at)} {...listeners}
      style={transform === null ? undefined : { transform: `translate(${transform.x}px, ${transform.y}px)`, zIndex: 5, opacity: isDragging ? 0.85 : 1 }} onClick={() => onOpen(entry)}
    >
      <span className="pw-dim">{entry.allDay ? "all day" : entry.kind === "schedule" ? `${words}${clock(entry.minutes)}` : `${clock(entry.minutes)} ${words}`}{state === "" || state === "planned" ? "" : `, ${state}`}</span>
      <b>{entry.title}</b>
      <span className="pw-dim">{entry.about}</span>
      {conflicts.map((one) => <span key={one.code} className="pw-clash">{one.weight === "error" ? "Conflict" : "In the way"}: {one.text}</span>)}
    </button>
  );
}
