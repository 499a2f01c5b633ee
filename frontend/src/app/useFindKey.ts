/** `/` and Ctrl+K lead to the box that finds, from wherever one is. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

/** Whether what is typed there is text. */
const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

export function useFindKey(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !writes(event.target);
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      // What is open over the page is finished first.
      if ((!slash && !k) || event.defaultPrevented || document.querySelector("[role=dialog]") !== null) return;
      event.preventDefault();
      const box = document.querySelector<HTMLInputElement>("[data-find]");
      if (box !== null) box.select();
      else void navigate({ to: "/find" });
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [navigate]);
}
