/** A list of steps: added, taken away, put in another order by dragging, by a menu or by arrow keys. */
import { closestCenter, DndContext, DragOverlay, MouseSensor, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { Input } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { AddStep } from "./AddStep";
import { inserted, moved, put } from "./editing";
import type { FieldProps } from "./Field";
import { keyOf, useFault, useFormed } from "./formed";
import { asList, boundsOf, type Doc, isDoc, type Json, kindOfStep, kindsOf, newStep } from "./schema";
import { CarriedStep, StepCard } from "./StepCard";

export function Steps({ field, path, value }: FieldProps) {
  const { root, document, change, editable } = useFormed();
  const fault = useFault(path);
  const steps = asList(value);
  const kinds = useMemo(() => kindsOf(root, field.node), [root, field.node]);
  const { most } = boundsOf(field.node);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [said, setSaid] = useState("");
  const [carried, setCarried] = useState<number | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const focus = useRef<number | null>(null);
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 5 } }), useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }));
  useEffect(() => {
    if (focus.current === null) return;
    area.current?.querySelector<HTMLElement>(`:scope > ol > li:nth-child(${focus.current + 1}) [data-grip]`)?.focus();
    focus.current = null;
  });

  const turn = (place: number) => setOpen((now) => new Set(now.has(place) ? [...now].filter((one) => one !== place) : [...now, place]));
  const move = (from: number, to: number) => {
    if (from === to || to < 0 || to >= steps.length) return;
    // What is open stays open, wherever it goes.
    setOpen((now) => new Set([...now].map((one) => (one === from ? to : one + (one > from ? -1 : 0) + (one - (one > from ? 1 : 0) >= to ? 1 : 0)))));
    focus.current = to;
    setSaid(`Now step ${to + 1} of ${steps.length}`);
    change(moved(document, path, from, to));
  };
  const add = (kind: (typeof kinds)[number]) => {
    setOpen((now) => new Set([...now, steps.length]));
    change(inserted(document, path, newStep(kind)));
  };
  const copy = (place: number) => change(inserted(document, path, steps[place]!, place + 1));
  const take = (place: number) => {
    setOpen((now) => new Set([...now].filter((one) => one !== place).map((one) => (one > place ? one - 1 : one))));
    change(put(document, [...path, place], undefined));
  };
  const one = kinds.every((kind) => kind.role === "source") ? "source" : kinds.every((kind) => kind.role === "order") ? "order" : kinds.every((kind) => kind.role === "filter") ? "filter" : "step";
  const name = keyOf(path);

  return (
    <div ref={area} className="pw-steps" role="group" aria-label={field.label}>
      {path.length > 1 && <Input.Label required={field.needed}>{field.label}</Input.Label>}
      <DndContext
        sensors={sensors} collisionDetection={closestCenter} accessibility={{ screenReaderInstructions: { draggable: "Arrow keys move the step." } }}
        onDragStart={({ active }) => setCarried(placeOf(active.id))}
        onDragCancel={() => setCarried(null)}
        onDragEnd={({ active, over }) => {
          setCarried(null);
          if (over !== null) move(placeOf(active.id), placeOf(over.id));
        }}
      >
        <ol>
          {steps.map((step, place) => (
            <StepCard
              key={place} id={`${name}#${place}`} kind={kindOfStep(root, field.node, step)} step={docOf(step)} path={[...path, place]} place={place} of={steps.length}
              open={open.has(place)} onOpen={() => turn(place)} onMove={(to) => move(place, to)} onCopy={() => copy(place)} onTake={() => take(place)}
            />
          ))}
        </ol>
        <DragOverlay dropAnimation={null}>{carried !== null && <CarriedStep kind={kindOfStep(root, field.node, steps[carried])} step={docOf(steps[carried])} path={[...path, carried]} />}</DragOverlay>
      </DndContext>
      {editable && steps.length < most && <AddStep kinds={kinds} words={`Add ${one === "order" ? "an order" : `a ${one}`}`} onAdd={add} />}
      {fault !== undefined && <Input.Error>{fault}</Input.Error>}
      <span className="pw-away" role="status">{said}</span>
    </div>
  );
}

const placeOf = (id: string | number): number => Number(String(id).split("#").at(-1));
const docOf = (step?: Json): Doc => (isDoc(step) ? step : {});
