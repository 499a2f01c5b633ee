"""Secrets are sealed with a key that is made once, kept private, can be changed, and is missed in plain words."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from playwarden.kit.errors import CorruptKey, StoreError
from playwarden.kit.seal import KEY_FILE, Sealer


def new_key() -> str:
    return Fernet.generate_key().decode()


def test_what_was_sealed_opens_again(tmp_path: Path) -> None:
    sealed = Sealer.from_file(tmp_path / KEY_FILE).seal("geheim ♪")
    assert b"geheim" not in sealed
    assert Sealer.from_file(tmp_path / KEY_FILE).open(sealed) == "geheim ♪"


def test_the_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    Sealer.from_file(tmp_path / KEY_FILE)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    (tmp_path / KEY_FILE).chmod(0o644)
    Sealer.from_file(tmp_path / KEY_FILE)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_many_that_make_it_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        sealers = list(pool.map(lambda _: Sealer.from_file(tmp_path / KEY_FILE), range(24)))
    sealed = sealers[0].seal("x")
    assert all(sealer.open(sealed) == "x" for sealer in sealers)


def test_a_file_system_without_hard_links_does_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    sealed = Sealer.from_file(tmp_path / KEY_FILE).seal("x")
    assert Sealer.from_file(tmp_path / KEY_FILE).open(sealed) == "x"
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_another_key_is_told_with_what_to_do(tmp_path: Path) -> None:
    sealed = Sealer([new_key()]).seal("x")
    with pytest.raises(CorruptKey) as told:
        Sealer.from_file(tmp_path / KEY_FILE).open(sealed)
    assert str(tmp_path / KEY_FILE) in told.value.what
    assert "Nothing else is lost" in told.value.remedy


@pytest.mark.parametrize("text", ["", "\n", "hello", "x" * 44, "ü" * 10])
def test_a_corrupt_key_file_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / KEY_FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorruptKey, match="key"):
        Sealer.from_file(path)
    assert path.read_text(encoding="utf-8") == text


def test_a_corrupt_key_in_the_environment_is_told_without_showing_it() -> None:
    with pytest.raises(CorruptKey) as told:
        Sealer.from_text("swordfish")
    assert "PLAYWARDEN_SECRET_KEY" in str(told.value)
    assert "swordfish" not in str(told.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read or made"):
        Sealer.from_file(tmp_path / "missing" / KEY_FILE)


def test_a_key_can_be_changed_without_losing_anything() -> None:
    old, new = new_key(), new_key()
    sealed = Sealer([old]).seal("x")
    both = Sealer.from_text(f"{new}, {old}")
    assert both.open(sealed) == "x"
    assert Sealer([new]).open(both.seal("y")) == "y"
    with pytest.raises(CorruptKey):
        Sealer([old]).open(both.seal("y"))


def test_a_sealer_does_not_show_its_key() -> None:
    key = new_key()
    assert key not in repr(Sealer([key]))
