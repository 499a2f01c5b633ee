import { describe, expect, test } from "vitest";
import { manages, reach, rolesOf, settled } from "./rights";

const names = new Map([["acc_1", "Ada"], ["acc_2", "Bert"]]);

describe("rights", () => {
  test("only owners hand out and touch owners", () => {
    expect(manages("admin", "owner")).toBe(false);
    expect(manages("owner", "owner")).toBe(true);
    expect(rolesOf("admin").map((role) => role.value)).toEqual(["viewer", "editor", "admin"]);
  });

  test("are told account by account, and how far they go", () => {
    expect(reach({ role: "editor", accounts: null }, names)).toBe("all accounts");
    expect(reach({ role: "editor", accounts: { acc_1: "edit", acc_2: "view" } }, names)).toBe("Ada, Bert (looks)");
    expect(reach({ role: "viewer", accounts: { acc_2: "view" } }, names)).toBe("Bert");
    expect(reach({ role: "editor", accounts: { "acc_1#daily": "view" } }, names)).toBe("Ada, tagged daily (looks)");
    expect(reach({ role: "editor", accounts: { acc_9: "edit" } }, names)).toBe("an account that is gone");
    expect(reach({ role: "editor", accounts: {} }, names)).toBe("no account");
  });

  test("that do not go with a role are left out", () => {
    expect(settled({ role: "admin", accounts: { acc_1: "edit" }, extra: ["delete"] }, names)).toEqual({ role: "admin", accounts: null, extra: [] });
    expect(settled({ role: "viewer", accounts: { acc_1: "edit" }, extra: ["delete"] }, names)).toEqual({ role: "viewer", accounts: { acc_1: "view" }, extra: [] });
    expect(settled({ role: "editor", accounts: { acc_1: "edit" }, extra: ["delete"] }, names)).toEqual({ role: "editor", accounts: { acc_1: "edit" }, extra: ["delete"] });
  });

  test("to what of an account has a tag are kept, as far as the role goes", () => {
    const some = { "acc_1#daily": "edit", "acc_9#daily": "edit" } as const;
    expect(settled({ role: "editor", accounts: some, extra: [] }, names).accounts).toEqual({ "acc_1#daily": "edit" });
    expect(settled({ role: "viewer", accounts: some, extra: [] }, names).accounts).toEqual({ "acc_1#daily": "view" });
  });

  test("for an account that is gone are dropped, and reach no further for that", () => {
    expect(settled({ role: "editor", accounts: { acc_9: "edit", acc_2: "view" }, extra: [] }, names).accounts).toEqual({ acc_2: "view" });
    expect(settled({ role: "editor", accounts: { acc_9: "edit" }, extra: [] }, names).accounts).toEqual({});
  });
});
