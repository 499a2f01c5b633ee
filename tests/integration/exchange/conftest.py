"""Files out and in over the real store, against a Spotify in memory; edited as people edit them, by another program."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.features.bulk.repository import BulkRepository
from playwarden.features.bulk.selection import Selection
from playwarden.features.exchange.finding import KnownTracks
from playwarden.features.exchange.gathering import Gathering
from playwarden.features.exchange.reading import Asked, FileReading
from playwarden.features.exchange.readings import Reading
from playwarden.features.exchange.service import Exchange
from playwarden.features.exchange.tables import OutForm
from playwarden.features.library.questions import Questions
from playwarden.features.matching.review import Review
from playwarden.features.placements.service import Placements
from playwarden.kit.ids import PlaylistId, RandomIds
from playwarden.store import catalogue
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.bulk.conftest import BulkDesk, open_desk, uri

ALL = Selection(everything=True)
TITLES = {
    "a": "Anfang", "b": "=Before", "c": "Cœur (Live)", "d": "-Down", "e": "007", "f": "Ünder\tçover", "g": "@home",
    "h": "+1", "i": "1/2", "j": "TRUE", "x": "Xenon", "y": "Yellow", "z": "Zero",
}  # fmt: skip
"""What tracks are called, by the letter of their URI: much of it what spreadsheets mistake for something else."""


def named(letter: str) -> Track:
    """The track of a letter as the catalogue knows it."""
    album = Album(f"album{letter}" + "0" * 16, f"The {letter.upper()} Album")
    isrc = f"DEA12{ord(letter):07}"
    return Track(uri(letter), TITLES[letter], "track", (Artist(letter * 22, f"Artist {letter.upper()}"),), album,
                 200_000 + ord(letter) * 1000, isrc)  # fmt: skip


@dataclass
class ExchangeDesk:
    """A curator's desk with files: `exchange` over `desk`, files in `folder`."""

    desk: BulkDesk
    exchange: Exchange
    placements: Placements
    gathering: Gathering
    folder: Path

    @property
    def database(self) -> Database:
        return self.desk.workshop.database

    def fill(self, lists: Mapping[str, Sequence[str]]) -> None:
        """Playlists by name, each letter a track that the catalogue knows, `?` one that is not available any more."""
        for number, (name, tracks) in enumerate(lists.items()):
            uris = [None if letter == "?" else uri(letter) for letter in tracks]
            self.desk.spotify.put(f"{number:022}", uris, name=name)
        self.desk.look()
        with self.database.write() as session:
            catalogue.remember_tracks(session, [named(each) for each in TITLES], self.desk.workshop.clock.now())

    def playlist(self, name: str) -> PlaylistId:
        return self.exchange._find(name, None)

    def export(self, form: str = "xlsx", selection: Selection = ALL, zone: str = "Europe/Berlin") -> Path:
        """The file that an export is."""
        exported = self.exchange.export(selection, None, OutForm(form), zone=zone)
        path = self.folder / f"out-{len(list(self.folder.iterdir()))}.{form}"
        path.write_bytes(exported.body)
        return path

    def read(self, path: Path, **asked: Any) -> Reading:
        return self.exchange.read(path, Asked(path.name, **asked), actor="test", among=None)

    def edited(self, path: Path, edit: Callable[[Workbook], None]) -> Path:
        """The workbook as another program saves it after somebody edited it."""
        book = openpyxl.load_workbook(path)
        edit(book)
        to = path.with_name(f"edited-{path.name}")
        book.save(to)
        return to

    def carry_out(self, reading: Reading, **said: Any) -> None:
        """Proposes what a file asks for, approves it, and carries it out."""
        proposal = self.exchange.propose(reading.id, **said)
        self.desk.workshop.runs.apply(
            proposal, approved=proposal.fingerprint, actor="test", forced=said.get("forced", frozenset())
        )

    def tracks(self, name: str) -> str:
        return self.desk.tracks(name)


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a sheet by their heads."""
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]


def column(sheet: Worksheet, head: str) -> int:
    """The number from 1 of a column, by the beginning of its head."""
    return next(place for place, cell in enumerate(sheet[1], start=1) if str(cell.value).startswith(head))


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    to = io.BytesIO()
    book.save(to)
    return to.getvalue()


def open_exchange(database: Database, clock: FakeClock, folder: Path) -> ExchangeDesk:
    desk = open_desk(database, clock)
    gathering = Gathering(database)
    questions = Questions(database)
    ids = RandomIds()
    review = Review(database, clock, ids)
    placements = Placements(database, desk.workshop.runs, clock, ids, max_entries=10_000)
    exchange = Exchange(
        gathering,
        FileReading(gathering, KnownTracks(database)),
        BulkRepository(database),
        desk.workshop.runs,
        placements,
        clock,
        ids,
        find=questions.find,
        writer=questions.writer,
        decide=lambda wanted, chosen, actor: review.decide(wanted, chosen, actor=actor),
    )
    folder.mkdir()
    return ExchangeDesk(desk, exchange, placements, gathering, folder)


@pytest.fixture
def desk(sqlite_database: Database, clock: FakeClock, tmp_path: Path) -> ExchangeDesk:
    """An empty desk."""
    return open_exchange(sqlite_database, clock, tmp_path / "files")


@pytest.fixture
def either_desk(database: Database, clock: FakeClock, tmp_path: Path) -> ExchangeDesk:
    """On each kind of database."""
    return open_exchange(database, clock, tmp_path / "files")
