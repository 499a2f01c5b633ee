"""A folder against what is kept here: what is new, changed, the same, or no longer in it; and kept in one step."""

import difflib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from playwarden.domain.jobs.schedule import Schedule
from playwarden.domain.links import playlist_id
from playwarden.domain.rules.kept import Kept
from playwarden.domain.rules.pricing import Price
from playwarden.features.folders.reading import Folder, RuleFile
from playwarden.features.rules.costing import Asked, Costing
from playwarden.features.rules.gathering import About, Gathering
from playwarden.features.rules.service import Bound, Rules
from playwarden.features.rules.telling import as_yaml
from playwarden.features.rules.times import RuleTimes
from playwarden.features.wishes.document import WishFile
from playwarden.features.wishes.service import Wishes
from playwarden.kit.canonical import digest
from playwarden.kit.errors import FileError, InputError, NotApproved, NotFound, Refused
from playwarden.kit.ids import AccountId, PlaylistId, RuleSetId
from playwarden.store import folders, rules, templates
from playwarden.store.database import Database, exclusive

Writer = Callable[[PlaylistId], AccountId]
"""The account that writes to a playlist. Raises NotFound, InputError."""


class State(StrEnum):
    """How a rule set of a folder stands to what is kept here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"
    """It was kept from this folder, and stands in it no more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule set. `wanted` None: it is gone from the folder; `kept` None: it is not kept here yet. `told` says what
    is different, in sentences; `difference` are the lines of its YAML that differ.
    """

    account: AccountId
    state: State
    wanted: RuleFile | None
    kept: Kept | None
    told: tuple[str, ...] = ()
    difference: str = ""
    price: Price | None = None

    @property
    def name(self) -> str:
        return self.wanted.rules.name if self.wanted else self.kept.rules.name if self.kept else ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A folder as it stands to what is kept. `outside` are rule sets of its accounts that are in no folder. `digest` is
    what an approval of it names. `adopts`: some that are as their files say are not known to come from there.
    """

    standings: tuple[Standing, ...]
    outside: tuple[str, ...]
    digest: str
    adopts: bool = False

    def changing(self, *, prune: bool) -> bool:
        """Whether keeping it would change something."""
        states = {one.state for one in self.standings}
        return bool(states & {State.NEW, State.CHANGED}) or (prune and State.GONE in states)


