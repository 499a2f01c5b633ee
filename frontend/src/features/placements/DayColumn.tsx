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

interface Shown {
  entry: Entry;
  times: number;
  conflicts: InTheWay[];
}

function Card({ entry, times, editable, conflicts, onOpen }: Common & Shown) {
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: entry.key, disabled: !editable || !movable(entry) });
  return (
    <button
      ref={setNodeRef} type="button" className="pw-event" data-kind={entry.kind} data-trouble={troubled(entry, conflicts) || undefined} data-carried={isDragging || undefined}
      title={exact(entry.at)} {...listeners} onClick={() => onOpen(entry)}
    >
      <Face entry={entry} times={times} conflicts={conflicts} />
    </button>
  );
}

/** A card under way. It lies over the page: inside the week it would make room for itself, and that would scroll away under whoever holds it at the edge. */
export function Carried({ entry }: { entry: Entry }) {
  return <div className="pw-event" data-kind={entry.kind} data-trouble={troubled(entry, []) || undefined}><Face entry={entry} times={1} conflicts={[]} /></div>;
}

const troubled = (entry: Entry, conflicts: InTheWay[]): boolean => conflicts.length > 0 || ["asking", "missed"].includes(entry.placement?.state ?? "");

function Face({ entry, times, conflicts }: Shown) {
  const words = { in: "in", out: "out", schedule: times > 1 ? `${times} times, first ` : "" }[entry.kind];
  const state = entry.placement === null ? "" : word(entry.placement.state);
  return (
    <>
      <span className="pw-dim">{entry.allDay ? "all day" : entry.kind === "schedule" ? `${words}${clock(entry.minutes)}` : `${clock(entry.minutes)} ${words}`}{state === "" || state === "planned" ? "" : `, ${state}`}</span>
      <b>{entry.title}</b>
      <span className="pw-dim">{entry.about}</span>
      {conflicts.map((one) => <span key={one.code} className="pw-clash">{one.weight === "error" ? "Conflict" : "In the way"}: {one.text}</span>)}
    </>
  );
}
