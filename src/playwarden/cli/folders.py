"""A folder of files under version control: `plan` and `apply` of it, and `import` that writes one."""

from pathlib import Path, PurePosixPath
from typing import Any

import typer

from playwarden.cli import proposals
from playwarden.cli.door import door, named
from playwarden.cli.screen import screen
from playwarden.cli.wishes import covers_of
from playwarden.kit.errors import Exit, FileError, InputError, NotApproved
from playwarden.kit.files import read_bounded
from playwarden.kit.problems import raised
from playwarden.kit.text import counted, listed

ENDINGS = (".yaml", ".yml", ".csv")
"""Files of a folder that are sent along."""
Document = dict[str, Any]


def plan(path: Path, *, name: str | None, prune: bool, forced: list[str], full: bool, form: str) -> None:
    """Shows how the folder at `path` stands to what is kept. Leaves with Exit.CHANGES where something is to be done."""
    found = _planned(_whole(path, name) | {"prune": prune, "forced": forced})
    if screen.json:
        screen.answer(found)
    else:
        _show(found, path, prune=prune, forced=forced, full=full, form=form)
    if found["changing"]:
        raise typer.Exit(int(Exit.CHANGES))


def apply(
    path: Path,
    *,
    name: str | None,
    prune: bool,
    approve: str | None,
    yes: bool,
    forced: list[str],
    full: bool,
    no_wait: bool,
) -> None:
    """Keeps the rule sets of the folder at `path` and brings its playlists to what it says, after one approval. What is
    refused is refused before anything is kept.
    """
    if yes and approve is not None:
        raise InputError(
            "--approve and --yes are two answers.", "Give --approve for the plan that was shown, --yes for any."
        )
    sent = _whole(path, name)
    found = _planned(sent | {"prune": prune, "forced": forced})
    if not screen.json:
        _show(found, path, prune=prune, forced=forced, full=full, form="text")
    proposal = found["proposal"]
    refused = proposal["refused"] if proposal is not None and proposal["changing"] else None
    if refused is not None:
        raise raised(refused["code"], refused["what"], refused["remedy"], refused)
    asked = {"name": sent["name"], "files": sent["files"], "prune": prune, "approved": found["rules_digest"]}
    if not found["changing"]:
        done = door().post("/folders/keep", asked) if found["adopts"] else {"kept": [], "removed": []}
        screen.answer(done | {"run": None})
        return
    _approve(found, path, approve, yes=yes)
    kept = door().post("/folders/keep", asked)
    lines = [f"Kept: {listed(kept['kept'], most=20)}."] if kept["kept"] else []
    lines += [f"Removed: {listed(kept['removed'], most=20)}."] if kept["removed"] else []
    if kept["kept"]:
        lines.append("Their playlists follow at the next refresh; `playwarden rules run RULE_SET` does one now.")
    if proposal is None or not proposal["changing"]:
        screen.answer(kept | {"run": None}, "\n".join(lines))
        return
    for line in lines:
        screen.say(line)
    started = door().post(named("proposals", proposal["fingerprint"], "apply"), {"forced": forced})
    if no_wait or started["run"] is None:
        screen.answer(
            kept | started, f"{started['run']} is started: `playwarden jobs watch {started['job']}` follows it."
        )
        return
    proposals.follow_run(started["run"], started["job"], naive=proposal["naive_writes"])


def import_(path: Path, playlists: list[str] | None, *, account: str | None, overwrite: bool) -> None:
    """Writes playlists and rule sets as a folder of files, as they stand here. Raises InputError where files there say
    something else, unless they are to be overwritten.
    """
    found = door().post("/folders/export", {"account": account, "playlists": playlists or []})
    texts = {_inside(path, name): text for name, text in found["files"].items()}
    differing = [each for each, text in texts.items() if each.exists() and _said(each) != text]
    if differing and not overwrite:
        told = listed([str(each) for each in differing])
        raise InputError(
            f"These say something else: {told}.", "Give --overwrite, or another folder. Nothing was written."
        )
    for each, text in texts.items():
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_text(text, encoding="utf-8", newline="\n")
    lines = [f"{counted(len(texts), 'file')} in {path}.", *found["left_out"]]
    screen.answer({"files": sorted(found["files"]), "left_out": found["left_out"]}, "\n".join(lines))


def _inside(path: Path, name: str) -> Path:
    """Where a file of the folder lies. Raises InputError for what would lie outside of it."""
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
        raise InputError(f"The server names a file '{name[:60]}', which is in no folder.", "Update the server.")
    return path.joinpath(*parts)