class Folders:
    """Looks and keeps; neither costs a call."""

    def __init__(
        self,
        database: Database,
        keeping: Rules,
        times: RuleTimes,
        gathering: Gathering,
        costing: Costing,
        wishes: Wishes,
        writer: Writer,
    ) -> None:
        self._database = database
        self._keeping = keeping
        self._times = times
        self._gathering = gathering
        self._costing = costing
        self._wishes = wishes
        self._writer = writer

    def accounts(self, folder: Folder, among: frozenset[AccountId] | None = None) -> frozenset[AccountId]:
        """The accounts that its files name, of wishes too. Raises FileError."""
        named = [one.about for one in folder.rules] + list(folder.wishes)
        return frozenset(self._wishes.account(each, among).id for each in named)

    def look(self, folder: Folder, among: frozenset[AccountId] | None = None) -> Looked:
        """How a folder stands to what is kept, all of it checked. Costs no call. Raises FileError."""
        owners = self._owners(folder, among)
        with self._database.read() as session:
            looked = self._look(session, folder, owners)
        return self._priced(looked)

    def keep(
        self,
        folder: Folder,
        *,
        approved: str,
        prune: bool,
        actor: str,
        among: frozenset[AccountId] | None = None,
    ) -> Looked:
        """Keeps what is new or changed and, with `prune`, takes away what is gone: all of it or nothing. `approved` is
        the digest that was looked at: NotApproved where it is another by now. Raises what `look` raises, and Conflict.
        """
        owners = self._owners(folder, among)
        kept: list[tuple[Kept, RuleFile]] = []
        with self._database.write() as session:
            exclusive(session, "rule sets")
            looked = self._look(session, folder, owners)
            if looked.digest != approved:
                raise NotApproved("What is kept here, or the folder, is another than what was shown.", "Look again.")
            for one in looked.standings:
                if one.state is State.GONE and prune and one.kept is not None:
                    self._keeping.drop(session, one.kept, actor=actor)
            for one in looked.standings:
                if one.wanted is not None:
                    made = self._keep_one(session, one, one.wanted, actor)
                    folders.stamp(session, made.id, _stamp(folder, one.wanted, made))
                    kept.append((made, one.wanted))
        # What is wrong with a schedule was told before; a second time would only put the same in its place.
        for made, wanted in kept:
            if wanted.timing is not None:
                self._times.put(made, wanted.timing.to_document(), "once", actor=actor)
            elif wanted.scheduled:
                self._times.remove(made, actor=actor)
        for one in looked.standings:
            if one.state is State.GONE and prune and one.kept is not None:
                self._times.remove(one.kept, actor=actor)
        return looked

    # -- parts of these

    def _owners(self, folder: Folder, among: frozenset[AccountId] | None) -> dict[str, AccountId]:
        """The account of each file of rules, all checked against what Spotify shows of the account."""
        owners = {one.path: self._wishes.account(one.about, among).id for one in folder.rules}
        listed = self._listed(folder)
        for one in folder.rules:
            if one.playlist is None:
                continue
            if one.playlist in listed:
                raise one.wrong(
                    "playlist", "another file of the folder says what this playlist holds.", "Keep one of both."
                )
            try:
                writer = self._writer(one.playlist)
            except (NotFound, InputError, Refused) as error:
                raise one.wrong("playlist", error.what, error.remedy) from None
            if writer != owners[one.path]:
                raise one.wrong(
                    "playlist", "the account does not own that playlist.", "Name the account that writes to it."
                )
        return owners

    def _listed(self, folder: Folder) -> set[PlaylistId]:
        """The playlists of which files of wishes say what they hold. Raises FileError for one that two files name."""
        seen: dict[PlaylistId, WishFile] = {}
        holding: set[PlaylistId] = set()
        for file in folder.wishes:
            for playlist in self._wishes.playlists(file):
                if seen.setdefault(playlist, file) is not file:
                    what = f"the playlist {playlist} stands in {seen[playlist].path} already; expected once."
                    raise FileError(str(file.path), file.account_mark.line, file.account_mark.column, what)
            holding |= {playlist_id(wish.id) for wish in file.playlists if wish.id and wish.items is not None}
        return holding

    def _look(self, session: Session, folder: Folder, owners: dict[str, AccountId]) -> Looked:
        everything = rules.rule_sets(session)
        stamps = folders.stamps(session)
        times = self._times.of([one.id for one in everything])
        matched: set[RuleSetId] = set()
        found = []
        for wanted in folder.rules:
            account = owners[wanted.path]
            self._check_sources(wanted, account, folder, owners, everything)
            kept = _match(wanted, account, folder.name, everything, stamps, matched)
            if kept is None:
                found.append(Standing(account, State.NEW, wanted, None))
                continue
            matched.add(kept.id)
            found.append(_standing(wanted, kept, account, times.get(kept.id), stamps.get(kept.id)))
        for kept in everything:
            stamp = stamps.get(kept.id)
            if kept.id not in matched and stamp is not None and stamp.folder == folder.name:
                told = (f"It was kept from {stamp.file}, which the folder does not hold any more.",)
                found.append(Standing(kept.account_id, State.GONE, None, kept, told))
        accounts = set(owners.values())
        outside = [one for one in everything if one.account_id in accounts and one.id not in matched | stamps.keys()]
        adopts = any(
            one.kept is not None
            and one.wanted is not None
            and stamps.get(one.kept.id) != _stamp(folder, one.wanted, one.kept)
            for one in found
        )
        names = tuple(one.rules.name for one in outside)
        return Looked(tuple(found), names, _digest(folder, found, times), adopts)

    def _check_sources(
        self,
        wanted: RuleFile,
        account: AccountId,
        folder: Folder,
        owners: dict[str, AccountId],
        everything: Sequence[Kept],
    ) -> None:
        """Raises FileError for a rule set among the sources that is neither kept nor in the folder."""
        there = {templates.folded(one.rules.name) for one in everything if one.account_id == account}
        there |= {templates.folded(one.rules.name) for one in folder.rules if owners[one.path] == account}
        for need in wanted.rules.needs:
            if need.kind == "rules" and templates.folded(need.of) not in there:
                raise wanted.wrong("rules", f"the account has no rule set '{need.of}', nor does the folder.")

    def _keep_one(self, session: Session, one: Standing, wanted: RuleFile, actor: str) -> Kept:
        if one.kept is None:
            bound = Bound(one.account, wanted.playlist, wanted.create)
            return self._keeping.place(session, bound, wanted.rules, actor=actor, files=wanted.csv)
        if one.kept.rules == wanted.rules and dict(one.kept.files) == dict(wanted.csv):
            return one.kept
        return self._keeping.put(session, one.kept, wanted.rules, actor=actor, files=wanted.csv)

    def _priced(self, looked: Looked) -> Looked:
        """With what each new or changed one costs, and what it lacks to run."""
        told = []
        for one in looked.standings:
            if one.wanted is None or one.state is State.SAME:
                told.append(one)
                continue
            kept = one.kept
            asked = Asked(one.wanted.rules, kept.playlist_id if kept else one.wanted.playlist)
            price = self._costing.prices(one.account, [asked])[0]
            lacks = self._lacking(one.account, one.wanted)
            told.append(Standing(one.account, one.state, one.wanted, kept, (*one.told, *lacks), one.difference, price))
        return replace(looked, standings=tuple(told))

    def _lacking(self, account: AccountId, wanted: RuleFile) -> list[str]:
        """What cannot be had as things stand, so that it would not run."""
        try:
            gathered = self._gathering.known(About(account, wanted.rules, wanted.csv))
        except (InputError, NotFound):
            return []  # it builds on a rule set that is only in the folder so far
        return [f"It does not run yet: {want.words}: {want.why} {want.remedy}".strip() for want in gathered.refused]


