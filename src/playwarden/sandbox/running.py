"""A sandbox in a thread of this process, with its control API as functions: for tests and demonstrations."""

import asyncio
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwarden.kit.clock import Clock, FollowedClock
from playwarden.sandbox.application import Application
from playwarden.sandbox.listener import Listener
from playwarden.sandbox.settings import SandboxSettings, client_id, client_secret


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_HELD = 15.0
"""Seconds that a call is held at most: a client gives up after twenty."""
_NO_REDIRECT = urllib.request.build_opener(_NoRedirect)


_MOVED: Counter[str] = Counter()
"""How often this process moved the clock of each sandbox, by its control's address."""


class ControlRefused(Exception):
    """The control API refused; the text says why."""


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox somewhere, by its address. Everything goes over HTTP, so it may be in another process."""

    base_url: str

    @property
    def api_url(self) -> str:
        """For PLAYWARDEN_SPOTIFY_API_URL."""
        return self.base_url + "/v1"

    @property
    def accounts_url(self) -> str:
        """For PLAYWARDEN_SPOTIFY_ACCOUNTS_URL."""
        return self.base_url

    @property
    def control_url(self) -> str:
        return self.base_url + "/_sandbox"

    @property
    def clock_url(self) -> str:
        """For PLAYWARDEN_CLOCK_URL."""
        return self.control_url + "/clock"

    @property
    def client_id(self) -> str:
        """The first seeded app's."""
        return client_id(1)

    @property
    def client_secret(self) -> str:
        return client_secret(1)

    def control(self, method: str, path: str, document: object = None) -> Any:
        """One request to the control API. Raises ControlRefused."""
        body = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request(f"{self.control_url}/{path}", data=body, method=method)  # noqa: S310 - ours
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - ours
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                raise ControlRefused(json.load(refused)["error"]) from None
        finally:
            if method == "PUT" and path == "clock":
                _MOVED[self.control_url] += 1

    def agree(self, authorize_url: str, account: str, decision: str = "agree") -> str:
        """Answers the consent page behind an /authorize address as a person would; where it leads back to.

        Raises ControlRefused when the page is a refusal.
        """
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(authorize_url).query))
        form = urllib.parse.urlencode({**asked, "account": account, "decision": decision}).encode()
        request = urllib.request.Request(f"{self.accounts_url}/authorize/decision", data=form)  # noqa: S310 - ours
        try:
            _NO_REDIRECT.open(request, timeout=30).close()
        except urllib.error.HTTPError as answer:
            with answer:
                if answer.code == 303:
                    return str(answer.headers["location"])
                raise ControlRefused(answer.read().decode()) from None
        raise ControlRefused("the consent page led nowhere")

    def clock(self) -> Clock:
        """Its clock for this process, which asks over HTTP only after it moved it: nobody else may."""
        return _NearClock(self.control_url)

    def now(self) -> datetime:
        """The sandbox's time."""
        return datetime.fromisoformat(self.control("GET", "clock")["now"])

    def advance(self, seconds: float) -> datetime:
        """Moves the sandbox's time on (or back)."""
        return datetime.fromisoformat(self.control("PUT", "clock", {"advance": seconds})["now"])

    def set_clock(self, now: datetime | None = None, rate: float | None = None) -> None:
        """Sets time and rate."""
        wish: dict[str, object] = {} if now is None else {"now": now.isoformat()}
        self.control("PUT", "clock", wish if rate is None else {**wish, "rate": rate})

    def fault(self, kind: str, **fields: object) -> int:
        """Sets a fault (see faults.Fault); its number."""
        return int(self.control("POST", "faults", {"kind": kind, **fields})["number"])

    def edit_after_call(self, call: int, playlist: str, **edit: object) -> None:
        """Somebody edits a playlist between the n-th Web API call from now and the next."""
        self.control("POST", "faults", {"after_call": call, "playlist": playlist, "edit": edit})

    def hold(self, **call: object) -> int:
        """Holds the call that matches (see faults.Fault) on its way until the fault is lifted; its number."""
        return self.fault("latency", seconds=_HELD, **call)

    def lift(self, fault: int) -> None:
        """Lifts one fault."""
        self.control("DELETE", f"faults/{fault}")

    def clear_faults(self) -> None:
        """Lifts all faults."""
        self.control("DELETE", "faults")

    def latency(self, ms: float, jitter_ms: float = 0.0) -> None:
        """Every call takes so many milliseconds of real time."""
        self.control("PUT", "latency", {"ms": ms, "jitter_ms": jitter_ms})

    def quirks(self, **fields: object) -> None:
        """Changes some quirks (see settings.Quirks)."""
        self.control("PUT", "quirks", fields)

    def edit(self, playlist: str, **edit: object) -> str:
        """Edits a playlist as in the Spotify app (see vandal.edit); the new snapshot id."""
        return str(self.control("POST", f"playlists/{playlist}/edits", edit)["snapshot_id"])

    def mischief(self, playlist: str, **details: object) -> None:
        """Takes a playlist down (title, description and cover gone), or changes only the details given."""
        self.control("POST", "mischief", {"playlist": playlist, **details})

    def dress(self, **document: object) -> None:
        """Gives playlists descriptions and custom covers that can be attacked (see mischief.Mischief.dress)."""
        self.control("POST", "dressing", document)

    def campaign(self, **order: object) -> int:
        """Orders a campaign of attacks (see campaigns.Order); its number."""
        return int(self.control("POST", "campaigns", order)["number"])

    def told(self, campaign: int, since: int = 0) -> dict[str, Any]:
        """What a campaign did so far: its attacks after a number, what was harmless, and who wrote meanwhile."""
        found: dict[str, Any] = self.control("GET", f"campaigns/{campaign}?since={since}")
        return found

    def want(self, campaign: int, playlist: str, **details: object) -> None:
        """Says what is right for a playlist from now on; `now=True`: as it stands."""
        self.control("PUT", f"campaigns/{campaign}/wanted/{playlist}", details)

    def call_off(self, campaign: int) -> None:
        """Lets a campaign strike no more."""
        self.control("DELETE", f"campaigns/{campaign}")

    def playlist(self, playlist: str) -> dict[str, Any]:
        """The true state of a playlist."""
        found: dict[str, Any] = self.control("GET", f"playlists/{playlist}")
        return found

    def uris(self, playlist: str) -> list[str | None]:
        """What a playlist truly holds."""
        return [entry["uri"] for entry in self.playlist(playlist)["entries"]]

    def accounts(self) -> list[dict[str, Any]]:
        """All accounts."""
        found: list[dict[str, Any]] = self.control("GET", "accounts")
        return found

    def playlists_of(self, account: str) -> list[str]:
        """Ids of the playlists in an account's list."""
        return list(self.control("GET", f"accounts/{account}")["playlists"])

    def revoke(self, account: str, *, access: bool = True, refresh: bool = True) -> None:
        """Takes back an account's tokens."""
        self.control("POST", f"accounts/{account}/revoke", {"access": access, "refresh": refresh})

    def expire(self, account: str) -> None:
        """Lets an account's access tokens run out now."""
        self.control("POST", f"accounts/{account}/expire", {})

    def counters(self) -> dict[str, Any]:
        """Web API calls since the last reset (see calllog.CallLog.counters)."""
        found: dict[str, Any] = self.control("GET", "counters")
        return found

    def reset_counters(self) -> None:
        """Forgets calls and counts."""
        self.control("DELETE", "counters")

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """The call log after a number."""
        found: list[dict[str, Any]] = self.control("GET", f"calls?since={since}")
        return found

    def ban(self, seconds: float, *, bucket: str = "", quota: bool = False, app: str = "") -> None:
        """Bans an app for a while, or with `quota` one bucket of its developer."""
        self.control(
            "POST", "bans", {"seconds": seconds, "quota": quota, "bucket": bucket, "client_id": app or client_id()}
        )

    def play(self, account: str, playlist: str, position: int = 0) -> None:
        """From now on an account hears a playlist."""
        self.control("PUT", f"accounts/{account}/player", {"playlist": playlist, "position": position})

    def silence(self, account: str) -> None:
        """From now on an account hears nothing."""
        self.control("PUT", f"accounts/{account}/player", {"silent": True})

    def digest(self) -> str:
        """The same for two sandboxes of one seed that were called alike."""
        return str(self.control("GET", "state")["digest"])


