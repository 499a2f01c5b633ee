"""What an installation does by itself: looks at its playlists, reads on, makes the nightly backup."""

from playwarden.features.backup.tasks import NightlyBackup
from playwarden.features.library.tasks import ReadLibrary, SyncLibrary
from playwarden.features.schedules.schedulable import Schedulable, nothing
from playwarden.features.schedules.service import BuiltIn
from playwarden.kit.errors import InputError

READ_SECONDS = 600
"""Between two times of reading on."""
MOST_MINUTES = 366 * 24 * 60
"""A longer interval is none: see `domain.jobs.timing.every`."""

SCHEDULABLE = (
    Schedulable(SyncLibrary.name, "looks at all playlists", nothing, lambda _: SyncLibrary.key),
    Schedulable(ReadLibrary.name, "reads the items of playlists", nothing, lambda _: ReadLibrary.key, ReadLibrary.lane),
    Schedulable(NightlyBackup.name, "makes the nightly backup", nothing, lambda _: NightlyBackup.key),
)


def duties(*, sync_minutes: int, sync_setting: str, backup_hour: int, backup_setting: str) -> tuple[BuiltIn, ...]:
    """The built-in schedules by what the settings say; 0 minutes or a negative hour: none of that.

    Raises InputError for more minutes than a year has.
    """
    if sync_minutes > MOST_MINUTES:
        raise InputError(f"{sync_setting} is more than a year.", "0 lets Playwarden look only when it is asked to.")
    found: list[BuiltIn] = []
    if sync_minutes:
        looking = {"kind": "every", "seconds": sync_minutes * 60}
        reading = {"kind": "every", "seconds": READ_SECONDS}
        found += [
            BuiltIn("library-sync", SyncLibrary.name, looking, SyncLibrary.key, sync_setting),
            BuiltIn("library-read", ReadLibrary.name, reading, ReadLibrary.key, sync_setting, lane=ReadLibrary.lane),
        ]
    if backup_hour >= 0:
        nightly = {"kind": "cron", "expression": f"0 {backup_hour} * * *", "zone": "UTC"}
        found.append(BuiltIn("nightly-backup", NightlyBackup.name, nightly, NightlyBackup.key, backup_setting))
    return tuple(found)
