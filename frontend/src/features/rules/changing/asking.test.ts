import { expect, test } from "vitest";
import type { Doc, Field, Root } from "../form/schema";
import { askedBy, asking, saying, uses } from "./asking";

const ROOT: Root = { $defs: {} };
const SIZE: Field = { name: "size", label: "Size", needed: false, node: { "x-form": "whole", minimum: 1, maximum: 100, "x-unit": "tracks" } };
const SOURCES: Field = { name: "playlists", label: "Playlists", needed: true, node: { "x-form": "list", anyOf: [{ items: { "x-form": "playlist" }, maxItems: 20 }] } };
const TEMPLATE: Doc = { version: 1, name: "T", sentence: "Every day.", parameters: [{ name: "size", label: "Old", kind: "whole", default: 3 }], rules: { sources: [{ step: "playlist", playlists: ["spotify:playlist:a"] }], size: 30 } };

test("a value of the rules becomes a blank with what stood there as its default, and comes back", () => {
  const asked = asking(ROOT, TEMPLATE, ["size"], SIZE);
  expect(asked.rules).toMatchObject({ size: "$size_2" });
  expect((asked.parameters as Doc[])[1]).toEqual({ name: "size_2", label: "Size", kind: "whole", least: 1, most: 100, unit: "tracks", default: 30 });
  expect(saying(asked, "size_2")).toEqual(TEMPLATE);
});

test("a list becomes a blank for several, and comes back as it was", () => {
  const path = ["sources", 0, "playlists"];
  const asked = asking(ROOT, TEMPLATE, path, SOURCES);
  expect((asked.parameters as Doc[])[1]).toEqual({ name: "playlists", label: "Playlists", kind: "playlist", several: 20, default: ["spotify:playlist:a"] });
  expect(askedBy("$playlists")).toBe("playlists");
  expect(askedBy(["$playlists"])).toBe("playlists");
  expect(askedBy(["$playlists", "spotify:playlist:b"])).toBeNull();
  expect(saying(asked, "playlists").rules).toEqual(TEMPLATE.rules);
});

test("a blank is counted and answered wherever it stands: whole, within a text, and as a condition", () => {
  const rules: Doc = { texts: { name: "Best of ${who}" }, steps: [{ step: "artist", $if: "who", artists: ["$who"] }], size: 3 };
  expect(uses(rules, "who")).toBe(3);
  const told: Doc = { version: 1, name: "T", sentence: "Best of {who}.", parameters: [{ name: "who", label: "Who", kind: "artist" }], rules };
  expect(saying(told, "who")).toEqual({ version: 1, name: "T", sentence: "Best of .", rules: { texts: { name: "Best of " }, steps: [], size: 3 } });
  const usual = saying({ ...told, parameters: [{ name: "who", label: "Who", kind: "artist", default: "Ada" }] }, "who");
  expect(usual.rules).toEqual({ texts: { name: "Best of Ada" }, steps: [{ step: "artist", artists: ["Ada"] }], size: 3 });
});
