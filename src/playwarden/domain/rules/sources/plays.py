"""Tracks by what the account's listener has played: most often, most recently, or loved once and not heard for long.

From the plays that Playwarden knows: from the day on which the account was connected. While none are known, the rule
set does not run. `most` counts the last `days`; `recent` begins with what was played last, within `days`; `forgotten`
are those played at least `times` times in all and never within `days`, most often played first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from playwarden.domain.rules.forms import Choice, Whole, told
from playwarden.domain.rules.given import Given, Need, Offer
from playwarden.domain.rules.step import Gather, Source
from playwarden.kit.text import counted

PICKS = MappingProxyType({"most": "played most", "recent": "played last", "forgotten": "forgotten favourites"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plays(Source):
    kind: ClassVar[str] = "plays"
    pick: str = told(Choice(PICKS), "Which of them, and what comes first.", "most")
    days: int = told(Whole(1, 36_500, "days"), "How far back it looks.", 60)
    times: int = told(Whole(1, 1_000, "plays"), "How often a track was played at least.", 1)

    def needs(self) -> tuple[Need, ...]:
        return (Need("plays"),)

    def offers(self, given: Given, gather: Gather) -> Sequence[tuple[Offer, int]]:
        since = given.ago(self.days)
        ranked: list[tuple[float, float, str]] = []
        for uri, heard in given.plays.items():
            lately = heard.since(since)
            last = heard.times[-1].timestamp()
            if self.pick == "forgotten":
                if not lately and len(heard.times) >= self.times:
                    ranked.append((-len(heard.times), -last, uri))
            elif lately >= self.times:
                ranked.append((-last, -lately, uri) if self.pick == "recent" else (-lately, -last, uri))
        return [(Offer(uri), 0) for _, _, uri in sorted(ranked)]

    def words(self) -> str:
        if self.pick == "forgotten":
            return f"tracks played {counted(self.times, 'time')} or more, but not for {counted(self.days, 'day')}"
        how = "most played" if self.pick == "most" else "last played"
        return f"{how} tracks of {counted(self.days, 'day')}"


STEP = Plays
EXAMPLE = {"step": "plays", "pick": "forgotten", "days": 60, "times": 5}
