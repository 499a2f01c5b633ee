"""The tags that playlists have: those that somebody gave them, and those that rules give them as they are now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.access import parted
from playwarden.domain.tags import Rule
from playwarden.kit.ids import AccountId
from playwarden.store.models.library import Playlist, View
from playwarden.store.models.tending import PlaylistTag, TagRule
from playwarden.store.upsert import portions


@dataclass(frozen=True, slots=True)
class Tagging:
    """All that is known of tags, to be asked of many playlists at once."""

    by_hand: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...] = ()
    _none: frozenset[str] = field(default=frozenset())

    def of(self, playlist_id: str, name: str, description: str | None, accounts: Iterable[str]) -> frozenset[str]:
        """The tags of a playlist that the lists of these `accounts` show."""
        given = self.by_hand.get(playlist_id, self._none)
        if not self.rules:
            return given
        shown = frozenset(accounts)
        return given | {rule.tag for rule in self.rules if rule.fits(name, description, shown)}


def tagging(session: Session, only: Iterable[str] | None = None) -> Tagging:
    """What `Tagging` says of all playlists, or of these alone."""
    query = select(PlaylistTag.playlist_id, PlaylistTag.tag)
    chosen = (
        [query] if only is None else [query.where(PlaylistTag.playlist_id.in_(some)) for some in portions(list(only))]
    )
    found: dict[str, set[str]] = {}
    for each in chosen:
        for playlist, tag in session.execute(each):
            found.setdefault(playlist, set()).add(tag)
    rules = tuple(rule_of(row) for row in session.scalars(select(TagRule).order_by(TagRule.created_at, TagRule.id)))
    return Tagging({playlist: frozenset(tags) for playlist, tags in found.items()}, rules)


def tags_of(session: Session, playlist_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The tags of these playlists; none for one that is not there."""
    wanted = sorted(set(playlist_ids))
    if not wanted:
        return {}
    known = tagging(session, wanted)
    if not known.by_hand and not known.rules:
        return dict.fromkeys(wanted, frozenset())
    accounts: dict[str, set[str]] = {}
    rows: dict[str, tuple[str, str | None]] = {}
    for some in portions(wanted):
        for playlist, account in session.execute(
            select(View.playlist_id, View.account_id).where(View.playlist_id.in_(some))
        ):
            accounts.setdefault(playlist, set()).add(account)
        query = select(Playlist.id, Playlist.name, Playlist.description).where(Playlist.id.in_(some))
        rows |= {row.id: (row.name, row.description) for row in session.execute(query)}
    return {
        each: known.of(each, *rows[each], accounts.get(each, ())) if each in rows else frozenset() for each in wanted
    }


def rule_of(row: TagRule) -> Rule:
    return Rule(row.tag, row.name, row.description, AccountId(row.account_id) if row.account_id else None)


def seen_among(session: Session, among: frozenset[AccountId]) -> tuple[frozenset[AccountId], dict[str, set[AccountId]]]:
    """Reaches as whole accounts, and by playlist the accounts of which it is reached by a tag."""
    whole = frozenset(each for each in among if parted(each)[1] is None)
    wanted: dict[AccountId, set[str]] = {}
    for each in among - whole:
        account, tag = parted(each)
        wanted.setdefault(account, set()).add(tag or "")
    found: dict[str, set[AccountId]] = {}
    if not wanted:
        return whole, found
    query = select(View.playlist_id, View.account_id).where(View.account_id.in_(wanted))
    pairs = [(playlist, AccountId(account)) for playlist, account in session.execute(query)]
    tags = tags_of(session, {playlist for playlist, _ in pairs})
    for playlist, account in pairs:
        if tags[playlist] & wanted[account]:
            found.setdefault(playlist, set()).add(account)
    return whole, found
