"""Which backups there are to be: when the nightly one is due, and which are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """Why a backup was made."""

    NIGHTLY = "nightly"
    MANUAL = "manual"
    BEFORE_MIGRATION = "before-migration"
    BEFORE_RESTORE = "before-restore"


KEPT_BEFORE = 3
"""Backups that are kept of those made before migrations, and of those made before restores."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file by its name, with what its manifest says."""

    name: str
    kind: Kind
    created_at: datetime


def superfluous(backups: Iterable[Backup], *, daily: int = 7, weekly: int = 4) -> list[Backup]:
    """Those that may go, the oldest first.

    Of the nightly ones the newest of each of the last `daily` days stays, and from before these days the newest of
    each of the last `weekly` weeks. Days and weeks (UTC, from Monday) without a backup do not count, so that a machine
    that was off keeps what it has. Manual ones always stay; of those before migrations and restores KEPT_BEFORE stay.
    """
    by_age = sorted(backups, key=lambda backup: (backup.created_at, backup.name), reverse=True)
    nightly = [backup for backup in by_age if backup.kind is Kind.NIGHTLY]
    days = _newest_of_each(nightly, [backup.created_at.date() for backup in nightly], daily)
    first_day = min((backup.created_at.date() for backup in days), default=None)
    older = [backup for backup in nightly if first_day is None or backup.created_at.date() < first_day]
    weeks = _newest_of_each(older, [backup.created_at.isocalendar()[:2] for backup in older], weekly)
    kept = {backup.name for backup in (*days, *weeks)}
    for kind in (Kind.BEFORE_MIGRATION, Kind.BEFORE_RESTORE):
        kept.update(backup.name for backup in [one for one in by_age if one.kind is kind][:KEPT_BEFORE])
    return [backup for backup in reversed(by_age) if backup.kind is not Kind.MANUAL and backup.name not in kept]


def is_due(backups: Iterable[Backup], now: datetime, hour: int) -> bool:
    """Whether the nightly backup of the last `hour` o'clock (UTC) is still to be made. Never with a negative hour.

    One from the future does not count: the clock was set back since.
    """
    if hour < 0:
        return False
    struck = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if struck > now:
        struck -= timedelta(days=1)
    return not any(backup.kind is Kind.NIGHTLY and struck <= backup.created_at <= now for backup in backups)


def _newest_of_each(by_age: Sequence[Backup], spans: Sequence[object], most: int) -> list[Backup]:
    """The first of `by_age` in each of the first `most` different `spans`."""
    found: dict[object, Backup] = {}
    for backup, span in zip(by_age, spans, strict=True):
        if span not in found and len(found) < most:
            found[span] = backup
    return list(found.values())
