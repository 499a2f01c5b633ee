// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { begun, ready, type Shape } from "./asked";

const one = { id: "a", name: "Morning", total: 3, public: true };
const other = { id: "b", name: "Evening ".repeat(20), total: 3, public: true };

describe("what is asked of playlists as a whole", () => {
  test("begins with a name that Spotify takes", () => {
    expect(begun("duplicate", [one], "acc").name).toBe("Morning - copy");
    expect(begun("merge", [one, other], "acc").name).toHaveLength(100);
    expect(begun("create", [], "acc").name).toBe("");
  });

  test("is complete with an account, and a name where something new gets one", () => {
    const asked = (shape: Shape, more: object) => ready(shape, { ...begun(shape, [], "acc"), ...more });
    expect([asked("create", {}), asked("create", { name: " " }), asked("create", { name: "x" })]).toEqual([false, false, true]);
    expect([asked("merge", { name: "" }), asked("merge", { name: "", into: "a" })]).toEqual([false, true]);
    expect([asked("split", {}), asked("split", { size: 0 }), asked("split", { account: "" })]).toEqual([true, false, false]);
  });
});
