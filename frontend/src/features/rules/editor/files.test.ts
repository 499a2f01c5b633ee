import { expect, test } from "vitest";
import { filesOf, put, taken } from "./files";

const KEPT = [{ name: "a.csv", size: 10 }, { name: "b.csv", size: 20 }];
const states = (chosen: Parameters<typeof filesOf>[1]) => filesOf(KEPT, chosen).map((one) => `${one.name} ${one.state}`);

test("one file is replaced, one added and one taken away without touching the others", () => {
  const replaced = put(KEPT, null, "a.csv", "uri");
  expect(replaced).toEqual({ "a.csv": "uri", "b.csv": null });
  const added = put(KEPT, replaced, "c.csv", "uri");
  const gone = taken(KEPT, added, "b.csv");
  expect(gone).toEqual({ "a.csv": "uri", "c.csv": "uri" });
  expect(states(gone)).toEqual(["a.csv replaced", "b.csv gone", "c.csv added"]);
});

test("what is put back as it was leaves nothing to save", () => {
  const gone = taken(KEPT, put(KEPT, null, "a.csv", "uri"), "b.csv");
  expect(put(KEPT, put(KEPT, gone, "a.csv", null), "b.csv", null)).toBeNull();
  expect(taken(KEPT, put(KEPT, null, "c.csv", "x"), "c.csv")).toBeNull();
  expect(states(null)).toEqual(["a.csv kept", "b.csv kept"]);
});
