/** Where dragged rows would land: found from the pointer alone, drawn without touching any row, scrolling at the edges. */
import { type RefObject, useEffect, useMemo, useRef } from "react";

const EDGE = 48;
const FASTEST = 22;

interface DropPlace {
  begin: (event: Event) => void;
  /** The place, and an end to it; null when the pointer was outside the list. */
  end: () => number | null;
  show: (place: number) => void;
  hide: () => void;
}

/** The row before which something is dropped at `y` (pixels from the top of the list's content). */
export function placeAt(y: number, rowHeight: number, count: number): number {
  return Math.max(0, Math.min(count, Math.round(y / rowHeight)));
}

/** Pixels to scroll a frame when the pointer is at `y` in a box `height` tall. */
export function pull(y: number, height: number): number {
  if (y < EDGE) return -Math.ceil((FASTEST * Math.min(EDGE, EDGE - y)) / EDGE);
  if (y > height - EDGE) return Math.ceil((FASTEST * Math.min(EDGE, y - height + EDGE)) / EDGE);
  return 0;
}

export function useDropPlace(scroller: RefObject<HTMLElement | null>, line: RefObject<HTMLElement | null>, rowHeight: number, count: number): DropPlace {
  const bounds = useRef({ count, rowHeight });
  useEffect(() => {
    bounds.current = { count, rowHeight };
  }, [count, rowHeight]);
  const stop = useRef<() => number | null>(() => null);
  useEffect(() => () => void stop.current(), []);

  return useMemo(() => {
    const show = (place: number) => {
      if (line.current === null) return;
      line.current.style.transform = `translateY(${place * bounds.current.rowHeight - 1}px)`;
      line.current.style.opacity = "1";
    };
    const hide = () => {
      if (line.current !== null) line.current.style.opacity = "0";
    };
    const begin = (event: Event) => {
      let pointer = positionOf(event);
      let place: number | null = null;
      let frame = requestAnimationFrame(function look() {
        const box = scroller.current;
        if (box !== null && pointer !== null) {
          const rect = box.getBoundingClientRect();
          const y = pointer.y - rect.top;
          const inside = pointer.x >= rect.left - 40 && pointer.x <= rect.right + 40 && y >= -EDGE && y <= rect.height + EDGE;
          if (inside) {
            box.scrollTop += pull(y, rect.height);
            place = placeAt(y + box.scrollTop, bounds.current.rowHeight, bounds.current.count);
            show(place);
          } else {
            place = null;
            hide();
          }
        }
        frame = requestAnimationFrame(look);
      });
      const follow = (moved: Event) => {
        pointer = positionOf(moved) ?? pointer;
      };
      window.addEventListener("mousemove", follow);
      window.addEventListener("touchmove", follow, { passive: true });
      stop.current = () => {
        cancelAnimationFrame(frame);
        window.removeEventListener("mousemove", follow);
        window.removeEventListener("touchmove", follow);
        hide();
        stop.current = () => null;
        const box = scroller.current;
        if (place === null || box === null || pointer === null) return null;
        return placeAt(pointer.y - box.getBoundingClientRect().top + box.scrollTop, bounds.current.rowHeight, bounds.current.count);
      };
    };
    return { begin, end: () => stop.current(), show, hide };
  }, [line, scroller]);
}

function positionOf(event: Event): { x: number; y: number } | null {
  if (event instanceof MouseEvent) return { x: event.clientX, y: event.clientY };
  const touch = "touches" in event ? (event as TouchEvent).touches[0] : undefined;
  return touch === undefined ? null : { x: touch.clientX, y: touch.clientY };
}
