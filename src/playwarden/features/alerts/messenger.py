"""Speaks to apprise, in a process of its own: see `speaking`."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Protocol

from playwarden.domain.alerts import Message
from playwarden.features.alerts import speaking
from playwarden.kit.errors import InputError

SECONDS = 30.0
"""After which whoever does not answer is left."""
_SCHEME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,30}(?=://)", re.IGNORECASE)
_KEPT = ("LANG", "LC_ALL", "PATH", "PYTHONPATH", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE", "TZ")
"""Of the environment: proxies are none of it, since who calls through one cannot be told where it calls."""
_REMEDY = "It looks like ntfys://ntfy.sh/topic or mailto://user:password@example.org: see the guide to alerts."
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a try; `words` say why it failed."""

    ok: bool
    words: str = ""


class Messenger(Protocol):
    """Brings a message to an address of apprise."""

    def check(self, url: str) -> None:
        """Raises InputError where no message could be brought to it."""
        ...

    def tell(self, url: str, message: Message) -> Told:
        """Within half a minute. What goes wrong is told, not raised."""
        ...


class Apprise:
    """The real one. `private`: also to addresses that are not public."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    def check(self, url: str) -> None:
        scheme = scheme_of(url)
        if scheme in speaking.LOCAL:
            raise InputError(f"{scheme}:// is not used: it would touch the machine that Playwarden runs on.", _REMEDY)
        told = self._ask({"do": "check", "url": url})
        if not told.ok:
            raise InputError(f"That is no address for alerts. {told.words}", _REMEDY)

    def tell(self, url: str, message: Message) -> Told:
        if scheme_of(url) in speaking.LOCAL:
            return Told(False, "It would touch the machine that Playwarden runs on.")
        words = {"title": message.title, "text": message.text, "severity": message.severity.value}
        return self._ask({"do": "send", "url": url, **words})

    def _ask(self, asked: dict[str, Any]) -> Told:
        try:
            done = subprocess.run(  # noqa: S603 - ourselves
                [sys.executable, "-B", "-P", "-m", speaking.__name__],
                input=json.dumps(asked | {"private": self._private}).encode(),
                capture_output=True,
                timeout=SECONDS,
                check=False,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
            )
            said = json.loads(done.stdout)
            return Told(bool(said["ok"]), str(said["words"]).replace("\x00", ""))
        except subprocess.TimeoutExpired:
            return Told(False, f"No answer within {SECONDS:.0f} seconds.")
        except (OSError, ValueError, KeyError) as error:
            return Told(False, f"The program that speaks to others failed ({type(error).__name__}).")


def scheme_of(url: str) -> str:
    """The scheme of an address of apprise, in lower case. Raises InputError for what has none."""
    found = _SCHEME.match(url.strip())
    if found is None:
        raise InputError("That is no address for alerts: it begins with a scheme.", _REMEDY)
    return found.group().lower()


def shown(url: str) -> str:
    """What may be shown of an address: `slack://…kw3a`. The rest may be a password."""
    bare = url.partition("://")[2].partition("?")[0].rstrip("/")
    return f"{scheme_of(url)}://…{bare[-_SHOWN:] if len(bare) > 3 * _SHOWN else ''}"
