"""Tables are sent as they are, or packed on the way where they are large."""

import gzip
from pathlib import Path

import pytest

from playwarden.cli.files import packed
from playwarden.kit.errors import InputError, NotFound

LARGE = 33 * 2**20


def test_a_table_is_sent_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "small.csv").write_bytes(b"id,tempo\n")
    assert packed(tmp_path / "small.csv") == b"id,tempo\n"


def test_a_large_table_is_packed(tmp_path: Path) -> None:
    line = b"11dFghVXANMlKmJXsNCbNl,120\n"
    (tmp_path / "large.csv").write_bytes(line * (LARGE // len(line)))
    sent = packed(tmp_path / "large.csv")
    assert len(sent) < 2**20
    assert gzip.decompress(sent) == (tmp_path / "large.csv").read_bytes()


def test_what_is_packed_already_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "large.csv.gz").write_bytes(b"\x1f\x8b\x08\x00" + bytes(LARGE))
    assert packed(tmp_path / "large.csv.gz") == (tmp_path / "large.csv.gz").read_bytes()


def test_what_cannot_be_sent_is_told(tmp_path: Path) -> None:
    (tmp_path / "huge.zip").write_bytes(b"PK\x03\x04" + bytes(49 * 2**20))
    with pytest.raises(InputError, match="48 MB"):
        packed(tmp_path / "huge.zip")
    with pytest.raises(NotFound):
        packed(tmp_path / "none.csv")
    with pytest.raises(InputError, match="a folder"):
        packed(tmp_path)
