// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { asks, edit, ready, trackUris } from "./bulk";
import { filtered, laid, standing } from "./filters";
import type { Row } from "./queries";
import { counts, tagsOf } from "./tags";

const ID = "4iV5W9uYEdYUVa79Axb7Rh";

describe("what is asked of many playlists", () => {
  test("tracks are links or URIs and nothing else, each once", () => {
    expect(trackUris(`spotify:track:${ID} https://open.spotify.com/intl-de/track/${ID}?si=x`)).toEqual([`spotify:track:${ID}`]);
    expect(trackUris(`spotify:track:${ID} and more`)).toBeNull();
    expect(trackUris("  ")).toBeNull();
  });

  test("a rename needs a pattern, a replacement something to find", () => {
    expect([ready("rename", {}), ready("rename", { name: "{name}!" }), ready("replace", { replace: "x" }), ready("replace", { find: "a" })]).toEqual([false, true, false, true]);
  });

  test("what was not chosen is the first choice; texts left empty stay as they are", () => {
    expect(edit("sort", {})).toEqual({ kind: "sort", by: "title", descending: false });
    expect(edit("rename", { name: "A", description: "" })).toEqual({ kind: "details", name: "A" });
  });

  test("duplicates are looked for in each playlist, or in all together, and then it is asked where a track stays", () => {
    const rows = [{ id: "a", name: "Morning" }, { id: "b", name: "" }];
    const names = (filled: Parameters<typeof asks>[2], of = rows) => asks("deduplicate", of, filled).map((field) => field.name);
    expect([names({}), names({ across: "yes" }), names({ across: "yes" }, rows.slice(1))]).toEqual([["by", "across", "keep"], ["by", "across", "stays_in", "keep"], ["by", "keep"]]);
    expect(edit("deduplicate", { by: "isrc", stays_in: "b" })).toEqual({ kind: "deduplicate", by: "isrc", keep: "first", leave: [] });
    expect(edit("deduplicate", { across: "yes", stays_in: "b" }, ["u"])).toEqual({ kind: "deduplicate", by: "id", keep: "first", across: true, stays_in: "b", leave: ["u"] });
    expect(edit("renew", {}, ["u"])).toEqual({ kind: "renew", leave: ["u"] });
  });
});

describe("filters", () => {
  const row = (name: string, relation: string, more: Partial<Row> = {}): Row => ({ id: name, name, description: null, owner_id: "o", owner_name: "Ada", total: 3, public: true, collaborative: false, items: "read", seen_by: [{ account: "acc", name: "Ada", relation }], gone_at: null, picture: null, tags: [], by_hand: [], ...more });
  const rows = [row("Morning Mix", "owner"), row("Evening", "follower", { public: false }), row("Night", "collaborator", { seen_by: [{ account: "b", name: "B", relation: "follower" }, { account: "c", name: "C", relation: "owner" }] })];
  test("all that is said has to hold; unknown visibility is neither public nor private", () => {
    const names = (search: Parameters<typeof filtered>[1]) => filtered(rows, search).map((one) => one.name);
    expect(names({ find: "mix ada" })).toEqual(["Morning Mix"]);
    expect(names({ standing: "follower" })).toEqual(["Evening"]);
    expect(names({ account: "c", shown: "public" })).toEqual(["Night"]);
    expect(filtered([row("x", "owner", { public: null })], { shown: "private" })).toEqual([]);
  });
  test("a tag is one of a playlist's tags, and counted where it was given by hand", () => {
    const tagged = [row("A", "owner", { tags: ["daily", "new"], by_hand: ["new"] }), row("B", "owner", { tags: ["new"], by_hand: ["new"] }), row("C", "owner")];
    expect(filtered(tagged, { tag: "daily" }).map((one) => one.name)).toEqual(["A"]);
    expect(tagsOf(tagged)).toEqual(["daily", "new"]);
    expect(counts(tagged)).toEqual([{ tag: "new", rows: 2 }]);
  });
  test("what stands in the address comes on top of the view that it names", () => {
    const views = [{ id: "v", search: { tag: "new", sort: "-tracks", shown: "nonsense" } }];
    expect(laid({ view: "v", sort: "name" }, views)).toMatchObject({ tag: "new", sort: "name", shown: undefined, view: "v" });
    expect(laid({ view: "gone", find: "x" }, views)).toEqual({ view: "gone", find: "x" });
  });
  test("we stand to a playlist as the account that stands nearest", () => {
    expect(rows.map(standing)).toEqual(["owner", "follower", "owner"]);
  });
});