def _stamp(folder: Folder, wanted: RuleFile, kept: Kept) -> folders.Stamp:
    return folders.Stamp(folder.name, wanted.path, kept.number)


def _match(
    wanted: RuleFile,
    account: AccountId,
    folder: str,
    everything: Sequence[Kept],
    stamps: Any,
    taken: Collection[RuleSetId],
) -> Kept | None:
    """The kept rule set that a file means: of its playlist, else of its name, else the one that was taken from it."""
    own = [one for one in everything if one.account_id == account and one.id not in taken]
    for one in everything:
        if wanted.playlist is not None and one.playlist_id == wanted.playlist and one.id not in taken:
            if one.account_id != account:
                raise wanted.wrong("playlist", f"'{one.rules.name}' of another account keeps this playlist.")
            return one
    for one in own:
        if templates.folded(one.rules.name) == templates.folded(wanted.rules.name):
            return _bound_alike(wanted, one)
    for one in own:
        stamp = stamps.get(one.id)
        if stamp is not None and (stamp.folder, stamp.file) == (folder, wanted.path):
            return _bound_alike(wanted, one)
    return None


def _bound_alike(wanted: RuleFile, kept: Kept) -> Kept:
    """Raises FileError where the file means another playlist than the one that is kept: that does not change. One that
    was to be made is there after the first refresh, whatever it is called by then.
    """
    if wanted.playlist is not None and kept.playlist_id != wanted.playlist:
        raise wanted.wrong(
            "playlist", f"'{kept.rules.name}' keeps another playlist.", "Give this rule set another name."
        )
    if wanted.create is not None and kept.playlist_id is None and kept.create_name != wanted.create:
        raise wanted.wrong(
            "create",
            f"'{kept.rules.name}' is not there to make a playlist of that name.",
            "Give this rule set another name, or name the playlist that it keeps.",
        )
    return kept


def _standing(
    wanted: RuleFile, kept: Kept, account: AccountId, schedule: Schedule | None, stamp: folders.Stamp | None
) -> Standing:
    told = []
    before, after = as_yaml(kept.rules.to_document()), as_yaml(wanted.rules.to_document())
    if kept.rules != wanted.rules:
        told.append("Its rules are others.")
    if dict(kept.files) != dict(wanted.csv):
        told.append("The files beside it are others.")
    timed = None if schedule is None else schedule.timing.to_document()
    if wanted.scheduled and timed != (None if wanted.timing is None else wanted.timing.to_document()):
        now = "It is not refreshed by itself" if schedule is None else f"It is refreshed {schedule.timing.words()}"
        then = wanted.timing.words() if wanted.timing is not None else "only when somebody asks"
        told.append(f"{now}; the file says {then}.")
    if told and stamp is not None and stamp.number != kept.number:
        told.append(f"It was changed here on {kept.changed_at:%Y-%m-%d %H:%M} UTC by {kept.actor}.")
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "kept", wanted.path, lineterm="", n=2)
    return Standing(account, State.CHANGED if told else State.SAME, wanted, kept, tuple(told), "\n".join(lines))


def _digest(folder: Folder, found: Sequence[Standing], times: Any) -> str:
    """Over the folder and what is kept of it: another as soon as either changes."""
    return digest(
        {
            "folder": folder.name,
            "standings": [
                {
                    "state": one.state.value,
                    "account": one.account,
                    "kept": None if one.kept is None else [one.kept.id, one.kept.number],
                    "schedule": times[one.kept.id].timing.to_document()
                    if one.kept is not None and one.kept.id in times
                    else None,
                    "wanted": None if one.wanted is None else _wanted(one.wanted),
                }
                for one in found
            ],
        }
    )


def _wanted(wanted: RuleFile) -> dict[str, Any]:
    return {
        "path": wanted.path,
        "rules": wanted.rules.to_document(),
        "csv": dict(wanted.csv),
        "playlist": wanted.playlist,
        "create": wanted.create,
        "scheduled": wanted.scheduled,
        "timing": None if wanted.timing is None else wanted.timing.to_document(),
    }
