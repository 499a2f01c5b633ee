"""Slows down who guesses passwords: by name and by address, in the database, so that a restart forgets nothing."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from playwarden.kit.errors import Throttled
from playwarden.store.database import Database, exclusive
from playwarden.store.models.access import SignInTry

FREE_BY_NAME = 5
FREE_BY_ADDRESS = 20
"""Tries in vain before one has to wait; several people may share an address."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=12)


def wait_after(failures: int, free: int) -> timedelta:
    """How long to wait after so many tries in vain: nothing at first, then doubled each time."""
    if failures < free:
        return timedelta()
    doubled: int = 2 ** min(failures - free, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


class Throttle:
    """Counts a try before the password is looked at: many at the same moment are no way round it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, name: str, address: str, now: datetime) -> None:
        """Counts a try as one in vain, which `succeeded` takes back. Raises Throttled, which counts for nothing."""
        keys = _keys(name, address)
        with self._database.write() as session:
            exclusive(session, "sign in")
            rows = {key: _row(session, key, now) for key in keys}
            locked = max((row.locked_until for row in rows.values() if row.locked_until), default=now)
            if locked <= now:
                for key, free in keys.items():
                    row = rows[key]
                    row.failures += 1
                    row.since = now
                    wait = wait_after(row.failures, free)
                    row.locked_until = now + wait if wait else None
        if locked > now:
            seconds = int((locked - now).total_seconds()) + 1
            raise Throttled(
                "There were too many tries to sign in with a wrong password.",
                f"Try again in {_told(seconds)}.",
                retry_after=seconds,
            )

    def succeeded(self, name: str, address: str, now: datetime) -> None:
        """The password was right: the name's tries are forgotten, and this one does not count for the address."""
        by_name, by_address = _keys(name, address)
        with self._database.write() as session:
            exclusive(session, "sign in")
            session.execute(
                delete(SignInTry).where((SignInTry.key == by_name) | (SignInTry.since < now - FORGOTTEN_AFTER))
            )
            row = session.get(SignInTry, by_address)
            if row is not None:
                row.failures = max(row.failures - 1, 0)
                wait = wait_after(row.failures, FREE_BY_ADDRESS)
                row.locked_until = row.locked_until if wait else None


def _keys(name: str, address: str) -> dict[str, int]:
    return {_key("name", name): FREE_BY_NAME, _key("address", address): FREE_BY_ADDRESS}


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {value}".encode()).hexdigest()


def _row(session: Session, key: str, now: datetime) -> SignInTry:
    row = session.get(SignInTry, key)
    if row is None:
        row = SignInTry(key=key, failures=0, since=now, locked_until=None)
        session.add(row)
    elif row.since < now - FORGOTTEN_AFTER or row.since > now + FORGOTTEN_AFTER:
        row.failures, row.locked_until = 0, None
    return row


def _told(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
