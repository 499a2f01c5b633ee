"""Tracks that the account's listener has played within so many days, at least or at most so often.

From the plays that Playwarden knows: what was played before the account was connected is not among them. While no plays
are known the rule set does not run.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Whole, told
from playwarden.domain.rules.given import Given, Need
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
        most = 10**12 if self.most is None else self.most
        fitting = {uri for uri in given.plays if self.least <= self._times(uri, given) <= most}
        never = self.least == 0
        return pool.known([uri in fitting or (never and uri not in given.plays) for uri in pool.uris])

    def _times(self, uri: str, given: Given) -> int:
        heard = given.plays.get(uri)
        if heard is None:
            return 0
        return len(heard.times) if self.within_days is None else heard.since(given.ago(self.within_days))

    def fact(self, pool: Pool, place: int, given: Given) -> str:
        when = f" within {counted(self.within_days, 'day')}" if self.within_days else ""
        return f"played {counted(self._times(pool.uris[place], given), 'time')}{when}"

    def words(self) -> str:
        when = f" within {counted(self.within_days, 'day')}" if self.within_days else ""
        least = f"at least {counted(self.least, 'time')}" if self.least else ""
        most = f"at most {counted(self.most, 'time')}" if self.most is not None else ""
        return f"played {' and '.join(each for each in (least, most) if each)}{when}"


STEP = Played
EXAMPLE = {"step": "played", "not": True, "within_days": 60}
