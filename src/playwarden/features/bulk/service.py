"""Bulk edits: many playlists chosen, one edit proposed for all of them, ordered and shortened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.domain.edits import Pairing
from playwarden.domain.edits.deduplicate import HOMES, Deduplicate
from playwarden.domain.matching.fold import fold
from playwarden.domain.plan import Policy
from playwarden.engine.ports.quota import ITEMS, PLAYLIST, Quota
from playwarden.features.bulk.asked import Asked, Ordering
from playwarden.features.bulk.facing import Chosen, Facing, Pairs, paired
from playwarden.features.bulk.repository import BulkRepository
from playwarden.features.bulk.selection import Candidate, Selection
from playwarden.features.runs.desk import Progress, silent
from playwarden.features.runs.proposal import LeftOut, Order, Proposal, Proposed
from playwarden.features.runs.service import Runs
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.kit.text import counted

SHARE = 4
"""Reading what the mirror lacks takes at most one in so many of the calls that are left."""


Find = Callable[[str, frozenset[AccountId] | None], PlaylistId]
"""Which playlist a person names, of those that one of these accounts sees. Raises NotFound, InputError."""


@dataclass(frozen=True, slots=True)
class Selected:
    """What a selection means now: those that can be edited, in order, and those that cannot, with their reasons."""

    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]


class Bulk:
    """Selects and proposes; what is proposed is approved, started, resumed and undone as every run is."""

    def __init__(self, runs: Runs, repository: BulkRepository, clock: Clock, find: Find, quota: Quota) -> None:
        """`find` tells which playlist a person names; it raises NotFound, and InputError where several are meant."""
        self._runs = runs
        self._repository = repository
        self._clock = clock
        self._find = find
        self._quota = quota

    def words(self, asked: Asked) -> str:
        """What is asked for, for people: an account by its name. Raises NotFound for one that is not there."""
        account = asked.selection.account
        return asked.words(None if account is None else self._repository.account(account))

    def select(self, selection: Selection, *, details: bool, ordering: Ordering = "name") -> Selected:
        """What `selection` means now. Costs no call. Raises NotFound when it means nothing at all, and where a playlist
        or an account that it names is not known here.
        """
        if selection.account is not None:
            self._repository.account(selection.account)
        known = {one.playlist_id: one for one in self._repository.candidates(details=details)}
        found = [one for one in self._named(selection, known) if selection.fits(one)]
        if selection.holding:
            holders = self._repository.holders(selection.holding)
            found = [one for one in found if one.playlist_id in holders]
        if not found:
            raise NotFound(f"No playlist is meant by: {selection.words()}.", "`playwarden playlists list` shows them.")
        return Selected(
            tuple(
                Chosen(one.playlist_id, one.name, one.account_id, one.total, one.unread)
                for one in _ordered(found, ordering)
                if one.account_id is not None
            ),
            tuple(
                LeftOut(one.name, one.why[0], one.why[1], one.playlist_id)
                for one in sorted(found, key=lambda one: (fold(one.name), one.playlist_id))
                if one.why is not None
            ),
        )

    def propose(
        self,
        asked: Asked,
        *,
        lane: Lane = Lane.INTERACTIVE,
        forced: frozenset[str] = frozenset(),
        progress: Progress = silent,
    ) -> Proposal:
        """What it would do to every playlist: looks at them through shared list pages and the mirror, and changes
        nothing. A playlist that cannot be looked at or written to is left out with its reason; so are those whose items
        were never read, beyond a share of the calls that are left. Raises NotFound when nothing is meant, InputError.
        """
        asked, selected = self._meant(asked)
        chosen, unread = self._affordable(selected.chosen, lane)
        policy = Policy(asked.keep_dates or asked.edit.keep_dates, meanwhile="merge")
        facing = Facing(self._repository, self._clock, asked.edit, chosen)
        orders = [
            Order(one.account_id, Wish(), policy, one.playlist_id, change=facing.change(one, progress))
            for one in chosen
        ]
        proposal = self._runs.propose(
            orders, lane=lane, forced=forced, partial=True, progress=progress, seen_all=facing.see
        )
        parts = sorted(proposal.parts, key=_cost) if asked.ordering == "cost" else list(proposal.parts)
        kept, later = _shortened(parts, asked, forced)
        left_out = (*selected.left_out, *unread, *proposal.left_out, *later)
        narrowed = self._runs.narrowed(proposal, kept, left_out)
        return self._today(narrowed) if asked.today else narrowed

    def pairs(self, asked: Asked) -> Pairs:
        """What goes, what there is instead and why, entry by entry, as the mirror shows the playlists: costs no call.
        Those whose items it does not hold as they stand now are named. Raises as `propose`, and InputError for an edit
        that has no pairs.
        """
        asked, selected = self._meant(asked)
        if not isinstance(asked.edit, Pairing):
            raise InputError(f"'{asked.edit.kind}' takes nothing for the same.", "Pairs are of deduplicate and renew.")
        return paired(self._repository, self._runs, self._clock, asked.edit, selected.chosen, selected.left_out)

    def _meant(self, asked: Asked) -> tuple[Asked, Selected]:
        """With the playlists that are selected, and the one in which tracks are to stay by its id. Raises NotFound,
        InputError.
        """
        selected = self.select(asked.selection, details=asked.edit.changes_details, ordering=asked.ordering)
        edit = asked.edit
        if not isinstance(edit, Deduplicate) or edit.stays_in in HOMES:
            return asked, selected
        writers = asked.selection.writers
        home = self._find(edit.stays_in, None if writers is None else frozenset(writers))
        if home not in {one.playlist_id for one in selected.chosen}:
            raise InputError(
                f"'{edit.stays_in}' is not among the playlists that are edited.", "Tracks can stay only in one of them."
            )
        return replace(asked, edit=replace(edit, stays_in=home)), selected

    def _affordable(self, chosen: Sequence[Chosen], lane: Lane) -> tuple[list[Chosen], list[LeftOut]]:
        """Those that can be looked at without reading more than one in SHARE of the calls that are left: a preview is
        not what a day's quota is for.
        """
        if not any(one.unread for one in chosen):
            return list(chosen), []
        accounts = {one.account_id for one in chosen}
        left = min(self._quota.forecast(account, {PLAYLIST: 1, ITEMS: 1}, lane).left for account in accounts) // SHARE
        looked: list[Chosen] = []
        unread: list[LeftOut] = []
        for one in chosen:
            if one.unread <= left:
                left -= one.unread
                looked.append(one)
            else:
                reason = f"Its items were not read yet, which takes {counted(one.unread, 'call')}: ask again later."
                unread.append(LeftOut(one.name, "not-read", reason, one.playlist_id, one.account_id))
        return looked, unread

    def _today(self, proposal: Proposal) -> Proposal:
        """Without what the quota lets leave only on another day."""
        assert proposal.spread is not None, "every proposal is spread"
        now = proposal.spread.at
        fitting: list[Proposed] = []
        later: list[LeftOut] = []
        for part, start in zip(proposal.parts, proposal.spread.starts, strict=True):
            if part.plan.empty or _is_today(start, now):
                fitting.append(part)
            else:
                later.append(_for_later(part, "The quota lets it leave only on another day."))
        return self._runs.narrowed(proposal, fitting, (*proposal.left_out, *later)) if later else proposal

    def _named(self, selection: Selection, known: dict[PlaylistId, Candidate]) -> list[Candidate]:
        if not selection.playlists:
            return list(known.values())
        named: dict[PlaylistId, Candidate] = {}
        for text in selection.playlists:
            found = self._find(text, None if selection.writers is None else frozenset(selection.writers))
            if found not in known:
                raise InputError(f"'{text}' is gone from Spotify, or was never seen here.", "`playwarden sync` looks.")
            named[found] = known[found]
        return list(named.values())


def _ordered(found: Sequence[Candidate], ordering: Ordering) -> list[Candidate]:
    """The cheapest first is known only when all have been planned: until then they stand by name."""
    if ordering == "given":
        return list(found)
    if ordering == "size":
        return sorted(found, key=lambda one: (one.total or 0, fold(one.name), one.playlist_id))
    return sorted(found, key=lambda one: (fold(one.name), one.playlist_id))


def _shortened(parts: Sequence[Proposed], asked: Asked, forced: frozenset[str]) -> tuple[list[Proposed], list[LeftOut]]:
    """The parts to be done, and those that are left for later. Nothing overtakes: what is too dear ends the row."""
    kept: list[Proposed] = []
    later: list[LeftOut] = []
    playlists = calls = 0
    full = False
    for part in parts:
        if part.plan.empty:
            kept.append(part)
            continue
        blocks = part.blocks(forced) if asked.leave_held else ()
        if blocks:
            later.append(LeftOut(part.name, blocks[0].rule, blocks[0].reason, part.playlist_id, part.account_id))
            continue
        if asked.most_playlists is not None and playlists >= asked.most_playlists:
            later.append(_for_later(part, f"Only {asked.most_playlists:,} were asked for."))
            continue
        full = full or (asked.most_calls is not None and calls + part.plan.calls > asked.most_calls)
        if full:
            later.append(_for_later(part, f"It does not fit into {counted(asked.most_calls or 0, 'call')}."))
            continue
        playlists, calls = playlists + 1, calls + part.plan.calls
        kept.append(part)
    return kept, later


def _for_later(part: Proposed, reason: str) -> LeftOut:
    return LeftOut(part.name, "later", reason, part.playlist_id, part.account_id)


def _cost(part: Proposed) -> tuple[int, str, str]:
    return part.plan.calls, fold(part.name), part.playlist_id or ""


def _is_today(start: datetime | None, now: datetime) -> bool:
    return start is not None and start.date() == now.date()
