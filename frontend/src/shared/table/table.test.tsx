// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { useState } from "react";
import { describe, expect, test } from "vitest";
import { type Column, found, type Sort, sorted, sortOf, sortText, turned } from "./columns";
import { csv, json } from "./csv";
import { DataTable } from "./DataTable";
import { go, NOTHING, type Picking, press, step, toggle } from "./picking";

interface Row {
  id: string;
  size: number | null;
}
const columns: Column<Row>[] = [
  { id: "id", header: "Name", width: "1fr", text: (row) => row.id },
  { id: "size", header: "Size", width: "80px", value: (row) => row.size, text: (row) => (row.size === null ? "" : String(row.size)) },
];
const ids = ["a", "b", "c", "d", "e"];

describe("sorting and finding", () => {
  test("what has no value stands last, up and down", () => {
    const rows = [{ id: "none", size: null }, { id: "two", size: 2 }, { id: "ten", size: 10 }];
    const by = (down: boolean) => sorted(rows, columns, { by: "size", down }).map((row) => row.id);
    expect([by(false), by(true)]).toEqual([["two", "ten", "none"], ["ten", "two", "none"]]);
  });

  test("pressed three times a header is as it was, and the address tells the order", () => {
    const once = turned(null, "size");
    const twice = turned(once, "size");
    expect([once, twice, turned(twice, "size")]).toEqual([{ by: "size", down: false }, { by: "size", down: true }, null]);
    for (const sort of [once, twice, null]) expect(sortOf(sortText(sort))).toEqual(sort);
  });

  test("every word has to stand somewhere, accents and case aside", () => {
    const rows = [{ id: "Beyoncé Live", size: 1 }, { id: "Live", size: 2 }];
    expect(found(rows, columns, "LIVE beyonce").map((row) => row.size)).toEqual([1]);
  });
});

describe("the export", () => {
  test("is what a spreadsheet reads back, and runs nothing in it", () => {
    expect(csv([{ id: 'a "b", c', size: -1 }, { id: "=1+1", size: null }], columns)).toBe('Name,Size\r\n"a ""b"", c",-1\r\n\'=1+1,\r\n');
  });
});

describe("the export for programs", () => {
  test("keeps numbers as numbers, and what is not known as null", () => {
    expect(JSON.parse(json([{ id: "=1+1", size: 3 }, { id: "two", size: null }], columns))).toEqual([{ Name: "=1+1", Size: 3 }, { Name: "two", Size: null }]);
  });
});

describe("picking", () => {
  const press1 = press(NOTHING, ids, "b", { shift: false, ctrl: false });

  test("shift picks the stretch from where it began, ctrl single ones", () => {
    const stretch = press(press1, ids, "d", { shift: true, ctrl: false });
    expect([...stretch.picked]).toEqual(["b", "c", "d"]);
    expect([...press(stretch, ids, "a", { shift: true, ctrl: false }).picked]).toEqual(["a", "b"]);
    expect([...press(stretch, ids, "c", { shift: false, ctrl: true }).picked]).toEqual(["b", "d"]);
  });

  test("twice toggled is as before", () => {
    fc.assert(fc.property(fc.subarray(ids), fc.constantFrom(...ids), (picked, id) => {
      const now: Picking = { picked: new Set(picked), anchor: null, active: null };
      expect([...toggle(toggle(now, id), id).picked].sort()).toEqual([...picked].sort());
    }));
  });

  test("the keyboard never leaves the list", () => {
    fc.assert(fc.property(fc.constantFrom("ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"), fc.nat(4), fc.integer({ min: 1, max: 9 }), (key, from, page) => {
      const to = step(key, from, ids.length, page)!;
      expect(ids[to]).toBeDefined();
      expect(go(NOTHING, ids, to, false).active).toBe(ids[to]);
    }));
  });
});

function Shown() {
  const [sort, setSort] = useState<Sort | null>(null);
  const [picking, setPicking] = useState(NOTHING);
  const rows = ids.map((id, index) => ({ id, size: index % 3 }));
  return (
    <MantineProvider>
      <DataTable label="Things" rows={rows} columns={columns} id={(row) => row.id} sort={sort} onSort={setSort} picking={picking} onPicking={setPicking} />
      <output>{[...picking.picked].join()}</output>
    </MantineProvider>
  );
}

describe("the table", () => {
  test("is walked and picked by keyboard alone", async () => {
    const user = userEvent.setup();
    render(<Shown />);
    screen.getByRole("grid", { name: "Things" }).focus();
    await user.keyboard("{ArrowDown}{ArrowDown}{Shift>}{ArrowDown}{/Shift}");
    expect(screen.getByRole("status").textContent).toBe("b,c");
    await user.keyboard("{Control>}a{/Control}");
    expect(screen.getByRole("status").textContent).toBe("a,b,c,d,e");
    await user.keyboard("{Escape}");
    expect(screen.getByRole("status").textContent).toBe("");
  });

  test("says by which column it is sorted", async () => {
    const user = userEvent.setup();
    render(<Shown />);
    await user.click(screen.getByRole("button", { name: "Size" }));
    expect(screen.getByRole("columnheader", { name: /Size/ }).getAttribute("aria-sort")).toBe("ascending");
    expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("none");
  });
});
