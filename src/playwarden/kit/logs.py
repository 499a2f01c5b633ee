"""The log: one file in the data folder that turns over, or stderr, with whatever looks like a secret blotted out."""

import logging
import os
import re
from collections.abc import MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

MAX_BYTES = 5_000_000
KEPT = 3
_SECRET_NAMES = frozenset(
    {"authorization", "token", "access", "access_token", "refresh", "refresh_token", "secret", "client_secret", "code",
     "verifier", "code_verifier", "password"}
)  # fmt: skip
_SECRET_TEXT = re.compile(
    r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"
    r"|\b(code|code_verifier|client_secret|access_token|refresh_token)=[^&\s]+"
    r"|(://[^/\s:@]*):[^/\s@]+(?=@)"
)
_NOISY = ("httpx2", "httpcore2", "alembic", "asyncio", "PIL")


class _PrivateFile(RotatingFileHandler):
    """A log file that only its owner can read."""

    def _open(self) -> Any:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def begin_in_file(path: Path, level: str, form: str) -> None:
    """Sends what is logged from now on to the file `path`; `level` and `form` (`text`, `json`) as the settings say.

    Raises OSError when it cannot be written.
    """
    _begin(_PrivateFile(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8"), level, form)


def begin_on_stderr(level: str, form: str) -> None:
    """Sends what is logged from now on to stderr: of several processes on one data folder none turns the file over."""
    _begin(logging.StreamHandler(), level, form)


def _begin(handler: logging.Handler, level: str, form: str) -> None:
    import structlog

    before: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        blotted,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(sort_keys=True)
        if form == "json"
        else structlog.processors.KeyValueRenderer(
            key_order=["timestamp", "level", "logger", "event"], drop_missing=True
        )
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old, _PrivateFile):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def blotted(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """`event` without secrets: by the name of a field, and in texts by their looks."""
    for name, value in event.items():
        if name.lower() in _SECRET_NAMES:
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = without_secrets(value)
    return event


def without_secrets(text: str) -> str:
    """`text` with what looks like a token, a code of a consent or the password of an address blotted out."""
    return _SECRET_TEXT.sub(lambda found: f"{next(filter(None, found.groups()))} ***", text)
