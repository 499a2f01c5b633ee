"""Every kind of job there is, and which of them can be scheduled: a slice adds its own here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from playwarden.domain.jobs.job import Document
from playwarden.jobs.registry import Kind, Registry
from playwarden.kit.loading import loads

if TYPE_CHECKING:
    from playwarden.engine.ports.jobs import JobBook
    from playwarden.features.backup.service import Backups
    from playwarden.features.bulk.service import Bulk
    from playwarden.features.bulk.tasks import ApplyBulk
    from playwarden.features.exchange.service import Exchange
    from playwarden.features.exchange.shelf import Shelf
    from playwarden.features.labels.incoming import Incoming
    from playwarden.features.labels.pairing import Pairing
    from playwarden.features.labels.sets import DataSets
    from playwarden.features.library.service import Library
    from playwarden.features.listening.service import Listening
    from playwarden.features.matching.pastes import Pastes
    from playwarden.features.matching.searching import Searching
    from playwarden.features.placements.service import Placements
    from playwarden.features.protection.service import Guard
    from playwarden.features.rules.refreshing import Refreshing
    from playwarden.features.rules.service import Rules
    from playwarden.features.rules.tasks import RefreshRules
    from playwarden.features.runs.service import Runs
    from playwarden.features.schedules.schedulable import Schedulables
    from playwarden.features.wishes.service import Wishes
    from playwarden.features.wishes.tasks import ApplyWishes
    from playwarden.kit.clock import Clock


class Parts(Protocol):
    """What kinds are made of. The container is one: each part is made when it is first wanted."""

    @property
    def runs(self) -> "Runs": ...
    @property
    def library(self) -> "Library": ...
    @property
    def backups(self) -> "Backups": ...
    @property
    def wishes(self) -> "Wishes": ...
    @property
    def placements(self) -> "Placements": ...
    @property
    def bulk(self) -> "Bulk": ...
    @property
    def rules(self) -> "Rules": ...
    @property
    def refreshing(self) -> "Refreshing": ...
    @property
    def guard(self) -> "Guard": ...
    @property
    def listening(self) -> "Listening": ...
    @property
    def data_sets(self) -> "DataSets": ...
    @property
    def incoming(self) -> "Incoming": ...
    @property
    def pairing(self) -> "Pairing": ...
    @property
    def exchange(self) -> "Exchange": ...
    @property
    def exports(self) -> "Shelf": ...
    @property
    def clock(self) -> "Clock": ...
    @property
    def pastes(self) -> "Pastes": ...
    @property
    def searching(self) -> "Searching": ...
    @property
    def jobs(self) -> "JobBook": ...


def registry(parts: Parts) -> Registry:
    """Every kind of job. Imports happen with the kind: a list of jobs loads those that it tells of."""
    return Registry.made_when_asked_for({name: _making(make, parts) for name, make in _KINDS.items()})


@loads
def schedulables(parts: Parts) -> "Schedulables":
    """Work that can be scheduled."""
    from playwarden.features.schedules.duties import SCHEDULABLE
    from playwarden.features.schedules.schedulable import Schedulable, Schedulables

    def wishes_checked(payload: Document) -> Document:
        return _apply_wishes(parts).check(payload)

    def wishes_key(payload: Document) -> str:
        return _apply_wishes(parts).key(payload)

    def edit_checked(payload: Document) -> Document:
        return _apply_bulk(parts).check(payload)

    def edit_key(payload: Document) -> str:
        return _apply_bulk(parts).key(payload)

    def refresh_checked(payload: Document) -> Document:
        return _refresh_rules(parts).check(payload)

    def refresh_key(payload: Document) -> str:
        return _refresh_rules(parts).key(payload)

    @loads
    def export_checked(payload: Document) -> Document:
        from playwarden.features.exchange.tasks import checked

        return checked(payload)

    @loads
    def export_key(payload: Document) -> str:
        from playwarden.features.exchange.tasks import key_of

        return key_of(payload)

    return Schedulables(
        [
            *SCHEDULABLE,
            Schedulable("wishes.apply", "applies a stored file of wishes", wishes_checked, wishes_key),
            Schedulable("bulk.apply", "does one edit to many playlists", edit_checked, edit_key),
            Schedulable("exchange.export", "writes an export into the data folder", export_checked, export_key),
            Schedulable("rules.refresh", "refreshes the playlist of a rule set", refresh_checked, refresh_key),
        ]
    )


def _making(make: Callable[[Parts], Kind], parts: Parts) -> Callable[[], Kind]:
    return lambda: make(parts)


@loads
def _carry_run(parts: Parts) -> Kind:
    from playwarden.features.runs.tasks import CarryRun

    return CarryRun(parts.runs)


@loads
def _carry_part(parts: Parts) -> Kind:
    from playwarden.features.runs.tasks import CarryPart

    return CarryPart(parts.runs)


@loads
def _sync_library(parts: Parts) -> Kind:
    from playwarden.features.library.tasks import SyncLibrary

    return SyncLibrary(parts.library)


@loads
def _read_library(parts: Parts) -> Kind:
    from playwarden.features.library.tasks import ReadLibrary

    return ReadLibrary(parts.library)


@loads
def _nightly_backup(parts: Parts) -> Kind:
    from playwarden.features.backup.tasks import NightlyBackup

    return NightlyBackup(parts.backups)


@loads
def _apply_wishes(parts: Parts) -> "ApplyWishes":
    from playwarden.features.wishes.tasks import ApplyWishes

    return ApplyWishes(parts.wishes, parts.runs, parts.jobs)


@loads
def _settle_placements(parts: Parts) -> Kind:
    from playwarden.features.placements.tasks import SettlePlacements

    return SettlePlacements(parts.placements)


@loads
def _apply_bulk(parts: Parts) -> "ApplyBulk":
    from playwarden.features.bulk.tasks import ApplyBulk

    return ApplyBulk(parts.bulk, parts.runs, parts.jobs)


@loads
def _refresh_rules(parts: Parts) -> "RefreshRules":
    from playwarden.features.rules.tasks import RefreshRules

    return RefreshRules(parts.rules, parts.refreshing, parts.runs, parts.jobs)


@loads
def _sweep_protected(parts: Parts) -> Kind:
    from playwarden.features.protection.tasks import SweepProtected

    return SweepProtected(parts.guard)


@loads
def _settle_protected(parts: Parts) -> Kind:
    from playwarden.features.protection.tasks import SettleProtected

    return SettleProtected(parts.guard)


@loads
def _collect_plays(parts: Parts) -> Kind:
    from playwarden.features.listening.tasks import CollectPlays

    return CollectPlays(parts.listening)


@loads
def _import_table(parts: Parts) -> Kind:
    from playwarden.features.labels.tasks import ImportTable

    return ImportTable(parts.data_sets, parts.incoming)


@loads
def _match_tracks(parts: Parts) -> Kind:
    from playwarden.features.labels.tasks import MatchTracks

    return MatchTracks(parts.pairing)


@loads
def _write_export(parts: Parts) -> Kind:
    from playwarden.features.exchange.tasks import WriteExport

    return WriteExport(parts.exchange, parts.exports, parts.clock)


@loads
def _resolve_paste(parts: Parts) -> Kind:
    from playwarden.features.matching.tasks import ResolvePaste

    return ResolvePaste(parts.pastes, parts.searching)


_KINDS: dict[str, Callable[[Parts], Kind]] = {
    "runs.run": _carry_run,
    "runs.part": _carry_part,
    "library.sync": _sync_library,
    "library.read": _read_library,
    "backup.nightly": _nightly_backup,
    "wishes.apply": _apply_wishes,
    "placements.settle": _settle_placements,
    "bulk.apply": _apply_bulk,
    "features.import": _import_table,
    "features.match": _match_tracks,
    "exchange.export": _write_export,
    "listening.collect": _collect_plays,
    "match.resolve": _resolve_paste,
    "rules.refresh": _refresh_rules,
    "protection.sweep": _sweep_protected,
    "protection.settle": _settle_protected,
}
