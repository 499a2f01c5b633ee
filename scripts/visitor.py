"""Somebody who uses the pages' API in a browser's way: a member with a cookie, who waits for what was begun."""

import http.cookiejar
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from scripts.shell import Failed

PATIENCE = 60.0
"""Real seconds after which something that was begun has to have come to an end."""
Document = dict[str, Any]


class Visitor:
    """One browser. It begins with nobody signed in; `came_by` signs somebody in."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._csrf = ""
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(_on_loopback()))
        )

    @classmethod
    def came_by(cls, address: str, link: str, **said: str) -> "Visitor":
        """Whoever opened a one-time link; a new member says `name` and `password`. Raises Failed."""
        visitor = cls(address)
        session = visitor.post("links/use", {"token": link.split("#")[1], **said})
        visitor._csrf = session["csrf"]
        return visitor

    def get(self, path: str) -> Any:
        """The document at `path`. Raises Failed."""
        return self._asked("GET", path, None)

    def post(self, path: str, body: object = None) -> Any:
        """What a write is answered; bytes are a file that is sent as it is. Raises Failed."""
        return self._asked("POST", path, body)

    def put(self, path: str, body: object) -> Any:
        """The same for what takes another's place. Raises Failed."""
        return self._asked("PUT", path, body)

    def patch(self, path: str, body: object) -> Any:
        """The same for a change. Raises Failed."""
        return self._asked("PATCH", path, body)

    def _asked(self, method: str, path: str, body: object) -> Any:
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        headers = {"X-Playwarden-CSRF": self._csrf} if self._csrf else {}
        if data is not None:
            headers["Content-Type"] = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        request = urllib.request.Request(f"{self._address}/api/v1/{path}", data=data, method=method, headers=headers)
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                text = answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                raise Failed(f"{method} /{path} was refused: {refused.read().decode()[:600]}") from None
        return json.loads(text) if text else None

    def applied(self, proposal: Document, *force: str) -> Document:
        """Approves a proposal and waits for its run, which it answers. Raises Failed."""
        if proposal["refused"] is not None and not force:
            raise Failed(f"a proposal would not start: {proposal['refused']}")
        started = self.post(f"proposals/{proposal['fingerprint']}/apply", {"forced": list(force)})
        if started["job"] is None:
            raise Failed(f"a proposal holds nothing to do: {proposal['sentence']}")
        self.ended(started["job"])
        run: Document = self.get(f"runs/{started['run']}") if started["run"] else {"id": None, "job": started["job"]}
        return run

    def wished(self, *playlists: Document, account: str) -> Document:
        """The proposal of a file of wishes."""
        file = {"version": 1, "account": account, "playlists": list(playlists)}
        proposal: Document = self.post("plans", {"file": json.dumps(file), "path": "by hand", "forced": []})
        return proposal

    def edited(self, selection: Document, edit: Document, **more: object) -> Document:
        """The proposal of one edit of many playlists."""
        body = {"selection": selection, "edit": edit, "forced": [], **more}
        proposal: Document = self.post("playlists/edit", body)
        return proposal

    def ended(self, job: str) -> Document:
        """Waits until a job has ended; the job. Raises Failed."""
        until(f"job {job} ends", lambda: self.get(f"jobs/{job}")["state"] not in ("queued", "running", "scheduled"))
        found: Document = self.get(f"jobs/{job}")
        return found


def until(what: str, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Waits in real time. Raises Failed."""
    deadline = time.monotonic() + seconds
    pause = 0.05
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"it took over {seconds:.0f} s until {what}")
        time.sleep(pause)
        pause = min(0.25, pause * 1.4)  # asking takes time from what is waited for


def _on_loopback() -> http.cookiejar.DefaultCookiePolicy:
    """Cookies of addresses without a name are taken too."""
    return http.cookiejar.DefaultCookiePolicy(strict_ns_domain=http.cookiejar.DefaultCookiePolicy.DomainLiberal)
