"""Writes what is kept here as a folder of files: a file for each playlist, and one for each rule set."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from playwarden.domain.jobs.schedule import Schedule
from playwarden.domain.jobs.timing.cron import Cron
from playwarden.domain.library import Relation
from playwarden.domain.matching import fold
from playwarden.domain.playlist import Entry
from playwarden.domain.rules.kept import Kept
from playwarden.engine.ports.library import Mirrored
from playwarden.features.rules.telling import as_yaml
from playwarden.features.rules.times import RuleTimes
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import catalogue, library, rules
from playwarden.store.database import Database
from playwarden.store.models.library import Playlist, View

_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A folder's texts by their paths in it, and what was left out, in sentences."""

    files: Mapping[str, str]
    left_out: tuple[str, ...]


class Writing:
    """Reads what is kept; costs no call."""

    def __init__(self, database: Database, times: RuleTimes) -> None:
        self._database = database
        self._times = times

    def written(self, accounts: Mapping[AccountId, str], playlists: Collection[PlaylistId] | None = None) -> Written:
        """The playlists that these accounts own, by the name that their files call each account, and its rule sets.
        With `playlists` these alone, and the rule sets that keep them. A playlist that rules keep has a file of rules.
        """
        files: dict[str, str] = {}
        left_out: list[str] = []
        with self._database.read() as session:
            ruled = [
                one
                for one in rules.rule_sets(session, accounts=list(accounts))
                if playlists is None or one.playlist_id in playlists
            ]
            times = self._times.of([one.id for one in ruled])
            for kept in ruled:
                files |= _rule_files(kept, accounts[kept.account_id], times.get(kept.id), files)
            by_rules = {one.playlist_id for one in ruled}
            query = select(View.playlist_id, View.account_id).join(Playlist, Playlist.id == View.playlist_id)
            query = query.where(View.account_id.in_(sorted(accounts)), View.relation == Relation.OWNER.value)
            query = query.where(Playlist.gone_at.is_(None)).order_by(Playlist.name, Playlist.id)
            for key, account in session.execute(query).all():
                playlist = PlaylistId(key)
                if playlist in by_rules or (playlists is not None and playlist not in playlists):
                    continue
                held = library.mirrored(session, playlist)
                assert held is not None, "it has a row"
                if held.entries is None:
                    left_out.append(
                        f"The items of '{held.details.name}' were not read yet: its file does not name them."
                    )
                uris = [entry.uri for entry in held.entries or () if entry.uri]
                path = _free(f"playlists/{_slug(held.details.name or key)}", key, files)
                files[path] = _playlist_text(held, accounts[AccountId(account)], catalogue.titles(session, uris))
        return Written(files, tuple(left_out))


def _rule_files(kept: Kept, account: str, schedule: Schedule | None, taken: Collection[str]) -> dict[str, str]:
    """The file of a rule set; with CSV files, all of them in a folder of their own."""
    document: dict[str, Any] = {"version": 1, "account": account}
    if kept.playlist_id is not None:
        document["playlist"] = f"spotify:playlist:{kept.playlist_id}"
    elif kept.create_name is not None:
        document["create"] = kept.create_name
    note = ""
    if schedule is not None and isinstance(schedule.timing, Cron):
        document |= {"schedule": schedule.timing.expression, "zone": schedule.timing.zone}
    elif schedule is not None:
        note = f"# Refreshed {schedule.timing.words()}, which was set here and stays as it is.\n"
    inner = kept.rules.to_document()
    del inner["version"]
    text = note + as_yaml(document | {"rules": inner})
    slug = _slug(kept.rules.name)
    if not kept.files:
        return {_free(f"rules/{slug}", kept.id, taken): text}
    folder = f"rules/{slug}-{kept.id[-6:]}" if f"rules/{slug}/rules.yaml" in taken else f"rules/{slug}"
    return {f"{folder}/rules.yaml": text} | {f"{folder}/{name}": csv for name, csv in kept.files.items()}


def _playlist_text(held: Mirrored, account: str, titles: Mapping[str, str]) -> str:
    details = held.details
    one: dict[str, Any] = {"id": f"spotify:playlist:{held.id}", "name": details.name}
    if details.description:
        one["description"] = details.description
    if details.public is not None:
        one["public"] = details.public
    if details.collaborative:
        one["collaborative"] = True
    text = as_yaml({"version": 1, "account": account, "playlists": [one]})
    return text if held.entries is None else text + _items(held.entries, titles)


def _items(entries: Sequence[Entry], titles: Mapping[str, str]) -> str:
    """The items of the one playlist of a file, each with its title; what has no URI stays where it is unnamed."""
    named = [entry.uri for entry in entries if entry.uri is not None]
    if not named:
        return "  items: []\n"
    lines = [f"  - {uri}" + (f"  # {_line(titles[uri])}" if uri in titles else "") for uri in named]
    return "  items:\n" + "\n".join(lines) + "\n"


def _line(title: str) -> str:
    """A title as a comment: on one line, and without what YAML does not take."""
    return "".join(sign if sign.isprintable() else " " for sign in title)


def _slug(name: str) -> str:
    return _WORD.sub("-", fold(name).casefold()).strip("-")[:60] or "unnamed"


def _free(path: str, key: str, taken: Collection[str]) -> str:
    """The path of a YAML file, with the end of its thing's id where another one has the same."""
    found = f"{path}.yaml"
    return found if found not in taken else f"{path}-{key[-6:].lower()}.yaml"
