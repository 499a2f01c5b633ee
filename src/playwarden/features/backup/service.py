"""Makes, lists and restores backups, one at a time across processes, and keeps the nightly ones in number."""

import os
from dataclasses import dataclass
from pathlib import Path

from playwarden.domain.backups import Kind, is_due, superfluous
from playwarden.engine.ports.leases import Leases
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, StoreError
from playwarden.store.archive import Progress, read_key
from playwarden.store.backup import Kept, as_backups, back_up, kept, sweep
from playwarden.store.database import Database
from playwarden.store.restore import Restored, restore

_LEASE = "backup"


@dataclass(frozen=True, slots=True)
class Backups:
    """`folder` is where they lie, `key_file` the key beside the database; `hour` (UTC, -1: never), `daily` and
    `weekly` are the nightly habit.
    """

    database: Database
    leases: Leases
    clock: Clock
    folder: Path
    key_file: Path
    hour: int = 3
    daily: int = 7
    weekly: int = 4

    def make(self, *, to: Path | None = None, with_key: bool = False, progress: Progress | None = None) -> Kept:
        """A backup by hand, in the folder or at `to`, never taken away by itself. `with_key` puts the key inside.

        Raises InputError (no key file; `to` exists), Busy (another one is under way), StoreError, DiskFull.
        """
        if to is not None and to.exists():
            raise InputError(f"{to} exists already.", "Name another file.")
        key = self._key() if with_key else None
        with self.leases.held(_LEASE, wait=5):
            path = self._made(Kind.MANUAL, path=to, key=key, progress=progress)
        return next(one for one in kept(path.parent) if one.path == path)

    def files(self) -> list[Kept]:
        """What is in the folder, the newest first, damaged files included."""
        return kept(self.folder)

    def restore(self, path: Path, *, actor: str, force: bool = False, progress: Progress | None = None) -> Restored:
        """Replace the present state by the backup at `path`, after a backup of the present.

        With a key inside, that key becomes ours, and the one before stays beside it as `secret.key.before-…`.
        A bare name is looked for in the folder of backups. Raises as `store.restore.restore` does.
        """
        if not path.exists() and path.name == str(path):
            path = self.folder / path
        incoming = read_key(path)
        present = self.key_file.read_bytes() if self.key_file.exists() else None
        changes = incoming is not None and incoming != present
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.leases.held(_LEASE, wait=5):
            sweep(self.folder)
            now = self.clock.now()
            done = restore(
                self.database,
                path,
                self.folder,
                at=now,
                actor=actor,
                force=force,
                key=present if changes else None,
                progress=progress,
            )
            if changes and incoming is not None:
                if present is not None:
                    _write_private(
                        self.key_file.with_name(f"{self.key_file.name}.before-{now:%Y%m%dT%H%M%SZ}"), present
                    )
                _write_private(self.key_file, incoming)
        return done

    def tick(self) -> Path | None:
        """Make the nightly backup when it is due, and take away those that are too many; None when it is not.

        Several processes may tick at once. Raises as `make` does; try again at the next tick.
        """
        if not self._is_due():
            return None
        with self.leases.held(_LEASE, wait=0):
            if not self._is_due():
                return None
            path = self._made(Kind.NIGHTLY)
            self.prune()
        return path

    def prune(self) -> list[Path]:
        """Take away the backups that are too many; answers which."""
        gone = superfluous(as_backups(kept(self.folder)), daily=self.daily, weekly=self.weekly)
        for backup in gone:
            (self.folder / backup.name).unlink(missing_ok=True)
        return [self.folder / backup.name for backup in gone]

    def _is_due(self) -> bool:
        return self.hour >= 0 and is_due(as_backups(kept(self.folder)), self.clock.now(), self.hour)

    def _made(
        self, kind: Kind, *, path: Path | None = None, key: bytes | None = None, progress: Progress | None = None
    ) -> Path:
        sweep(self.folder)
        return back_up(
            self.database, self.folder, kind=kind, at=self.clock.now(), path=path, key=key, progress=progress
        )

    def _key(self) -> bytes:
        try:
            return self.key_file.read_bytes()
        except FileNotFoundError:
            raise InputError(
                f"There is no key file {self.key_file}.",
                "The key comes from PLAYWARDEN_SECRET_KEY or was not made yet: keep it where you keep passwords.",
            ) from None


def _write_private(path: Path, content: bytes) -> None:
    """Whole or not at all, for the owner alone."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise StoreError(f"The key {path} cannot be written ({error.strerror}).", "Look at its rights.") from error
