// @vitest-environment happy-dom
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { isEnter } from "./keys";

test("the Enter that ends a composition asks for nothing, the next one does", () => {
  const asked: string[] = [];
  render(<input aria-label="Find" onKeyDown={(event) => { if (isEnter(event)) asked.push(event.currentTarget.value); }} defaultValue="川" />);
  const box = screen.getByLabelText("Find");
  fireEvent.keyDown(box, { key: "Enter", isComposing: true });
  expect(asked).toEqual([]);
  fireEvent.keyDown(box, { key: "Enter" });
  expect(asked).toEqual(["川"]);
});
