"""The door of the command line: parses, calls, and tells every failure in plain words with its exit code."""

import errno
import gc
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from playwarden.cli.screen import screen
from playwarden.kit.errors import DiskFull, Exit, InputError, PlaywardenError, StoreError
from playwarden.kit.problems import facts

YOUNG_OBJECTS = 20_000
"""So many new objects between two collections of garbage: at Python's 700 a fifth of a short command went into looking
again and again at what it had just loaded, and none of that is garbage.
"""
STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


def main() -> None:
    """The `playwarden` command."""
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    code = run(sys.argv[1:])
    # Python looks for garbage twice more before it ends, in all that was loaded: a quarter of a short command.
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit code. Nothing but the code and the output leaves."""
    words = list(arguments)
    screen.begin(json_wanted="--json" in (words[: words.index("--")] if "--" in words else words))
    try:
        _readable(words)
        return _run(words)
    except PlaywardenError as error:
        screen.fail(error.code, error.what, error.remedy, **facts(error))
        return int(error.exit)
    except KeyboardInterrupt:
        screen.fail("stopped", "Stopped.")
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the door: a person never meets a traceback
        known = _told(error)
        if known is not None:
            screen.fail(known.code, known.what, known.remedy)
            return int(known.exit)
        where = _written_down(words)
        screen.fail(
            "unexpected",
            f"Something unexpected happened ({type(error).__name__}); nothing that was journaled is lost.",
            f"The details are in {where}; please report them.",
        )
        return int(Exit.UNEXPECTED)


def _run(words: list[str]) -> int:
    from typer import Abort
    from typer.exceptions import TyperException

    from playwarden.cli.commands import tree
    from playwarden.cli.opened import close

    try:
        status = tree().main(args=words, prog_name="playwarden", standalone_mode=False)
        if status == STOPPED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
        return status if isinstance(status, int) else int(Exit.OK)
    except SystemExit:
        # Typer's own word for a reader that went away (`| head`), and for nothing else when it does not stand alone.
        return int(Exit.OK)
    except TyperException as error:
        what = error.format_message().rstrip(".")
        what += "" if what.endswith("?") else "."
        command = getattr(getattr(error, "ctx", None), "command_path", "playwarden")
        screen.fail("usage", what, f"`{command} --help` shows how it is called.")
        return int(Exit.INPUT)
    except Abort:
        raise KeyboardInterrupt from None
    finally:
        close()


def _readable(words: list[str]) -> None:
    """Raises InputError for bytes that are no text: Python hands them on as half characters, which nothing stores."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            shown = word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            raise InputError(
                f"'{shown[:60]}' is no text in UTF-8.", "Type it anew; rename a file that is called so."
            ) from None


def _told(error: Exception) -> PlaywardenError | None:
    """Failures of the machine that need no traceback: no room, no rights."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull("There is no room left on the disk.", "Free some space and run the command again.")
        if isinstance(cause, OSError) and cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and cause.filename:
            return StoreError(
                f"{cause.filename} cannot be used: {cause.strerror}.", "Check who owns it and its rights."
            )
        cause = cause.__cause__
    return None


def _written_down(words: list[str]) -> Path:
    """Appends the present traceback to the log in the data folder, or to a temporary file where that fails."""
    text = f"{datetime.now(UTC).isoformat()} playwarden {' '.join(words)}\n{traceback.format_exc()}\n"
    from playwarden.cli.opened import log_file
    from playwarden.kit.logs import without_secrets

    text = without_secrets(text)
    for choose in (log_file, lambda: Path(tempfile.gettempdir()) / f"playwarden-{os.getuid()}.log"):
        try:
            path = choose()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600), "ab") as log:
                log.write(text.encode("utf-8", "backslashreplace"))
        except (OSError, PlaywardenError):
            continue
        return path
    return Path(os.devnull)
