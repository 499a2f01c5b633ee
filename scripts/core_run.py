"""The main job from end to end against the sandbox, through the product's own command line.

Connects two accounts through the sandbox's consent page, mirrors them, plans and applies changes to three playlists,
undoes a mistake, and verifies the audit chain. Everything lies in `.demo/once`, made anew.
"""

import json
import shutil
import time
from pathlib import Path
from typing import Any

from scripts.shell import DEMO, Failed, Shell, clean_environment, heading, pointing_at, sandbox

FOLDER = DEMO / "once"


def chosen(shell: Shell, account: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """Two playlists of the account to change, and one of the other to take tracks from, with their entries."""
    rows = shell.asked("playlists", "list")

    def of(owner: dict[str, Any], number: int) -> list[dict[str, Any]]:
        own = [row for row in rows if row["owner_id"] == owner["user_id"] and 30 <= (row["total"] or 0) <= 300]
        own.sort(key=lambda row: (row["items"] != "read", abs(row["total"] - 60)))
        return [shell.asked("playlists", "show", row["id"]) for row in own[:number]]

    found = [*of(account, 2), *of(other, 1)]
    if len(found) < 3:
        raise Failed("the catalogue holds too few playlists of 30 to 300 entries")
    return found


def uris(playlist: dict[str, Any]) -> list[str]:
    """What the playlist holds, without entries that are gone from Spotify's catalogue: they stay by themselves."""
    return [entry["uri"] for entry in playlist["entries"] if entry["uri"] is not None]


def wishes(
    account: dict[str, Any], first: dict[str, Any], second: dict[str, Any], source: dict[str, Any]
) -> dict[str, Any]:
    """One file for three playlists: one rearranged and renewed, one freed of duplicates, one to be made."""
    now = uris(first)
    fresh = [uri for uri in uris(source) if uri not in now and uri.startswith("spotify:track:")]
    block, rest = now[-10:], now[3:-10]
    best = [uri for uri in block if uri.startswith("spotify:track:")][:5]
    singles = list(dict.fromkeys(uris(second)))
    middle = len(singles) // 2
    return {
        "version": 1,
        "account": account["id"],
        "playlists": [
            {
                "id": f"spotify:playlist:{first['id']}",
                "description": "Renewed every Monday",
                "items": [*block, *rest[:5], *fresh[:4], *rest[5:]],
            },
            {"id": f"spotify:playlist:{second['id']}", "items": [*singles[middle:], *singles[:middle]]},
            {
                "create": "best-of-both",
                "name": "Best of both",
                "description": "A few tracks of two people",
                "public": False,
                "items": [*best, *fresh[:5]],
            },
        ],
    }


def written(path: Path, document: dict[str, Any]) -> str:
    """A file of wishes; JSON is YAML too."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return str(path)


def play(shell: Shell, client_id: str, folder: Path) -> None:
    """The story; its files of wishes go into `folder`."""
    heading("Two accounts are connected; the consent page is answered by this program")
    shell.shown("apps", "add", client_id, "--name", "demo")
    ann = shell.connected("--write", person=0)
    ben = shell.connected(person=1)
    shell.shown("accounts", "list")

    heading("Their playlists are mirrored; looking again costs one call for 50 playlists")
    shell.shown("sync")
    shell.shown("sync")

    heading("A file says what three playlists should be; the plan says what that takes")
    first, second, source = chosen(shell, ann, ben)
    file = written(folder / "monday.yaml", wishes(ann, first, second, source))
    shell.shown("plan", file)
    plan = shell.asked("plan", file)
    applied = shell.asked("apply", file, "--approve", plan["fingerprint"])
    print(f"\n$ playwarden apply {Shell.short(file)} --approve {plan['fingerprint'][:12]}")
    print("\n".join(f"{part['name']}: {part['state']}" for part in applied["parts"]))
    for playlist in (first, second):
        shell.shown("playlists", "diff", playlist["id"])
    print(
        f"\nCalls spent on {applied['run']}: {applied['calls']}, reading back included. "
        f"Clearing the lists and adding one by one: {plan['naive_writes']}, and every date would be lost."
    )

    heading("A mistake is held by a safety rule; forced by name, it is undone")
    mistake = {
        "version": 1,
        "account": ann["id"],
        "playlists": [{"id": f"spotify:playlist:{second['id']}", "items": uris(second)[: len(uris(second)) * 3 // 5]}],
    }
    file = written(folder / "mistake.yaml", mistake)
    shell.shown("apply", file, "--yes", code=4)
    forced = shell.asked("apply", file, "--yes", "--force", "removes-much")
    print(f"\nForced all the same as {forced['run']}. Now back:")
    shell.shown("runs", "undo", forced["run"], "--yes")
    shell.shown("playlists", "history", second["id"])

    heading("What it cost, and who did what")
    shell.shown("quota")
    shell.shown("audit", "list")
    shell.shown("audit", "verify")


def once(catalogue: Path | None) -> None:
    """Plays it on a sandbox of its own. Raises Failed."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    began = time.monotonic()
    clean = clean_environment(FOLDER / "data")
    with sandbox(catalogue, clean) as told:
        play(Shell(clean | pointing_at(told)), told["client_id"], FOLDER)
    print(f"\nDone in {time.monotonic() - began:.0f} s. `make demo` shows the pages; the README tells how to go live.")
