"""The checks that need no call to Spotify: machine, folder, key, database, clock, accounts, bans, backups."""

import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from playwarden.domain.accounts import Account, AccountState
from playwarden.engine.ports.accounts import Accounts
from playwarden.engine.ports.quota import Quota
from playwarden.features.doctor.findings import Finding, fail, ok, warn
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Exit, PlaywardenError
from playwarden.kit.text import counted
from playwarden.store.backup import kept, revision
from playwarden.store.database import Database
from playwarden.store.migrate import HEAD

WARN_DAYS = (30, 7, 1)
"""Days before a consent ends on which it is said more and more urgently."""
TOO_LITTLE = 100 * 2**20
LITTLE = 2**30
"""Bytes of free disk below which it fails, and below which it warns."""
OFFSET_WARN = timedelta(seconds=30)
OFFSET_FAIL = timedelta(minutes=5)
"""How far the clock may be off: token ends and the ledger's windows are reckoned with it."""
STALE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at. `unseal` opens the tokens of an account and raises CorruptKey; `server_time` asks the accounts
    service's web server for its time (no API call), None when it does not answer; `strange` are variables that are no
    setting; `nightly` says whether backups are made by themselves.
    """

    folder: Path
    key_file: Path
    database: Database
    accounts: Accounts
    quota: Quota
    clock: Clock
    unseal: Callable[[Account], object]
    server_time: Callable[[], datetime | None]
    backups: Path
    strange: Sequence[str] = ()
    nightly: bool = True
    follows_clock: bool = False


def machine(folder: Path) -> Iterator[Finding]:
    """Python, the folder's rights, and free disk: what can be said before anything is opened."""
    yield ok("python", f"Python {platform.python_version()}.")
    if folder.is_dir():
        mode = folder.stat().st_mode & 0o777
        if mode & 0o077:
            yield warn(
                "data folder", f"Others may look into {folder} (rights {mode:03o}).", f"Close it: `chmod 700 {folder}`."
            )
        else:
            yield ok("data folder", f"{folder}, for its owner alone.")
        free = shutil.disk_usage(folder).free
        told = f"{free / 2**30:.1f} GB are free."
        if free < TOO_LITTLE:
            yield fail("disk", told, "Free some space before anything is written.")
        elif free < LITTLE:
            yield warn("disk", told, "Free some space; backups need it.")
        else:
            yield ok("disk", told)


def examine(patient: Patient) -> Iterator[Finding]:
    """Every check in order; one that breaks becomes a finding and does not end the others."""
    for name, check in (
        ("settings", _settings),
        ("database", _database),
        ("key", _key),
        ("clock", _clock),
        ("accounts", _accounts),
        ("bans", _bans),
        ("backups", _backups),
    ):
        try:
            yield from check(patient)
        except PlaywardenError as error:
            yield Finding.of(name, error)


def _settings(patient: Patient) -> Iterator[Finding]:
    if patient.strange:
        yield warn(
            "settings",
            f"{', '.join(patient.strange)} {'is' if len(patient.strange) == 1 else 'are'} no setting.",
            "Look for a typing error; the reference lists all settings.",
        )
    else:
        yield ok("settings", "Every PLAYWARDEN_ variable is a setting.")


def _database(patient: Patient) -> Iterator[Finding]:
    with patient.database.read() as session:
        found = revision(session)
        torn = session.execute(text("PRAGMA quick_check(1)")).scalar() if patient.database.on_sqlite else "ok"
    if torn != "ok":
        yield fail(
            "database",
            f"{patient.database.place} is damaged ({torn}).",
            "Put the last backup back: `playwarden restore`.",
        )
    elif found != HEAD:
        yield fail("database", f"Its schema is {found}, not {HEAD}.", "Run any command of the newest version once.")
    else:
        yield ok("database", f"{patient.database.place}, schema {found}, whole.")


