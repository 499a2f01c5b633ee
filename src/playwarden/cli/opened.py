"""What a command works with: the container of this process, built when it is first wanted and closed at the end."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwarden.bootstrap import Container

_given: dict[str, Any] = {}
_container: "Container | None" = None


def give(**settings: Any) -> None:
    """Settings from options of the command line; they win over variables. None changes nothing."""
    _given.update({name: value for name, value in settings.items() if value is not None})


def container() -> "Container":
    """The container. Raises what opening a data folder may raise."""
    global _container  # noqa: PLW0603 - one process runs one command
    if _container is None:
        from playwarden.bootstrap import open_container
        from playwarden.config import load_settings

        _container = open_container(load_settings(**_given))
    return _container


def container_for_restore() -> "tuple[Container, Path | None]":
    """The container, also where the database in use is damaged or newer: that file is then set aside (its path)."""
    global _container
    from playwarden.bootstrap import open_for_restore
    from playwarden.config import load_settings

    _container, aside = open_for_restore(load_settings(**_given))
    return _container, aside


def log_file() -> Path:
    """Where unexpected failures are written down. Raises InputError when the settings are wrong."""
    from playwarden.config import load_settings

    return load_settings(**_given).log_file


def close() -> None:
    """Ends what was opened; the next command starts anew."""
    global _container
    opened, _container = _container, None
    _given.clear()
    if opened is not None:
        opened.close()
