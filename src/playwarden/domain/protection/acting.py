"""What to do about an incident: restore, wait, ask or adopt, without doing harm.

Accounts have been suspended for fighting reports. So nobody fights: few restores, with growing pauses, then a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from playwarden.domain.protection.judging import Kind
from playwarden.kit.text import counted

DAY = timedelta(hours=24)


class Policy(StrEnum):
    """What becomes of a state that is not the wanted one and was not made through Playwarden."""

    RESTORE = "restore"
    ASK = "ask"
    ADOPT = "adopt"


@dataclass(frozen=True, slots=True)
class Caps:
    """How often is restored in 24 h at most, and how long after the last time: `pauses[n]` before the one after n."""

    playlist: int = 3
    account: int = 30
    pauses: tuple[timedelta, ...] = (
        timedelta(0),
        timedelta(minutes=15),
        timedelta(hours=2),
        timedelta(hours=12),
    )


@dataclass(frozen=True, slots=True)
class Restored:
    """The restores of the last 24 h that count, of one playlist and of its whole account: since a person closed the
    breaker last, where one was open.
    """

    playlist: Sequence[datetime] = ()
    account: Sequence[datetime] = ()


class Do(StrEnum):
    """What is to be done now."""

    RESTORE = "restore"
    WAIT = "wait"
    ASK = "ask"
    ADOPT = "adopt"
    STOP = "stop"
    """The breaker opens: no more restores until a person closes it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, why in words, and when to look again (for WAIT). `scope` of a STOP: `playlist` or `account`."""

    do: Do
    why: str = ""
    until: datetime | None = None
    scope: str = "playlist"


def decide(kind: Kind, policy: Policy, restored: Restored, caps: Caps, now: datetime) -> Decision:
    """What becomes of an incident that is confirmed and nobody has decided about. A clock that was set back leaves
    restores in the future: these count as just now.
    """
    if kind is Kind.GONE:
        return Decision(Do.ASK, "A playlist is never made again by itself: rebuild it with one click, if it is meant.")
    if policy is Policy.ADOPT and kind is Kind.EDIT:
        return Decision(Do.ADOPT, "Edits from elsewhere are adopted here.")
    if policy is Policy.ASK:
        return Decision(Do.ASK, "A person decides here.")
    mine = [min(at, now) for at in restored.playlist if now - at < DAY]
    all_of_them = [min(at, now) for at in restored.account if now - at < DAY]
    if len(all_of_them) >= caps.account:
        return Decision(
            Do.STOP,
            f"{counted(len(all_of_them), 'restore')} in this account within 24 hours: going on could cost the account.",
            scope="account",
        )
    if len(mine) >= caps.playlist or len(mine) >= len(caps.pauses):
        return Decision(
            Do.STOP,
            f"It was put back {counted(len(mine), 'time')} within 24 hours and changed again each time: "
            "somebody reports it again and again.",
        )
    pause = caps.pauses[len(mine)]
    ready = max(mine) + pause if mine else now
    if ready > now:
        return Decision(Do.WAIT, f"The {_nth(len(mine) + 1)} time within 24 hours waits.", ready)
    return Decision(Do.RESTORE)


def _nth(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")
