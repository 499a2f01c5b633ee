"""Settings come from variables; a wrong one is named in one sentence."""

import os
import sys
from pathlib import Path

import pytest

from playwarden.config import load_settings, unknown_variables
from playwarden.kit.errors import InputError


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of ours is set."""
    for name in [*os.environ]:
        if name.startswith(("PLAYWARDEN_", "XDG_DATA_HOME")):
            monkeypatch.delenv(name)


def test_the_data_folder_lies_in_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert load_settings().data_dir == Path("/home/ada/.local/share/playwarden")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert load_settings().data_dir == Path("/data/playwarden")


def test_an_option_wins_over_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWARDEN_PORT", "1")
    assert load_settings(port=2, host=None).port == 2
    assert load_settings().port == 1


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWARDEN_PORT", "")
    assert load_settings().port == 8765


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLAYWARDEN_PORT", "eight"),
        ("PLAYWARDEN_PORT", "70000"),
        ("PLAYWARDEN_SPOTIFY_API_URL", "api.spotify.com"),
        ("PLAYWARDEN_SPOTIFY_API_URL", "http://"),
        ("PLAYWARDEN_SPOTIFY_API_URL", "https://api.example:999999/v1"),
        ("PLAYWARDEN_CLOCK_URL", "http://[::1"),
        ("PLAYWARDEN_DATABASE_URL", "mysql://x"),
        ("PLAYWARDEN_DATABASE_URL", "postgresql://me@host:notaport/x"),
        ("PLAYWARDEN_LOG_LEVEL", "loud"),
        ("PLAYWARDEN_BACKUP_HOUR", "24"),
        ("PLAYWARDEN_BUCKET_CEILING", "-1"),
        ("PLAYWARDEN_BROKER_URL", "amqp://host"),
        ("PLAYWARDEN_BROKER_URL", "redis://host:notaport"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"The setting {name} is wrong") as caught:
        load_settings()
    assert "\n" not in caught.value.what


def test_an_address_that_is_wrong_keeps_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWARDEN_DATABASE_URL", "postgresql://me:verysecret@host:notaport/x")
    with pytest.raises(InputError) as caught:
        load_settings()
    assert "verysecret" not in str(caught.value)
    monkeypatch.setenv("PLAYWARDEN_DATABASE_URL", "postgresql://me:verysecret@host/x")
    assert "verysecret" not in repr(load_settings())


def test_the_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWARDEN_SECRET_KEY", "verysecret")
    assert "verysecret" not in repr(load_settings())


def test_a_broker_needs_postgresql_and_it_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWARDEN_BROKER_URL", "redis://me:verysecret@host:6379/0")
    with pytest.raises(InputError, match="need PostgreSQL; this is SQLite") as caught:
        load_settings()
    assert "PLAYWARDEN_DATABASE_URL" in caught.value.remedy
    monkeypatch.setenv("PLAYWARDEN_DATABASE_URL", "postgresql://u@h/n")
    assert load_settings().broker_url == "redis://me:verysecret@host:6379/0"
    assert "verysecret" not in repr(load_settings())


def test_a_broker_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWARDEN_BROKER_URL", "redis://host")
    monkeypatch.setenv("PLAYWARDEN_DATABASE_URL", "postgresql://u@h/n")
    monkeypatch.setitem(sys.modules, "celery", None)
    with pytest.raises(InputError, match="not installed") as caught:
        load_settings()
    assert "pip install 'playwarden[scale]'" in caught.value.remedy


@pytest.mark.parametrize("short", ["postgres://u@h/n", "postgresql://u@h/n", "postgresql+psycopg://u@h/n"])
def test_a_postgresql_address_is_taken_as_people_write_it(monkeypatch: pytest.MonkeyPatch, short: str) -> None:
    monkeypatch.setenv("PLAYWARDEN_DATABASE_URL", short)
    assert load_settings().database_address == "postgresql+psycopg://u@h/n"


def test_names_of_hosts_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWARDEN_ALLOWED_HOSTS", "a.example, b.example,")
    assert load_settings().allowed_hosts == ("a.example", "b.example")


def test_variables_that_are_no_setting_are_found() -> None:
    assert unknown_variables({"PLAYWARDEN_PROT": "1", "PLAYWARDEN_PORT": "1", "HOME": ""}) == ["PLAYWARDEN_PROT"]
