import { expect, test } from "vitest";
import { PAGE, whole } from "./pages";

test.each([0, 3, PAGE, 2 * PAGE + 1])("a list of %i is read to its end, page by page", async (length) => {
  const all = Array.from({ length }, (_, index) => ({ id: String(index) }));
  const asked: (string | undefined)[] = [];
  const read = (after: string | undefined) => {
    asked.push(after);
    const from = after === undefined ? 0 : Number(after) + 1;
    return Promise.resolve(all.slice(from, from + PAGE));
  };
  expect(await whole(read, (one) => one.id)).toEqual(all);
  expect(asked).toHaveLength(Math.floor(length / PAGE) + 1);
});
