"""What a command works with: the container of this process or the door to another, made when wanted, closed after."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwarden.kit.errors import InputError

if TYPE_CHECKING:
    from playwarden.bootstrap import Container
    from playwarden.cli.door import Door
    from playwarden.config import Settings

_given: dict[str, Any] = {}
_container: "Container | None" = None
door: "Door | None" = None
"""Kept here so that it ends with the command; `door.door()` opens it."""


def give(**settings: Any) -> None:
    """Settings from options of the command line; they win over variables. None changes nothing."""
    _given.update({name: value for name, value in settings.items() if value is not None})


def settings() -> "Settings":
    """The settings in force. Raises InputError where they are wrong, or say two things at once."""
    from playwarden.config import load_settings

    found = load_settings(**_given)
    if found.url and "data_dir" in _given:
        raise InputError(
            "PLAYWARDEN_URL names a server and `--data-dir` a folder here; only one of them can be meant.",
            "Unset PLAYWARDEN_URL, or leave `--data-dir` out.",
        )
    return found


def this_machine() -> "Settings":
    """The settings, for a command that needs the machine itself. Raises InputError while PLAYWARDEN_URL is set."""
    found = settings()
    if found.url:
        raise InputError(
            "This command works on the machine itself, and PLAYWARDEN_URL names a server.",
            "Run it on the server's machine, or unset PLAYWARDEN_URL for the data folder here.",
        )
    return found


def container() -> "Container":
    """The container. Raises what opening a data folder may raise, and InputError while PLAYWARDEN_URL is set."""
    global _container  # noqa: PLW0603 - one process runs one command
    if _container is None:
        from playwarden.bootstrap import open_container

        _container = open_container(this_machine())
    return _container


def container_for_restore() -> "tuple[Container, Path | None]":
    """The container, also where the database in use is damaged or newer: that file is then set aside (its path)."""
    global _container
    from playwarden.bootstrap import open_for_restore

    _container, aside = open_for_restore(this_machine())
    return _container, aside


def log_file() -> Path:
    """Where unexpected failures are written down. Raises InputError when the settings are wrong."""
    from playwarden.config import load_settings

    return load_settings(**_given).log_file


def close() -> None:
    """Ends what was opened; the next command starts anew."""
    global _container, door
    opened, _container = _container, None
    passed, door = door, None
    _given.clear()
    if passed is not None:
        passed.close()
    if opened is not None:
        opened.close()
