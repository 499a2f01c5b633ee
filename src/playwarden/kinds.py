"""Every kind of job there is, and which of them can be scheduled: a slice adds its own here."""

from playwarden.engine.ports.jobs import JobBook
from playwarden.features.backup.service import Backups
from playwarden.features.backup.tasks import NightlyBackup
from playwarden.features.bulk.service import Bulk
from playwarden.features.bulk.tasks import ApplyBulk
from playwarden.features.library.service import Library
from playwarden.features.library.tasks import ReadLibrary, SyncLibrary
from playwarden.features.placements.service import Placements
from playwarden.features.placements.tasks import SettlePlacements
from playwarden.features.runs.service import Runs
from playwarden.features.runs.tasks import CarryPart, CarryRun
from playwarden.features.schedules.duties import SCHEDULABLE
from playwarden.features.schedules.schedulable import Schedulable, Schedulables
from playwarden.features.wishes.service import Wishes
from playwarden.features.wishes.tasks import ApplyWishes
from playwarden.jobs.registry import Registry


def registry(
    *,
    runs: Runs,
    library: Library,
    backups: Backups,
    wishes: Wishes,
    placements: Placements,
    bulk: Bulk,
    jobs: JobBook,
) -> Registry:
    """Every kind of job."""
    return Registry(
        [
            CarryRun(runs),
            CarryPart(runs),
            SyncLibrary(library),
            ReadLibrary(library),
            NightlyBackup(backups),
            ApplyWishes(wishes, runs, jobs),
            SettlePlacements(placements),
            ApplyBulk(bulk, runs, jobs),
        ]
    )


def schedulables(*, wishes: Wishes, bulk: Bulk, runs: Runs, jobs: JobBook) -> Schedulables:
    """Work that can be scheduled."""
    filed, edited = ApplyWishes(wishes, runs, jobs), ApplyBulk(bulk, runs, jobs)
    return Schedulables(
        [
            *SCHEDULABLE,
            Schedulable(ApplyWishes.name, "applies a stored file of wishes", filed.check, filed.key),
            Schedulable(ApplyBulk.name, "does one edit to many playlists", edited.check, edited.key),
        ]
    )