def _key(patient: Patient) -> Iterator[Finding]:
    if patient.key_file.exists() and patient.key_file.stat().st_mode & 0o077:
        yield warn("key", f"Others may read {patient.key_file}.", f"Close it: `chmod 600 {patient.key_file}`.")
    sealed = [account for account in patient.accounts.accounts() if account.state is AccountState.CONNECTED]
    for account in sealed:
        patient.unseal(account)
    yield ok(
        "key", f"It opens the tokens of {counted(len(sealed), 'account')}." if sealed else "No token is sealed yet."
    )


def _clock(patient: Patient) -> Iterator[Finding]:
    if patient.follows_clock:
        yield ok("clock", f"It follows another clock: {patient.clock.now():%Y-%m-%d %H:%M:%S} UTC.")
        return
    theirs = patient.server_time()
    if theirs is None:
        yield warn("clock", "The accounts service did not tell its time.", "Look whether this machine is online.")
        return
    offset = abs(datetime.now(UTC) - theirs)
    told = f"It is {offset.total_seconds():.0f} s off the accounts service's."
    remedy = "Let the machine set its clock: `timedatectl set-ntp true`."
    if offset >= OFFSET_FAIL:
        yield fail("clock", told, remedy, Exit.UNEXPECTED)
    elif offset >= OFFSET_WARN:
        yield warn("clock", told, remedy)
    else:
        yield ok("clock", told)


def _accounts(patient: Patient) -> Iterator[Finding]:
    now = patient.clock.now()
    found = patient.accounts.accounts()
    if not found:
        yield warn("accounts", "No account is connected.", "Connect one: `playwarden accounts connect`.")
    for account in found:
        days = account.days_left(now)
        name = f"account {account.display_name}"
        remedy = f"`playwarden accounts connect --account {account.id}`; what waits goes on after that."
        if account.state is AccountState.NEEDS_RECONNECTING or now >= account.last_day:
            yield fail(name, "Spotify no longer takes its tokens.", remedy, Exit.RECONNECT)
        elif days <= WARN_DAYS[0]:
            urgent = " Do it today." if days <= WARN_DAYS[2] else " Do it this week." if days <= WARN_DAYS[1] else ""
            yield warn(
                name, f"Its consent ends in {counted(days, 'day')}, on {account.last_day:%Y-%m-%d}.", remedy + urgent
            )
        else:
            may = "may be written to" if account.writes else "is looked at only"
            yield ok(name, f"It {may}; its consent lasts until {account.last_day:%Y-%m-%d}.")


def _bans(patient: Patient) -> Iterator[Finding]:
    bans = [(group.quota_group, ban) for group in patient.quota.summary() for ban in group.bans]
    for group, ban in bans:
        what = ban.bucket or "every call of the app"
        yield warn(
            "bans",
            f"Spotify refuses {what} (quota group {group}) until {ban.until:%Y-%m-%d %H:%M} UTC.",
            "Nothing is lost: what waits goes on after that. Calling on would prolong it.",
        )
    if not bans:
        yield ok("bans", "None is in force.")


def _backups(patient: Patient) -> Iterator[Finding]:
    files = kept(patient.backups) if patient.backups.is_dir() else []
    damaged = [one.path.name for one in files if one.manifest is None]
    if damaged:
        yield warn("backups", f"{', '.join(damaged)} cannot be read.", "Make a new one: `playwarden backup`.")
    newest = next((one.manifest.created_at for one in files if one.manifest), None)
    if newest is None or patient.clock.now() - newest > STALE:
        told = "There is none yet." if newest is None else f"The newest is of {newest:%Y-%m-%d}."
        habit = " Nightly ones are made while `playwarden up` runs." if patient.nightly else ""
        yield warn("backups", told, f"Make one: `playwarden backup`.{habit}")
    elif not damaged:
        yield ok("backups", f"The newest is of {newest:%Y-%m-%d %H:%M} UTC.")
