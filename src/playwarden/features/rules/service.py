"""Rule sets kept, changed, held and taken away; every change is written to the audit chain with it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal

from sqlalchemy.orm import Session

from playwarden.domain.jobs.timing.zones import moment_of, zone_named
from playwarden.domain.rules.hand_edits import NONE
from playwarden.domain.rules.holding import HOLDS, Hold
from playwarden.domain.rules.kept import NO_FILES, Kept, Refresh
from playwarden.domain.rules.periods import next_start, period_of
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.templates import Link
from playwarden.features.rules.csv_lists import check_files
from playwarden.features.rules.naming import names_of
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import AccountId, IdSource, PlaylistId, RuleSetId
from playwarden.kit.text import listed
from playwarden.store import audit, library, rules, templates
from playwarden.store.database import Database, exclusive

MOST = 5_000
"""Rule sets of one installation."""
Stays = Literal["keep", "once", "until", "drop"]
Find = Callable[[str, frozenset[AccountId] | None], PlaylistId]
"""Which playlist a person names, of those that one of these accounts sees. Raises NotFound, InputError."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a new rule set is for: a playlist of the account, one that is still to be made, or (neither) none."""

    account: AccountId
    playlist: PlaylistId | None = None
    create: str | None = None


class Rules:
    """The slice's face for what costs no call."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    # -- asking

    def rule_sets(
        self, accounts: Collection[AccountId] | None = None, playlist: PlaylistId | None = None
    ) -> list[Kept]:
        """By name; those of `accounts` (None: all), and of one playlist where it is named."""
        with self._database.read() as session:
            return rules.rule_sets(session, accounts=accounts, playlist=playlist)

    def find(self, words: str, accounts: Collection[AccountId] | None = None) -> Kept:
        """The one with that id or name. Raises NotFound, InputError where several accounts have one of that name."""
        with self._database.read() as session:
            if words.startswith("rul_"):
                found = rules.rule_set(session, RuleSetId(words))
                if accounts is None or found.account_id in accounts:
                    return found
            alike = rules.named(session, words, accounts)
        if not alike:
            raise NotFound(f"There is no rule set '{words[:100]}'.", "`playwarden rules list` names them.")
        if len(alike) > 1:
            raise InputError(
                f"{len(alike)} accounts have a rule set '{words[:100]}'.",
                f"Name one by its id: {listed([one.id for one in alike])}.",
            )
        return alike[0]

    def refreshes(self, rule_set: RuleSetId, limit: int = 50) -> list[Refresh]:
        """How it was refreshed, the newest first."""
        with self._database.read() as session:
            return rules.refreshes(session, rule_set, limit)

    def latest(self, rule_sets: Collection[RuleSetId]) -> dict[RuleSetId, Refresh]:
        """The newest refresh of each that was more than a proposal."""
        with self._database.read() as session:
            return rules.latest(session, rule_sets)

    def names(self, documents: Iterable[object]) -> dict[str, str]:
        """What the playlists, artists, albums and tracks that stand in these documents are called, by their URIs."""
        with self._database.read() as session:
            return names_of(session, documents)

    # -- changing

    def keep(
        self,
        bound: Bound,
        rule_set: RuleSet,
        *,
        actor: str,
        files: Mapping[str, str] = NO_FILES,
        link: Link | None = None,
    ) -> Kept:
        """Keeps a new rule set; `link` is what it was filled in from. Raises Conflict where the account has one of that
        name, or the playlist has one.
        """
        with self._database.write() as session:
            exclusive(session, "rule sets")
            return self.place(session, bound, rule_set, actor=actor, files=files, link=link)

    def change(
        self,
        rule_set_id: RuleSetId,
        rule_set: RuleSet,
        *,
        actor: str,
        number: int | None = None,
        files: Mapping[str, str] | None = None,
    ) -> Kept:
        """Puts other rules in the place of a rule set's, which links it to no template any more; `files` None: its
        files stay.

        `number` is the one that was read: Conflict where somebody changed it since. Raises NotFound, InputError.
        """
        with self._database.write() as session:
            exclusive(session, "rule sets")
            before = rules.rule_set(session, rule_set_id)
            if number is not None and number != before.number:
                raise Conflict(f"Somebody changed '{before.rules.name}' meanwhile.", "Look at it again.")
            return self.put(session, before, rule_set, actor=actor, files=files)

    def remove(self, rule_set_id: RuleSetId, *, actor: str) -> Kept:
        """Takes a rule set away with its history; the playlist stays as it is. Raises NotFound."""
        with self._database.write() as session:
            kept = rules.rule_set(session, rule_set_id)
            self.drop(session, kept, actor=actor)
        return kept

    def hold(self, rule_set_id: RuleSetId, kind: str | None, *, actor: str, until: datetime | None = None) -> Kept:
        """Keeps the playlist as it stands, whatever the rules say; `kind` None lifts that. Raises InputError."""
        now = self._clock.now()
        if kind is not None and kind not in HOLDS:
            raise InputError(f"'{kind[:20]}' is no way to hold a playlist.", f"There are {listed(list(HOLDS))}.")
        if (kind == "until") != (until is not None) or (until is not None and until <= now):
            raise InputError("A hold until a moment names one that is still to come, and no other hold does.")
        with self._database.write() as session:
            rules.lock(session, rule_set_id)
            before = rules.rule_set(session, rule_set_id)
            kept = replace(before, hold=None if kind is None else Hold(kind, actor, now, until))
            rules.save(session, kept)
            documents = tuple(one.hold.to_document() if one.hold else None for one in (before, kept))
            self._note(session, kept, actor, "rules.hold", *documents)
        return kept

    def decide(self, rule_set_id: RuleSetId, stays: Stays, *, actor: str, until: datetime | None = None) -> Kept:
        """What becomes of all that was changed by hand until now: it stays for ever, for this period, or until a
        moment; or the rules have their way again. Raises InputError, NotFound.
        """
        now = self._clock.now()
        if (stays == "until") != (until is not None) or (until is not None and until <= now):
            raise InputError("What stays until a moment names one that is still to come, and nothing else does.")
        with self._database.write() as session:
            rules.lock(session, rule_set_id)
            before = rules.rule_set(session, rule_set_id)
            if stays == "drop":
                # What was wanted is forgotten as well, or the same would be seen as changed by hand again.
                kept = replace(before, hand=NONE, items=None)
            else:
                end = next_moment(before.rules, now) if stays == "once" else until
                kept = replace(before, hand=replace(before.hand, decided=now, until=end))
            rules.save(session, kept)
            after = {"stays": stays, "until": until.isoformat() if until else None}
            self._note(session, kept, actor, "rules.decide", before.hand.to_document(), after)
        return kept

    # -- within a transaction, in which `exclusive(session, "rule sets")` was asked for

    def place(
        self,
        session: Session,
        bound: Bound,
        rule_set: RuleSet,
        *,
        actor: str,
        files: Mapping[str, str] = NO_FILES,
        link: Link | None = None,
    ) -> Kept:
        """As `keep`."""
        check_files(files)
        _check_bound(bound, rule_set)
        now = self._clock.now()
        kept = Kept(
            id=RuleSetId(self._ids.new("rul", now)),
            account_id=bound.account,
            rules=rule_set,
            playlist_id=bound.playlist,
            create_name=bound.create,
            number=1,
            actor=actor,
            created_at=now,
            changed_at=now,
            files=files,
        )
        self._check_room(session, kept)
        rules.save(session, kept)
        if link is not None:
            templates.link(session, kept.id, link)
        self._note(session, kept, actor, "rules.keep", None, kept.rules.to_document())
        return kept

    def drop(self, session: Session, kept: Kept, *, actor: str) -> None:
        """As `remove`."""
        rules.remove(session, kept.id)
        self._note(session, kept, actor, "rules.remove", kept.rules.to_document(), None)

    def put(
        self,
        session: Session,
        before: Kept,
        rule_set: RuleSet,
        *,
        actor: str,
        files: Mapping[str, str] | None = None,
        link: Link | None = None,
    ) -> Kept:
        """As `change`; `link` is what the rules were filled in from."""
        if files is not None:
            check_files(files)
        kept = replace(
            before,
            rules=rule_set,
            files=before.files if files is None else files,
            number=before.number + 1,
            actor=actor,
            changed_at=self._clock.now(),
        )
        _check_bound(Bound(kept.account_id, kept.playlist_id, kept.create_name), rule_set)
        self._check_room(session, kept)
        rules.save(session, kept)
        if kept.rules.name != before.rules.name:
            rules.rename_schedule(session, kept.id, before.rules.name, kept.rules.name)
        if link is not None or rule_set != before.rules:
            templates.link(session, kept.id, link)
        self._note(session, kept, actor, "rules.change", before.rules.to_document(), kept.rules.to_document())
        return kept

    def _check_room(self, session: Session, kept: Kept) -> None:
        for one in rules.named(session, kept.rules.name, [kept.account_id]):
            if one.id != kept.id:
                raise Conflict(f"The account has a rule set '{one.rules.name}'.", "Give this one another name.")
        if kept.playlist_id is not None:
            for one in rules.rule_sets(session, playlist=kept.playlist_id):
                if one.id != kept.id:
                    raise Conflict(f"The playlist is kept by the rule set '{one.rules.name}'.", "Change that one.")
            if library.mirrored(session, kept.playlist_id, with_entries=False) is None:
                raise NotFound(f"The playlist {kept.playlist_id} is not known here.", "`playwarden sync` looks.")
        if kept.number == 1 and len(rules.rule_sets(session)) >= MOST:
            raise Conflict(f"There are {MOST:,} rule sets.", "Remove some first.")

    def _note(
        self, session: Session, kept: Kept, actor: str, action: str, before: object = None, after: object = None
    ) -> None:
        audit.append(
            session,
            at=self._clock.now(),
            actor=actor,
            action=action,
            subject=f"rule_set:{kept.id}",
            before=before,
            after=after,
            account=kept.account_id,
        )


def current_period(rule_set: RuleSet, now: datetime) -> str:
    """The period of a rule set that lies in `now`, in its own zone."""
    return period_of(rule_set.every, now.astimezone(zone_named(rule_set.zone)).date())


def next_moment(rule_set: RuleSet, now: datetime) -> datetime:
    """When the period after this one begins, in the rule set's own zone."""
    zone = zone_named(rule_set.zone)
    day = next_start(rule_set.every, now.astimezone(zone).date())
    return moment_of(datetime.combine(day, time.min), zone)


def _check_bound(bound: Bound, rule_set: RuleSet) -> None:
    if bound.playlist is not None and bound.create is not None:
        raise InputError("A rule set keeps one playlist.", "Name one that is there, or what a new one is called.")
    if bound.create is not None and not bound.create.strip():
        raise InputError("The new playlist has no name.")
    if rule_set.mode == "clean" and bound.playlist is None:
        raise InputError("The mode clean works on what is in a playlist: name one that is there.")
