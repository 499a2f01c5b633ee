"""Tracks that the account's listener has played within so many days, at least or at most so often.

From the plays that Playwarden knows: what was played before the account was connected is not among them. While no plays
are known the rule set does not run.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from playwarden.domain.rules.forms import Whole, told
from playwarden.domain.rules.given import Given, Need
from playwarden.domain.rules.masks import mask
from playwarden.domain.rules.pool import Pool, Verdicts
from playwarden.domain.rules.step import Predicate
from playwarden.kit.text import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Played(Predicate):
    kind: ClassVar[str] = "played"
    without: ClassVar[tuple[str, ...]] = ("unknown",)
    within_days: int | None = told(Whole(1, 36_500, "days"), "Counts so many days; none: all that is known.", None)
    least: int = told(Whole(0, 100_000, "plays"), "At least so often.", 1)
    most: int | None = told(Whole(0, 100_000, "plays"), "At most so often.", None)

    def needs(self) -> tuple[Need, ...]:
        return (Need("plays"),)

    def faults(self) -> str:
        return "'least' is more than 'most'." if self.most is not None and self.least > self.most else ""

    def verdicts(self, pool: Pool, given: Given) -> Verdicts:
        since = self._since(given)
        if self.least == 1 and self.most is None:
            last = pool.made("last played", lambda: _last_played(pool, given))
            return Verdicts(mask([at is not None and at >= since for at in last]))
        most = 10**12 if self.most is None else self.most
        fitting = {uri for uri, heard in given.plays.items() if self.least <= heard.since(since) <= most}
        yes = pool.among(fitting)
        return Verdicts(yes | pool.all ^ pool.among(given.plays) if self.least == 0 else yes)

    def _since(self, given: Given) -> datetime:
        return datetime.min.replace(tzinfo=UTC) if self.within_days is None else given.ago(self.within_days)

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        when = f" within {counted(self.within_days, 'day')}" if self.within_days else ""
        heard = given.plays.get(pool.uris[place])
        times = 0 if heard is None else heard.since(self._since(given))
        return f"played {counted(times, 'time')}{when}"

    def words(self) -> str:
        when = f" within {counted(self.within_days, 'day')}" if self.within_days else ""
        least = f"at least {counted(self.least, 'time')}" if self.least else ""
        most = f"at most {counted(self.most, 'time')}" if self.most is not None else ""
        return f"played {' and '.join(each for each in (least, most) if each)}{when}"


def _last_played(pool: Pool, given: Given) -> list[datetime | None]:
    heard = map(given.plays.get, pool.uris)
    return [None if one is None else one.times[-1] for one in heard]


STEP = Played
EXAMPLE = {"step": "played", "not": True, "within_days": 60}
