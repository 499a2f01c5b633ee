"""A program of its own that lets apprise check an address, or tell one message: read from stdin, answered on stdout.

In a process of its own because apprise takes half a second and 20 MB to load, may hang, and speaks many protocols: what
it may do is bounded from outside of it, for all of them at once.
"""

import json
import logging
import os
import re
import signal
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_plus

from playwarden.kit.addresses import is_public

SECONDS = 25
"""After which it ends itself, whoever started it."""
LOCAL = frozenset(
    {
        "blink1", "dbus", "deltachat", "deltachats", "file", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog",
        "vapid", "windows",
    }
)  # fmt: skip
"""Schemes that touch this machine instead of calling another one: its desktop, log, devices, programs or files."""
SHORTEST_SECRET = 4
_SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_STARTS = (
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn",
    "subprocess.Popen",
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_HARMLESS = ("/etc", "/usr", "/lib", "/dev/null", "/dev/urandom")


class Bounds:
    """What this process may do from `set` on, for good: read its own code and the system's settings, and call others,
    public ones alone unless `private`. `refused` says in words what was tried beyond that.
    """

    def __init__(self, *, private: bool) -> None:
        self._private = private
        own = [sys.prefix, sys.base_prefix, *sys.path, *_certificates()]
        self._read = tuple({os.path.realpath(each) for each in (*own, *_HARMLESS) if each})
        self.refused: list[str] = []

    def set(self) -> None:
        sys.addaudithook(self._watch)

    def _watch(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _SENDS:
            self._call(args[1])
        elif event in _STARTS:
            self._refuse("It would start a program on this machine.")
        elif event == "open" and isinstance(args[0], str | bytes):
            self._open(os.fsdecode(args[0]), args[2] or 0)

    def _call(self, address: Any) -> None:
        try:
            public = isinstance(address, tuple) and is_public(str(address[0]))
        except ValueError:
            self._refuse("It would call something that has no numeric address.")
        if not isinstance(address, tuple):
            self._refuse("It would call a program on this machine.")
        if not public and not self._private:
            self._refuse(f"Its host is not public ({address[0]}).")

    def _open(self, path: str, flags: int) -> None:
        real = os.path.realpath(path)
        inside = any(real == each or real.startswith(each.rstrip("/") + "/") for each in self._read)
        if flags & _WRITES or not inside:
            self._refuse("It would open a file of this machine.")

    def _refuse(self, words: str) -> None:
        self.refused.append(words)
        raise PermissionError(words)


class _Heard(logging.Handler):
    """What apprise says went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


def answer(asked: dict[str, Any], bounds: Bounds, heard: Callable[[], list[str]]) -> dict[str, Any]:
    """`{"ok", "words"}` to `{"do": "check" | "send", "url", "title", "text", "severity"}`."""
    import apprise

    looks = apprise.AppriseAsset(
        app_id="Playwarden",
        app_desc="Playwarden",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        storage_mode="memory",
        pgp_autogen=False,
        pem_autogen=False,
        http_redirects=False,
    )
    spoken = apprise.Apprise.instantiate(asked["url"], asset=looks)
    if not isinstance(spoken, apprise.NotifyBase):
        return {"ok": False, "words": _why(bounds, heard(), asked["url"], "It is no address that apprise knows.")}
    if asked["do"] == "check":
        return {"ok": True, "words": str(spoken.service_name)}
    levels = {"info": apprise.NotifyType.INFO, "warning": apprise.NotifyType.WARNING}
    told = spoken.notify(
        title=asked["title"],
        body=asked["text"],
        notify_type=levels.get(asked["severity"], apprise.NotifyType.FAILURE),
        body_format=apprise.NotifyFormat.TEXT,
    )
    return {"ok": bool(told), "words": "" if told else _why(bounds, heard(), asked["url"], "It was not taken.")}


def main() -> None:
    """Reads one question and answers it."""
    asked = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr  # Whatever is printed on the way is no answer.
    signal.alarm(SECONDS)
    heard = _Heard()
    logging.getLogger("apprise").addHandler(heard)
    bounds = Bounds(private=asked["private"])
    bounds.set()
    said = None
    try:
        said = answer(asked, bounds, lambda: heard.words)
    finally:  # A plugin of apprise may raise anything; what it raised goes to stderr.
        words = {"ok": False, "words": _why(bounds, heard.words, asked["url"], "It failed.")}
        json.dump(said or words, out)
        out.flush()


def without_secrets(words: str, url: str) -> str:
    """`words` without any part of the address, each of which could be a password or a token: as it is written there,
    and as it is meant.
    """
    written = re.split(r"[/:@?&=,]+", url.partition("://")[2])
    for part in sorted({*written, *map(unquote, written), *map(unquote_plus, written)}, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            words = words.replace(part, "…")
    return words


def _why(bounds: Bounds, heard: list[str], url: str, otherwise: str) -> str:
    """Why it went wrong: what was refused here explains what apprise says of it."""
    if bounds.refused:
        return bounds.refused[-1]
    return without_secrets(heard[-1], url)[:500] if heard else otherwise


def _certificates() -> list[str]:
    """Where the certificates are that are trusted, also where a variable names another place."""
    paths = ssl.get_default_verify_paths()
    named = [os.environ.get(name, "") for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")]
    return [each for each in (paths.cafile, paths.capath, *named) if each and Path(each).exists()]


if __name__ == "__main__":
    main()