class _NearClock(FollowedClock):
    """Reads again when the clock was moved from this process; in between it goes on as its rate says."""

    def __init__(self, control_url: str) -> None:
        super().__init__(f"{control_url}/clock")
        self._control_url = control_url
        self._moves = -1

    def _stale(self) -> bool:
        before, self._moves = self._moves, _MOVED[self._control_url]
        return self._read_at is None or before != self._moves


@contextmanager
def running(settings: SandboxSettings | None = None) -> Iterator[Running]:
    """Runs a sandbox in a thread while the block lasts. Raises what a start can raise: OSError, ValueError."""
    settings = settings or SandboxSettings()
    thread = _ServerThread(settings)
    thread.start()
    try:
        port = thread.port()
        yield Running(f"http://{settings.host}:{port}")
    finally:
        thread.stop()


class _ServerThread:
    def __init__(self, settings: SandboxSettings) -> None:
        self._settings = settings
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._ready = threading.Event()
        self._port = 0
        self._failed: OSError | ValueError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except (OSError, ValueError) as failed:
            self._failed = failed
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        listener = Listener(Application(self._settings).handle)
        self._port = await listener.open(self._settings.host, self._settings.port)
        self._ready.set()
        await self._ended.wait()
        listener.close()

    def port(self) -> int:
        """The port once connections are taken. Raises what the start raised."""
        self._ready.wait()
        if self._failed is not None:
            raise self._failed
        return self._port

    def stop(self) -> None:
        """Ends the server and waits for it."""
        if self._loop is not None and self._ended is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
