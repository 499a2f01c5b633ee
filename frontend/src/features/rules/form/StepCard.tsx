/** One step: what it does in words, how many it leaves, and its fields when it is opened. */
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { ActionIcon, Input, Menu } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconDots, IconGripVertical } from "@tabler/icons-react";
import { type KeyboardEvent, useId } from "react";
import { number } from "@/shared/text";
import { useNames } from "../names";
import { Fields } from "./Fields";
import { Help } from "./Help";
import { keyOf, useFault, useFormed } from "./formed";
import { type Doc, fieldsOf, type Kind, linksIn, type Path } from "./schema";

interface Props {
  id: string;
  /** Null: a kind that is not known here. */
  kind: Kind | null;
  step: Doc;
  path: Path;
  place: number;
  of: number;
  open: boolean;
  onOpen: () => void;
  onMove: (to: number) => void;
  onCopy: () => void;
  onTake: () => void;
}

const MOST_NAMES = 4;

export function StepCard({ id, kind, step, path, place, of, open, onOpen, onMove, onCopy, onTake }: Props) {
  const { editable, told, faults } = useFormed();
  const fault = useFault(path);
  const links = linksIn(step);
  const nameOf = useNames(links.slice(0, MOST_NAMES));
  const { setNodeRef: setOver, isOver } = useDroppable({ id });
  const { setNodeRef, attributes, listeners, isDragging } = useDraggable({ id, disabled: !editable });
  const body = useId();
  const key = keyOf(path);
  const said = told.get(key);
  const wrong = faults.some((one) => keyOf(one.path) === key || keyOf(one.path).startsWith(`${key}/`));
  const { label, words } = called(kind, step, said);
  // What the words name already is not named again.
  const names = links.slice(0, MOST_NAMES).map(nameOf).filter((name) => !words.includes(name)).join(", ");
  const arrows = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onMove(place + (event.key === "ArrowUp" ? -1 : 1));
  };
  return (
    <li ref={setOver} className="pw-step" data-over={(isOver && !isDragging) || undefined} data-dragged={isDragging || undefined} data-wrong={wrong || undefined}>
      <div className="pw-step-head">
        {editable && (
          <button
            type="button" ref={setNodeRef} {...attributes} {...listeners} data-grip className="pw-step-grip" aria-roledescription="movable step"
            aria-label={`Move ${label}, step ${place + 1} of ${of}`} onKeyDown={arrows}
          >
            <IconGripVertical size={16} aria-hidden />
          </button>
        )}
        <button type="button" className="pw-step-name" aria-expanded={open} aria-controls={body} onClick={onOpen}>
          {open ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
          <span className="pw-step-words">
            <b>{label}</b> <span className="pw-dim">{words}</span>
            {names !== "" && <span className="pw-step-names">{names}</span>}
          </span>
          {said?.after != null && <span className="pw-step-count">{said.before !== null && <><span className="pw-dim">{number(said.before)} →</span> </>}{number(said.after)}</span>}
        </button>
        {editable && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={`With step ${place + 1}, ${label}`}><IconDots size={16} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={place === 0} onClick={() => onMove(place - 1)}>Move up</Menu.Item>
              <Menu.Item disabled={place === of - 1} onClick={() => onMove(place + 1)}>Move down</Menu.Item>
              <Menu.Item onClick={onCopy}>Copy</Menu.Item>
              <Menu.Item onClick={onTake}>Remove</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {fault !== undefined && <Input.Error className="pw-step-fault">{fault}</Input.Error>}
      {open && kind !== null && (
        <div id={body} className="pw-step-body">
          <Help title={kind.title} help={kind.help} />
          {fieldsOf(kind.node).length > 0 && <Fields node={kind.node} path={path} value={step} />}
        </div>
      )}
    </li>
  );
}

/** A step under way. It lies over the page: among the others it would make room for itself, and the page would grow under whoever holds it at the end. */
export function CarriedStep({ kind, step, path }: Pick<Props, "kind" | "step" | "path">) {
  const { told } = useFormed();
  const { label, words } = called(kind, step, told.get(keyOf(path)));
  return (
    <div className="pw-step pw-step-head" data-carried>
      <span className="pw-step-grip"><IconGripVertical size={16} aria-hidden /></span>
      <span className="pw-step-words"><b>{label}</b> <span className="pw-dim">{words}</span></span>
    </div>
  );
}

const called = (kind: Kind | null, step: Doc, said?: { words: string }) => ({
  label: kind?.label ?? String(step.step ?? "?"),
  words: said?.words ?? kind?.title ?? String(step.step ?? "A step"),
});
