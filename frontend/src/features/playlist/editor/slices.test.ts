import fc from "fast-check";
import { expect, test } from "vitest";
import { arranged } from "./slices";

const numbers = fc.array(fc.record({ by: fc.integer({ min: 0, max: 20 }), at: fc.nat() }), { maxLength: 300 });
const order = (a: { by: number }, b: { by: number }) => a.by - b.by;

test("sorting in slices comes to what sorting at once does, equal ones as they stood", async () => {
  await fc.assert(fc.asyncProperty(numbers, async (list) => {
    const before = [...list];
    expect(await arranged(list, order)).toEqual([...list].sort(order));
    expect(list).toEqual(before);
  }));
});

test("a long list is sorted with pauses in between", async () => {
  let pauses = 0;
  const list = Array.from({ length: 2_000 }, (_, index) => ({ by: (index * 7_919) % 2_003 }));
  const slow = (a: { by: number }, b: { by: number }) => {
    const until = performance.now() + 0.002;
    while (performance.now() < until);
    return order(a, b);
  };
  const sorted = await arranged(list, slow, async () => { pauses += 1; await Promise.resolve(); });
  expect(pauses).toBeGreaterThan(1);
  expect(sorted.every((one, index) => index === 0 || sorted[index - 1]!.by <= one.by)).toBe(true);
});
