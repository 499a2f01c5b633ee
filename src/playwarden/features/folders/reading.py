"""Reads a folder: files of wishes, and files of rule sets; whatever is wrong is told with its file and line."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, NoReturn

import yaml

from playwarden.domain.jobs.timing.cron import Cron
from playwarden.domain.links import WrongKind, playlist_id
from playwarden.domain.rules.kept import NO_FILES
from playwarden.domain.rules.reading import try_read
from playwarden.domain.rules.ruleset import VERSION, RuleSet
from playwarden.features.rules.files import Marks, composed, located, plain_of
from playwarden.features.wishes.document import Mark, WishFile
from playwarden.features.wishes.reading import parse
from playwarden.kit.errors import FileError, InputError
from playwarden.kit.ids import PlaylistId
from playwarden.kit.text import counted

YAML = (".yaml", ".yml")
MOST_FILES = 2_000
MOST_BYTES = 64 * 1024 * 1024
"""Characters of all files together."""
KEYS = {
    "version": "The form of the file: 1.",
    "account": "The connected account that keeps the playlist: its id, its name, or its Spotify user id.",
    "playlist": "The playlist that the rules keep: its link, URI or id.",
    "create": "Instead: what a new playlist is called, made at the first refresh; neither: rules for other rules.",
    "schedule": "When it is refreshed by itself: a cron expression; null: only when somebody asks. Left out: as it is.",
    "zone": "The time zone of the schedule, UTC unless told.",
    "rules": "The rule set.",
}
"""What a file of a rule set holds."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule set as a file has it. `timing` goes with `scheduled`: None then takes the schedule away; where nothing is
    said it stays as it is. `csv` are the texts of the files beside it that the rules name.
    """

    path: str
    account: str
    rules: RuleSet
    playlist: PlaylistId | None
    create: str | None
    scheduled: bool
    timing: Cron | None
    csv: Mapping[str, str] = field(default_factory=lambda: NO_FILES)
    marks: Marks = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def wrong(self, key: str, what: str, remedy: str = "") -> FileError:
        """The error that something is wrong with the value of `key`."""
        line, column = self.marks.get((key,), (1, 1))
        return FileError(self.path, line, column, what, remedy)

    @property
    def about(self) -> WishFile:
        """Its account, as files of wishes name theirs."""
        return WishFile(Path(self.path), self.account, Mark(*self.marks.get(("account",), (1, 1))), ())


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was read whole: `name` is what the server knows it by."""

    name: str
    wishes: tuple[WishFile, ...] = ()
    rules: tuple[RuleFile, ...] = ()


def read_folder(name: str, files: Mapping[str, str]) -> Folder:
    """The folder of these texts by their paths in it. Raises FileError, and InputError for what is too much."""
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        raise InputError(
            f"A folder holds at most {counted(MOST_FILES, 'file')} of {MOST_BYTES // 2**20} MB together.",
            "Name a folder that holds playlists and rule sets alone.",
        )
    wishes: list[WishFile] = []
    rules: list[RuleFile] = []
    for path in sorted(files):
        if PurePosixPath(path).suffix not in YAML:
            continue
        node = composed(files[path], path)
        keys = {key.value for key, _ in node.value} if isinstance(node, yaml.MappingNode) else set()
        if ("playlists" in keys) == ("rules" in keys):
            raise FileError(
                path, 1, 1, "a file of a folder holds either 'playlists' or 'rules'.", "The reference shows both forms."
            )
        if "playlists" in keys:
            wishes.append(parse(files[path], Path(path)))
        else:
            rules.append(_rule_file(path, *plain_of(node, path), files))
    _once(rules)
    return Folder(name, tuple(wishes), tuple(rules))


def _rule_file(path: str, document: Mapping[str, Any], marks: Marks, files: Mapping[str, str]) -> RuleFile:
    def wrong(key: str, what: str, remedy: str = "") -> NoReturn:
        line, column = marks.get((key,), (1, 1))
        raise FileError(path, line, column, what, remedy)

    for key in document:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            wrong(
                key,
                f"'{key[:40]}' is no key here.",
                f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(KEYS)}.",
            )
    if document.get("version") != VERSION:
        wrong("version", f"version: {VERSION} is expected.")
    account = document.get("account")
    if not isinstance(account, str) or not account.strip():
        wrong("account", "the account is expected, as a text.", KEYS["account"])
    inner = document["rules"]
    whole = {"version": VERSION, **inner} if isinstance(inner, Mapping) else inner
    rules, faults = try_read(whole)
    if rules is None:
        first = located(type(faults[0])(("rules", *faults[0].path), faults[0].what, faults[0].remedy), marks)
        more = f" {counted(len(faults) - 1, 'more fault')} in this file." if len(faults) > 1 else ""
        raise FileError(path, first.line, first.column, f"{first.where}: {first.what}", f"{first.remedy}{more}".strip())
    for key in ("playlist", "create", "zone"):
        value = document.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip() or len(value) > 500):
            wrong(key, f"'{key}' is a text.", KEYS[key])
    if document.get("playlist") is not None and document.get("create") is not None:
        wrong("create", "either 'playlist' or 'create' is expected.", KEYS["create"])
    playlist = None
    if document.get("playlist") is not None:
        try:
            playlist = playlist_id(document["playlist"])
        except WrongKind as error:
            wrong("playlist", str(error))
    timing = None
    if (told := document.get("schedule")) is not None:
        try:
            timing = Cron(str(told), document.get("zone") or "UTC")
        except InputError as error:
            wrong("schedule", error.what, error.remedy)
    return RuleFile(
        path,
        account,
        rules,
        playlist,
        document.get("create"),
        "schedule" in document,
        timing,
        _beside(path, rules, files, wrong),
        marks,
    )


def _beside(path: str, rules: RuleSet, files: Mapping[str, str], wrong: Any) -> dict[str, str]:
    """The CSV files that the rules name, which stand in the same folder."""
    found = {}
    for need in rules.needs:
        if need.kind == "file":
            beside = str(PurePosixPath(path).with_name(need.of))
            if beside not in files:
                wrong("rules", f"the rules take tracks from '{need.of}', which does not stand beside this file.")
            found[need.of] = files[beside]
    return found


def _once(rules: list[RuleFile]) -> None:
    """Raises FileError for a playlist or a name of an account that two files claim."""
    seen: dict[tuple[str, str], RuleFile] = {}
    for one in rules:
        claims = [("name", f"{one.account} {one.rules.name.casefold()}")]
        claims += [("playlist", one.playlist)] if one.playlist else []
        for claim in claims:
            first = seen.setdefault(claim, one)
            if first is not one:
                what = f"the playlist is kept by {first.path} already" if claim[0] == "playlist" else ""
                what = what or f"{first.path} has a rule set of that name for the same account"
                raise one.wrong("playlist" if claim[0] == "playlist" else "rules", f"{what}.")
