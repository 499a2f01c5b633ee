"""Many calls laid out over rolling 24 hours: which can leave now, and when the last of the others can."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from playwarden.domain.calls import Need, Spread
from playwarden.domain.quota import DAY, GROUP, PLAYER

HORIZON = timedelta(days=120)
"""Beyond this nothing is promised: what comes anyway leaves no room, or there is too much of it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget of calls in rolling 24 hours.

    `most` is how far it may be filled (None: any number); `times` are the calls that count already, ascending. So many
    calls a day as `regular` says come anyway, evenly spread. `held_until` is a ban's end.
    """

    most: int | None = None
    times: tuple[datetime, ...] = ()
    regular: float = 0.0
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Calls by bucket that leave together, not before `not_before` (a ban of their app)."""

    calls: Mapping[str, int]
    not_before: datetime | None = None


@dataclass(slots=True)
class _Filling:
    """A budget while calls are laid into it; the moments asked about never go back."""

    budget: Budget
    now: datetime
    times: list[datetime] = field(default_factory=list)
    came: int = 0

    def __post_init__(self) -> None:
        # A call that a clock set back left in the future counts from now on, as the ledger has it.
        self.times = [min(at, self.now) for at in self.budget.times]

    def room(self, number: int, moment: datetime) -> datetime | None:
        """The first moment from `moment` on at which `number` calls fit; None: never within the horizon."""
        if self.budget.held_until is not None:
            moment = max(moment, self.budget.held_until)
        most = self.budget.most
        if most is None:
            return moment
        if number > most:
            return None
        while moment - self.now <= HORIZON:
            self._come(moment)
            over = len(self.times) + number - most
            if over <= 0 or self.times[over - 1] + DAY <= moment:
                return moment
            moment = self.times[over - 1] + DAY
        return None

    def lay(self, number: int, moment: datetime) -> None:
        """`number` calls leave at `moment`."""
        if self.budget.most is not None:
            self._come(moment)
            self.times += [moment] * number

    def _come(self, moment: datetime) -> None:
        """Adds the regular calls until `moment`."""
        if self.budget.regular <= 0:
            return
        every = DAY / self.budget.regular
        while (at := self.now + every * (self.came + 1)) <= moment:
            self.times.append(at)
            self.came += 1


def lay_out(pieces: Iterable[Piece], budgets: Mapping[str, Budget], now: datetime) -> list[datetime | None]:
    """When each of `pieces` can leave at the earliest, one after the other in the order given; None: never.

    `budgets` are those of one quota group, by bucket and under `*` for the group as a whole; what has none is not
    limited. A piece leaves when all of its calls fit; what never fits holds up nothing. Nothing overtakes: what is
    behind in the order leaves at the same time or later.
    """
    fillings = {key: _Filling(budget, now) for key, budget in budgets.items()}
    moment = now
    found: list[datetime | None] = []
    for piece in pieces:
        needs = _needs(piece.calls)
        at = _earliest(needs, fillings, max(moment, piece.not_before or moment))
        found.append(at)
        if at is not None:
            moment = at
            for key, number in needs.items():
                if key in fillings:
                    fillings[key].lay(number, at)
    return found


def _needs(calls: Mapping[str, int]) -> dict[str, int]:
    """The calls by budget: every bucket's own, and the group's for all but the player."""
    needs = {bucket: number for bucket, number in calls.items() if number > 0}
    together = sum(number for bucket, number in needs.items() if bucket != PLAYER)
    return {**needs, GROUP: together} if together else needs


def _earliest(needs: Mapping[str, int], fillings: Mapping[str, _Filling], moment: datetime) -> datetime | None:
    while True:
        latest = moment
        for key, number in needs.items():
            at = fillings[key].room(number, latest) if key in fillings else latest
            if at is None:
                return None
            latest = at
        if latest == moment:
            return moment
        moment = latest


def pieces_of(calls: Mapping[str, int], budgets: Mapping[str, Budget], not_before: datetime | None) -> list[Piece]:
    """A need as it can leave: as a whole where it fits into an empty day, else call by call."""
    for key, number in _needs(calls).items():
        most = budgets[key].most if key in budgets else None
        if most is not None and number > most:
            return [Piece({bucket: 1}, not_before) for bucket, wanted in calls.items() for _ in range(wanted)]
    return [Piece(calls, not_before)]


def spread_of(needs: Sequence[Need], starts: Sequence[Sequence[tuple[datetime | None, int]]], at: datetime) -> Spread:
    """What `lay_out` found for the pieces of every need: a moment and a number of calls each."""
    leaving = [piece for pieces in starts for piece in pieces]
    moments = [moment for moment, _ in leaving]
    known = [moment for moment in moments if moment is not None]
    return Spread(
        at=at,
        calls=sum(need.total for need in needs),
        now=sum(number for moment, number in leaving if moment == at),
        ready_at=None if len(known) < len(moments) else max(known, default=at),
        starts=tuple(_last([moment for moment, _ in pieces], at) for pieces in starts),
    )


def _last(moments: Sequence[datetime | None], at: datetime) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return None if len(known) < len(moments) else max(known, default=at)