def _said(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _planned(body: Document) -> Document:
    with screen.progress("looking") as advance:
        found: Document = door().post("/folders/plan", body, tell=lambda said: advance(0, 0, said))
    return found


def _whole(path: Path, name: str | None) -> Document:
    """The folder as the API takes it: its texts, and the covers that its files of wishes name, read here."""
    from playwarden.features.folders.reading import MOST_BYTES, MOST_FILES, YAML

    files: dict[str, str] = {}
    covers: dict[str, dict[str, str]] = {}
    for each in _listed(path):
        if len(files) >= MOST_FILES:
            raise InputError(f"{path} holds more than {MOST_FILES:,} files.", "Name a folder of playlists alone.")
        raw = read_bounded(each, MOST_BYTES, too_large="Part it.")
        inside = each.relative_to(path).as_posix()
        try:
            files[inside] = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise FileError(inside, line, 1, "expected UTF-8.", "Save the file as UTF-8.") from None
        if each.suffix in YAML and (found := covers_of(files[inside], each)):
            covers[inside] = found
    if not files:
        raise InputError(f"{path} holds no YAML file.", "`playwarden import DIR` writes what there is.")
    return {"name": name or path.resolve().name, "files": files, "covers": covers}


def _listed(path: Path) -> list[Path]:
    """The files of a folder and of those below it, hidden ones left out, in order."""
    found = []
    for each in sorted(path.rglob("*")):
        inside = each.relative_to(path).parts
        if each.suffix in ENDINGS and each.is_file() and not any(part.startswith(".") for part in inside):
            found.append(each)
    return found


def _show(found: Document, path: Path, *, prune: bool, forced: list[str], full: bool, form: str) -> None:
    for line in _told(found, path, prune=prune):
        screen.say(line)
    if found["proposal"] is not None:
        screen.say(proposals.text(found["proposal"], forced, full=full, form=form))
    if not found["changing"]:
        screen.say(f"Everything is as {path} says.")
        return
    screen.say(f"Fingerprint of the whole: {found['fingerprint'][: proposals.SHORT]}")


def _told(found: Document, path: Path, *, prune: bool) -> list[str]:
    lines = []
    for one in found["rule_sets"]:
        if one["state"] == "same":
            continue
        lists = one["playlist_name"] or (f"a new playlist '{one['create']}'" if one["create"] else "no playlist")
        if one["state"] == "gone":
            lines.append(f"- '{one['name']}' ({lists}). {' '.join(one['told'])}")
            lines.append("    It is removed; its playlist stays as it is." if prune else "    `--prune` removes it.")
            continue
        sign = "+" if one["state"] == "new" else "~"
        when = f", refreshed {one['schedule']}" if one["schedule"] else ""
        lines.append(f"{sign} {one['file']}: '{one['name']}' for {lists} of {one['account_name']}{when}")
        if one["price"] is not None:
            price = one["price"]
            lines.append(
                f"    at most {counted(price['calls_a_week'], 'call')} a week, {price['first']:,} the first time"
            )
        lines += [f"    {each}" for each in one["told"]]
        if one["state"] == "changed":
            lines += [f"    {each}" for each in one["difference"].splitlines()[2:]]
    same = sum(one["state"] == "same" for one in found["rule_sets"])
    if same:
        lines.append(f"{counted(same, 'rule set is', 'rule sets are')} as {path} says.")
    if found["outside"]:
        told = f"In no folder: {listed([repr(name) for name in found['outside']])}."
        lines.append(f"{told} `playwarden import {path}` writes what is not in it yet.")
    return lines


def _approve(found: Document, path: Path, approve: str | None, *, yes: bool) -> None:
    """Raises NotApproved unless this plan of the folder was approved."""
    fingerprint: str = found["fingerprint"]
    if yes:
        return
    if approve is not None:
        wanted = approve.strip().lower()
        if len(wanted) >= proposals.SHORT and fingerprint.startswith(wanted):
            return
        raise NotApproved(
            "The folder, or what stands here, leads to another plan than the one approved.",
            f"Look at it again: its fingerprint is {fingerprint[: proposals.SHORT]}.",
        )
    if not screen.can_ask:
        raise NotApproved(
            "Nobody approved this plan, and there is no terminal to ask on.",
            f"Look at it with `playwarden plan {path}`, then give `--approve {fingerprint[: proposals.SHORT]}`; "
            "or `--yes` for whatever the plan says then.",
        )
    if not screen.ask("Apply this?"):
        raise NotApproved("Nothing was changed.")
