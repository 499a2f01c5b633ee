"""Gives and takes tags, and keeps the rules that give them; every change is written to the audit chain with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from playwarden.domain.tags import Rule, tag_named
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import IdSource, PlaylistId
from playwarden.store import audit
from playwarden.store.database import Database, exclusive
from playwarden.store.models.accounts import Account
from playwarden.store.models.tending import PlaylistTag, TagRule
from playwarden.store.tags import rule_of
from playwarden.store.upsert import insert_missing, portions

MOST_RULES = 200
MOST_TAGS = 30
"""That one playlist is given by hand."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule as it is kept."""

    id: str
    rule: Rule
    created_at: datetime


class Tags:
    """Tags cost no call: Spotify knows nothing of them."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def assign(
        self, playlists: Sequence[PlaylistId], *, add: Iterable[str] = (), remove: Iterable[str] = (), actor: str
    ) -> None:
        """Gives and takes tags by hand; a tag that a rule gives stays. Raises InputError, Conflict."""
        more, less = sorted({tag_named(tag) for tag in add}), sorted({tag_named(tag) for tag in remove})
        if not more and not less:
            raise InputError("No tag is named.", "Name one to be given or taken.")
        wanted = sorted(set(playlists))
        with self._database.write() as session:
            for some in portions(wanted):
                if less:
                    session.execute(
                        delete(PlaylistTag).where(PlaylistTag.playlist_id.in_(some), PlaylistTag.tag.in_(less))
                    )
            insert_missing(session, PlaylistTag, [{"playlist_id": each, "tag": tag} for each in wanted for tag in more])
            self._check_bound(session, wanted)
            for each in wanted:
                after = {"added": more, "removed": less}
                self._note(session, actor, "tags.assign", f"playlist:{each}", None, after)

    def rules(self) -> list[Kept]:
        """The oldest first."""
        with self._database.read() as session:
            found = session.scalars(select(TagRule).order_by(TagRule.created_at, TagRule.id))
            return [Kept(row.id, rule_of(row), row.created_at) for row in found]

    def rule(self, rule_id: str) -> Kept:
        """Raises NotFound."""
        with self._database.read() as session:
            row = session.get(TagRule, rule_id)
            if row is None:
                raise NotFound(f"There is no rule '{rule_id[:60]}'.", "`playwarden tags rules` names them.")
            return Kept(row.id, rule_of(row), row.created_at)

    def add_rule(self, rule: Rule, actor: str) -> Kept:
        """Raises NotFound for an account that is not there, Conflict where there are too many."""
        with self._database.write() as session:
            exclusive(session, "tags")
            if len(session.scalars(select(TagRule.id)).all()) >= MOST_RULES:
                raise Conflict(f"There are {MOST_RULES} rules already.", "Remove some first.")
            account = session.get(Account, rule.account) if rule.account else None
            if rule.account and (account is None or account.state == "removed"):
                raise NotFound(f"There is no account '{rule.account}'.", "`playwarden accounts list` names them.")
            row = TagRule(
                id=self._ids.new("tgr", self._clock.now()),
                tag=tag_named(rule.tag),
                name=rule.name,
                description=rule.description,
                account_id=rule.account,
                created_at=self._clock.now(),
            )
            session.add(row)
            session.flush()
            self._note(session, actor, "tags.rule", _subject(row), None, _document(row))
            return Kept(row.id, rule_of(row), row.created_at)

    def remove_rule(self, rule_id: str, actor: str) -> None:
        """Raises NotFound."""
        with self._database.write() as session:
            row = session.get(TagRule, rule_id)
            if row is None:
                raise NotFound(f"There is no rule '{rule_id[:60]}'.", "`playwarden tags rules` names them.")
            self._note(session, actor, "tags.unrule", _subject(row), _document(row), None)
            session.delete(row)

    def _check_bound(self, session: Session, playlists: Sequence[str]) -> None:
        for some in portions(playlists):
            counts: dict[str, int] = {}
            for each in session.scalars(select(PlaylistTag.playlist_id).where(PlaylistTag.playlist_id.in_(some))):
                counts[each] = counts.get(each, 0) + 1
            if any(count > MOST_TAGS for count in counts.values()):
                raise Conflict(f"A playlist is given at most {MOST_TAGS} tags.", "Take some away first.")

    def _note(self, session: Session, actor: str, action: str, about: str, before: object, after: object) -> None:
        audit.append(
            session, at=self._clock.now(), actor=actor, action=action, subject=about, before=before, after=after
        )


def _subject(row: TagRule) -> str:
    return f"account:{row.account_id}" if row.account_id else f"rule:{row.id}"


def _document(row: TagRule) -> dict[str, object]:
    said = {"tag": row.tag, "name": row.name, "description": row.description, "account": row.account_id}
    return {name: value for name, value in said.items() if value is not None}
