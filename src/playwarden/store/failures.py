"""Tells what a database driver says in one sentence of ours, with what to do next."""

import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import exc

from playwarden.kit.errors import Busy, Damaged, DiskFull, PlaywardenError, StoreError
from playwarden.kit.loading import LOADING

if TYPE_CHECKING:
    import psycopg

_SQLITE_BUSY = {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_BUSY_RECOVERY", "SQLITE_BUSY_TIMEOUT", "SQLITE_LOCKED"}
_SQLITE_CORRUPT = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_POSTGRES_BUSY = {"55P03": "a lock", "40P01": "a lock", "40001": "its turn", "57014": "an answer"}
"""SQLSTATE of a lock, deadlock, serialization or statement that took too long, and what was waited for."""

_RESTORE = "Put the last good state back with `playwarden restore`, from the folder `backups`."


def told(error: exc.SQLAlchemyError, place: str, *, reading: bool = False) -> PlaywardenError | None:
    """The error of ours that `error` at the database `place` stands for; None when it is a fault of our own: bad SQL,
    or a write in a session for `reading`.
    """
    if isinstance(error, exc.TimeoutError):
        return Busy("All connections to the database are in use.", "Try again in a moment.")
    if not isinstance(error, exc.DBAPIError):
        return None
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        if reading and cause.sqlite_errorname == "SQLITE_READONLY":
            return None
        return _told_by_sqlite(cause, place)
    with LOADING:  # here, since who runs on SQLite never pays for it
        import psycopg

    if isinstance(cause, psycopg.Error):
        if reading and cause.sqlstate == "25006":
            return None
        return _told_by_postgres(cause, error, place)
    return None


def _told_by_sqlite(cause: sqlite3.Error, place: str) -> PlaywardenError | None:
    name = getattr(cause, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return DiskFull(f"The disk that holds {place} is full; the change was rolled back.", "Free some space.")
    if name in _SQLITE_BUSY:
        return Busy(f"Another process keeps {place} locked.", "Try again when it is done.")
    if name.startswith("SQLITE_READONLY") or name == "SQLITE_PERM":
        return StoreError(f"{place} cannot be written.", "Give this user the right to write it and its folder.")
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreError(
            f"{place} cannot be opened.", "Its folder must exist, and this user must be allowed to write in it."
        )
    if name.split("_VTAB")[0] in _SQLITE_CORRUPT or name.startswith("SQLITE_CORRUPT"):
        return Damaged(f"{place} is damaged or no database ({cause}).", _RESTORE)
    if name.startswith("SQLITE_IOERR"):
        return StoreError(f"{place} could not be read or written ({cause}).", "Look after the disk, then try again.")
    return None


def _told_by_postgres(cause: "psycopg.Error", error: exc.DBAPIError, place: str) -> PlaywardenError | None:
    state = cause.sqlstate or _state_of_refusal(str(cause))
    if state == "53100":
        return DiskFull(f"The disk of the database {place} is full; the change was rolled back.", "Free some space.")
    if state in _POSTGRES_BUSY:
        return Busy(f"The database {place} let us wait too long for {_POSTGRES_BUSY[state]}.", "Try again in a moment.")
    if state.startswith("28"):
        return StoreError(f"The database {place} refuses the user or password.", "Look at PLAYWARDEN_DATABASE_URL.")
    if state == "3D000":
        return StoreError(f"There is no database {place}.", "Create it, or look at PLAYWARDEN_DATABASE_URL.")
    if state == "25006":
        return StoreError(
            f"The database {place} may only be read now.", "Point PLAYWARDEN_DATABASE_URL at its primary."
        )
    if state == "42501":
        return StoreError(
            f"The database {place} does not let us do this ({_first_line(cause)}).", "Grant it to our user."
        )
    if error.connection_invalidated or state[:3] in {"57P", "08P"} or state[:2] in {"08", "53"}:
        if error.statement is None:
            return StoreError(
                f"The connection to the database {place} was lost; whether the last change was kept is not known.",
                "Look before repeating it.",
            )
        return StoreError(f"The connection to the database {place} was lost; the change was not kept.", "Try again.")
    if isinstance(error, exc.ProgrammingError) and error.statement is None and not state:
        return StoreError(  # psycopg itself, before anything was sent
            f"The address of the database {place} cannot be used ({_first_line(cause)}).",
            "Look at what follows the question mark in PLAYWARDEN_DATABASE_URL.",
        )
    if isinstance(error, exc.OperationalError):
        return StoreError(
            f"The database {place} cannot be reached ({_first_line(cause)}).",
            "Start it, or look at PLAYWARDEN_DATABASE_URL.",
        )
    return None


def _state_of_refusal(words: str) -> str:
    """The SQLSTATE behind a refused connection: there the driver hands over the server's words alone."""
    if "FATAL" in words and "database" in words and "does not exist" in words:
        return "3D000"
    return "28000" if "authentication failed" in words or "no password supplied" in words else ""


def _first_line(cause: "psycopg.Error") -> str:
    return str(cause).strip().partition("\n")[0]
