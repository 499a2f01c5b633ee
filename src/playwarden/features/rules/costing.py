"""What rule sets cost an account, by what is known here of the lists that they need. Costs no call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playwarden.domain.rules.given import Need
from playwarden.domain.rules.kept import NO_FILES
from playwarden.domain.rules.pricing import LIKELY, Extent, Known, Price, pages, price
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.features.rules.naming import names_of
from playwarden.features.rules.shelf import Shelf
from playwarden.kit.clock import Clock
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store import library, rules
from playwarden.store.database import Database
from playwarden.store.models.library import View


@dataclass(frozen=True, slots=True)
class Asked:
    """Rules to be priced: for a playlist that is there, or one still to be made. `times_a_week`: as `Known` has it.
    `names` are what lists are called that stand in the rules for others, by URI.
    """

    rules: RuleSet
    playlist: PlaylistId | None = None
    times_a_week: float | None = None
    names: Mapping[str, str] = field(default_factory=lambda: NO_FILES)


class Costing:
    """Shared by all threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def prices(self, account: AccountId, asked: Sequence[Asked]) -> list[Price]:
        """The price of each. Raises NotFound for the account."""
        with self._database.read() as session:
            shelf = Shelf(session, account, self._clock.now(), NO_FILES)
            others = {one.rules.name: one.rules for one in rules.rule_sets(session, accounts=[account])}
            extents: dict[Need, Extent] = {}
            looks = _list_pages(session, account)
            found = []
            for one in asked:
                needs = {need for each in (one.rules, *others.values()) for need in each.needs}
                for need in needs - extents.keys():
                    if need.kind in LIKELY and (extent := shelf.held(need).want.extent) is not None:
                        extents[need] = extent
                mirrored = library.mirrored(session, one.playlist, with_entries=False) if one.playlist else None
                known = Known(
                    extents=extents,
                    length=mirrored.total if mirrored is not None else None,
                    times_a_week=one.times_a_week,
                    list_pages=looks,
                    others=others,
                    names={**names_of(session, [need.of for need in needs]), **one.names},
                )
                found.append(price(one.rules, known))
            return found


def _list_pages(session: Session, account: AccountId) -> int:
    """Pages of the account's list of playlists."""
    shown = session.scalar(select(func.count()).select_from(View).where(View.account_id == account)) or 0
    return pages(int(shown))
