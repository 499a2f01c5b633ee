import { expect, test } from "vitest";
import { changed, formOf, fresh, made, obstacle, type Route, told } from "./model";

const ROUTE: Route = {
  id: "rte_1", name: "Ada", shown: "ntfys://…opic", severities: ["warning", "alarm"], kinds: null, quiet: { from: "22:00", until: "07:00", zone: "Europe/Berlin", alarms: true },
  window_minutes: 5, enabled: true, waiting: 2, failures: 0, last: null, actor: "operator", created_at: "2026-11-26T05:00:00Z",
};

test("a new route sends what was chosen, and of nothing else anything", () => {
  const form = { ...fresh("Europe/Berlin"), url: " ntfys://ntfy.sh/topic " };
  expect(made(form)).toEqual({ url: "ntfys://ntfy.sh/topic", severities: ["alarm", "warning"], window_minutes: 5 });
  expect(made({ ...form, name: "Ada", kinds: ["incident.gone"], quiet: true })).toEqual({
    url: "ntfys://ntfy.sh/topic", name: "Ada", severities: ["alarm", "warning"], kinds: ["incident.gone"], window_minutes: 5, quiet: { from: "22:00", until: "07:00", zone: "Europe/Berlin", alarms: true },
  });
});

test("a change leaves the address alone unless a new one is written", () => {
  const form = formOf(ROUTE, "UTC");
  expect(changed(form)).not.toHaveProperty("url");
  expect(changed({ ...form, url: "json://x" })).toHaveProperty("url", "json://x");
});

test("what is taken out of the form is taken away on the server", () => {
  expect(changed({ ...formOf(ROUTE, "UTC"), quiet: false })).toMatchObject({ never_quiet: true, all_kinds: true });
  expect(changed({ ...formOf(ROUTE, "UTC"), quiet: false })).not.toHaveProperty("quiet");
});

test("what cannot be kept says why", () => {
  const form = fresh("UTC");
  expect(obstacle(form, true)).toBe("It needs an address.");
  expect(obstacle(form, false)).toBeNull();
  expect(obstacle({ ...form, severities: [] }, false)).toBe("It is told of something.");
  expect(obstacle({ ...form, quiet: true, until: "22:00" }, false)).toBe("Quiet hours begin and end at different times.");
});

test("a route says in a line what it is told of", () => {
  expect(told(ROUTE)).toBe("warnings and alarms, quiet 22:00 to 07:00 but for alarms, 2 alerts waiting");
  expect(told({ ...ROUTE, severities: ["info", "warning", "alarm"], kinds: ["incident.gone"], quiet: null, waiting: 0 })).toBe("everything of 1 kind");
});
