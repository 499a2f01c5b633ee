"""A hundred playlists through a workbook and back: real ones where they are here, else made-up ones as odd as these.

`make roundtrip` sends them through LibreOffice as well; without it, what it would do is done by another program.
"""

import gzip
import json
import os
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.playlist import Details
from playwarden.features.exchange.confined import read_file
from playwarden.store import catalogue
from tests.integration.exchange.conftest import ExchangeDesk

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "playlists" / "playlists_2021-05.json.gz"
NUMBER = 100
LONG = os.environ.get("PLAYWARDEN_ROUNDTRIP") == "long"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def made_up() -> list[dict[str, Any]]:
    """As many playlists, with names and titles in many scripts, and all that spreadsheets mistake for something."""
    chance = Random("a hundred playlists")
    odd = ["=1+1", "+49 30", "-", "@", "007", "1/2", "12:30", "1e5", "TRUE", "#REF!", "'quoted", "  spaced  out ",
           "日本語の歌", "Ёлка", "مرحبا", "🎵🎶", "a\u0301", "x" * 300, "one, two; three\tfour",
           '"', "<b>&amp;"]  # fmt: skip
    playlists = []
    for number in range(NUMBER):
        tracks = [
            {
                "track": {
                    "id": f"{chance.randrange(3_000):022}",
                    "name": f"{chance.choice(odd)} {chance.randrange(50) or ''}".strip() or "?",
                    "artists": [{"id": f"{chance.randrange(500):022}", "name": chance.choice(odd).strip() or "?"}],
                    "album": {"id": f"{chance.randrange(900):022}", "name": chance.choice(odd).strip() or "?"},
                    "duration_ms_rounded": 1000 * chance.randrange(30, 600),
                }
            }
            for _ in range(chance.choice([0, 1, 3, 20]))
        ]
        name = f"{chance.choice(odd)[:60].strip()} {number % 7}"
        playlists.append({"name": name, "description": chance.choice(odd)[:200], "tracks": tracks})
    return playlists


def playlists_of(which: str) -> list[dict[str, Any]]:
    if which == "made up":
        return made_up()
    if not LONG:
        pytest.skip("make roundtrip")
    if not REAL.is_file():
        pytest.skip("no real playlists in ../shared/data")
    found: list[dict[str, Any]] = json.loads(gzip.decompress(REAL.read_bytes()))
    return found[:NUMBER]


def keep(desk: ExchangeDesk, playlists: list[dict[str, Any]]) -> None:
    """Puts them into the Spotify in memory, and mirrors them."""
    tracks = {}
    for number, one in enumerate(playlists):
        rows = [row["track"] for row in one["tracks"]]
        uris: list[str | None] = [f"spotify:track:{row['id']}" for row in rows]
        key = desk.desk.spotify.put(f"{number:022}", uris, name=one["name"])
        held = desk.desk.spotify.playlists[key]
        held.details = Details(one["name"], one["description"] or None, public=number % 2 == 0, collaborative=False)
        for row in rows:
            tracks[row["id"]] = Track(
                f"spotify:track:{row['id']}",
                row["name"],
                "track",
                tuple(Artist(each["id"], each["name"]) for each in row["artists"]),
                Album(row["album"]["id"], row["album"]["name"]),
                row["duration_ms_rounded"],
                f"DEA12{zlib.crc32(row['id'].encode()) % 10**7:07}",
            )
    desk.desk.look()
    with desk.database.write() as session:
        catalogue.remember_tracks(session, tracks.values(), desk.desk.workshop.clock.now())


def as_it_is(path: Path) -> Path:
    return path


def by_openpyxl(path: Path) -> Path:
    """Saved again by a program that keeps strings in a table of their own and knows nothing of ours."""
    to = path.with_name(f"again-{path.name}")
    openpyxl.load_workbook(path).save(to)
    return to


def by_office(path: Path, form: str = "xlsx") -> Path:
    """Saved again by LibreOffice, whose settings lie in a folder of its own."""
    folder = path.parent / "office"
    folder.mkdir(exist_ok=True)
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods"}
    subprocess.run(
        [str(OFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", filters[form],
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=900,
    )  # fmt: skip
    return folder / f"{path.stem}.{form}"


SAVED: list[Callable[[Path], Path]] = [as_it_is, by_openpyxl]


@pytest.fixture
def office() -> None:
    if not LONG:
        pytest.skip("make roundtrip")
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed, and no package source that has it is reachable")


@pytest.mark.parametrize("save", SAVED, ids=lambda save: save.__name__)
@pytest.mark.parametrize("which", ["made up", "real"])
def test_a_hundred_playlists_come_back_as_they_were(
    desk: ExchangeDesk, which: str, save: Callable[[Path], Path]
) -> None:
    playlists = playlists_of(which)
    keep(desk, playlists)
    compared(desk, save(desk.export()), playlists)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("form", ["xlsx", "ods"])
@pytest.mark.parametrize("which", ["made up", "real"])
def test_a_hundred_playlists_come_back_from_libreoffice(
    desk: ExchangeDesk, which: str, form: str, office: None
) -> None:
    playlists = playlists_of(which)
    keep(desk, playlists)
    compared(desk, by_office(desk.export(), form), playlists)


def compared(desk: ExchangeDesk, path: Path, playlists: list[dict[str, Any]]) -> None:
    """No change is read, and every text stands in its cell as it is."""
    reading = desk.read(path)
    assert [(sheet.name, sheet.told, sheet.refusals) for sheet in reading.sheets] == []
    assert (len(reading.unchanged), reading.told) == (len(playlists), ())
    tables = {str(row[-1]): table for table in read_file(path, path.name).tables for _, row in table.rows[:1]}
    uris = {f"spotify:track:{row['track']['id']}" for one in playlists for row in one["tracks"]}
    with desk.database.read() as session:
        known = {track.uri: track for track in catalogue.tracks(session, sorted(uris))}
    for number, one in enumerate(playlists):
        (table,) = [each for tie, each in tables.items() if tie.startswith(f"ref:{number:022}:")]
        texts = [(row[1] or "", row[2] or "", row[5]) for _, row in table.rows[1:]]
        tracks = [known[f"spotify:track:{row['track']['id']}"] for row in one["tracks"]]
        wanted = [(track.name, ", ".join(each.name for each in track.artists), track.uri) for track in tracks]
        assert list(map(seen, texts)) == list(map(seen, wanted)), one["name"]


def seen(cells: tuple[Any, ...]) -> list[str]:
    """Texts as they are looked at: tabs and line ends are lost where a file is saved as ods."""
    return ["".join(str(cell).split()) for cell in cells]
