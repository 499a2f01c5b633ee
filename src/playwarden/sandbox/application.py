"""The sandbox as one function from request to answer: accounts service, Web API, pictures and control."""

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from playwarden.sandbox.accounts_service import AccountsService
from playwarden.sandbox.api import routes
from playwarden.sandbox.calllog import CallLog
from playwarden.sandbox.drawing import chance
from playwarden.sandbox.exchange import Answer, Dropped, Refusal, Request
from playwarden.sandbox.faults import Fault, Faults, forbidden, of_kind, stopped
from playwarden.sandbox.mischief import Mischief
from playwarden.sandbox.people import Grant
from playwarden.sandbox.pictures import Pictures
from playwarden.sandbox.plays import Player
from playwarden.sandbox.quota import Quota
from playwarden.sandbox.routing import Call, Route
from playwarden.sandbox.settings import SandboxSettings
from playwarden.sandbox.shapes import Shapes
from playwarden.sandbox.tokens import Tokens
from playwarden.sandbox.vandal import edit
from playwarden.sandbox.world import World

_log = logging.getLogger(__name__)
_UNKNOWN = "(unknown)"
_LOOK_AGAIN = 0.02
"""Seconds after which a call that is slow on purpose looks whether it still has to be."""


@dataclass(slots=True)
class Passage:
    """What is known of a call while it is answered."""

    template: str = _UNKNOWN
    bucket: str = _UNKNOWN
    client_id: str = ""
    account: str = ""
    during_ban: bool = False
    faults: list[Fault] = field(default_factory=list)


class Application:
    """Everything one sandbox consists of. All of it runs on one event loop: between two awaits nothing interferes."""

    def __init__(self, settings: SandboxSettings) -> None:
        from playwarden.sandbox.control import Control

        self.settings = settings
        self.world = World(settings)
        self.tokens = Tokens(settings.seed)
        self.player = Player(self.world)
        self.mischief = Mischief(self.world)
        self.quota = Quota(settings.limits)
        self.faults = Faults(settings.seed)
        self.log = CallLog()
        self.latency_ms = settings.latency_ms
        self.jitter_ms = settings.jitter_ms
        self.routes = routes()
        self._accounts = AccountsService(self.world, self.tokens)
        self._pictures = Pictures(self.world)
        self._control = Control(self)
        self._jitter = chance(settings.seed, "jitter")
        self._shapes: dict[tuple[str, str], Shapes] = {}

    async def handle(self, request: Request) -> Answer:
        """Answers one request. Raises Dropped when the connection is to be cut."""
        try:
            self.mischief.catch_up()
            if request.path.startswith("/v1/"):
                return await self._web_api(request)
            if request.path.startswith("/_sandbox"):
                return self._control.answer(request)
            if request.path.startswith(("/image/", "/mosaic/")):
                return self._pictures.answer(request)
            return await self._accounts_call(request)
        except Dropped:
            raise
        except Exception:  # noqa: BLE001 - the sandbox's door: a mistake of ours is a 500, not a hanging client
            _log.exception("%s %s", request.method, request.path)
            return Refusal(500, "The sandbox itself failed; see its log").answer()

    def forget_shapes(self) -> None:
        """Drops every remembered JSON: the catalogue changed."""
        self._shapes.clear()

    async def _accounts_call(self, request: Request) -> Answer:
        passage = Passage(template=request.path)
        passage.faults = self.faults.due(request.method, request.path, request.path, "")
        await self._delay(passage)
        if (early := self._instead(passage)) is not None:
            return self._logged(request, passage, early)
        answer = self._accounts.answer(request)
        return self._finish(request, passage, answer)

    async def _web_api(self, request: Request) -> Answer:
        path = request.path[3:]
        route, parts, known = self.routes.find(request.method, path)
        passage = Passage()
        if route is not None:
            passage.template, passage.bucket = route.template, route.bucket
        grant = self._grant(request)
        if isinstance(grant, Grant):
            passage.client_id, passage.account = grant.app.client_id, grant.account.id
        passage.faults = self.faults.due(request.method, passage.template, path, passage.account)
        await self._delay(passage)
        if (early := self._instead(passage)) is not None:
            return self._logged(request, passage, early)
        try:
            grant = self._grant(request)
            if isinstance(grant, Refusal):
                raise grant
            answer = self._permitted(request, passage, grant, route, parts, known)
        except Refusal as refusal:
            answer = refusal.answer()
        return self._finish(request, passage, answer)

    def _permitted(
        self, request: Request, passage: Passage, grant: Grant, route: Route | None, parts: tuple[str, ...], known: bool
    ) -> Answer:
        """Quota, allowlist and mode, then the call itself. Raises Refusal."""
        self.mischief.catch_up()
        app, now = grant.app, self.world.clock.now()
        passage.during_ban = self.quota.banned(app, passage.bucket, now)
        self.quota.book(app, passage.bucket, now)
        if app.mode == "development" and not app.premium:
            return stopped()
        if app.mode == "development" and grant.account.id not in app.allowlist:
            return forbidden()
        if route is None:
            raise Refusal(405, "Method not allowed") if known else Refusal(404, "Service not found")
        if route.handler is None or (route.removed and app.mode == "development"):
            raise Refusal(403, "Forbidden")
        return route.handler(Call(self.world, request, grant, self._shapes_for(request, app.mode), self.player, parts))

    def _grant(self, request: Request) -> Grant | Refusal:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not value:
            return Refusal(401, "No token provided")
        token = self.tokens.access(value.strip())
        if token is None or token.revoked:
            return Refusal(401, "Invalid access token")
        if self.world.clock.now() >= token.expires_at:
            return Refusal(401, "The access token expired")
        return token.grant

    def _shapes_for(self, request: Request, mode: str) -> Shapes:
        key = (request.origin, mode)
        if (shapes := self._shapes.get(key)) is None:
            if len(self._shapes) > 8:
                self._shapes.clear()
            shapes = Shapes(request.origin, "extended" if mode == "extended" else "development", self.world.catalogue)
            self._shapes[key] = shapes
        return shapes

    async def _delay(self, passage: Passage) -> None:
        """Waits for as long as latency asks. Once that is taken back, whoever waits goes on at once."""
        slow = of_kind(passage.faults, "latency")
        jitter = self._jitter.random() * self.jitter_ms / 1000 if self.jitter_ms else 0.0
        begun = time.monotonic()
        while (left := begun + jitter + self._latency(slow) - time.monotonic()) > 0:
            await asyncio.sleep(min(left, _LOOK_AGAIN))

    def _latency(self, slow: Iterable[Fault]) -> float:
        return self.latency_ms / 1000 + sum(fault.seconds for fault in slow if self.faults.in_force(fault))

    def _instead(self, passage: Passage) -> Answer | None:
        """What faults do before the call, and what they answer in its place."""
        for fault in passage.faults:
            self._act(fault, passage, after=False)
        for fault in passage.faults:
            if fault.kind == "drop_before":
                return Answer(0)
            if fault.kind == "forbidden" or (fault.kind == "status" and not fault.after):
                return fault.answer()
        return None

    def _finish(self, request: Request, passage: Passage, answer: Answer) -> Answer:
        """What faults do once the call took effect."""
        for fault in passage.faults:
            self._act(fault, passage, after=True)
        for fault in passage.faults:
            if fault.kind == "drop_after":
                answer = Answer(0)
            elif fault.kind == "status" and fault.after:
                answer = fault.answer()
        return self._logged(request, passage, answer)

    def _act(self, fault: Fault, passage: Passage, *, after: bool) -> None:
        if fault.kind == "edit" and fault.after == after:
            playlist = self.world.playlist(fault.playlist)
            if playlist is not None:
                edit(self.world, playlist, fault.edit)
        elif fault.kind == "revoke" and fault.after == after:
            self.tokens.revoke(passage.account or fault.account)
        elif fault.kind in ("ban_window", "ban_quota") and not after and passage.client_id:
            app = self.world.apps[passage.client_id]
            self.quota.ban(app, passage.bucket, fault.seconds, self.world.clock.now(), quota=fault.kind == "ban_quota")

    def _logged(self, request: Request, passage: Passage, answer: Answer) -> Answer:
        """Logs the call; an answer of status 0 means to cut the connection. Raises Dropped."""
        path = request.path[3:] if request.path.startswith("/v1/") else request.path
        self.log.add(
            self.world.clock.now(),
            passage.client_id,
            passage.account,
            request.method,
            passage.template,
            path,
            answer.status,
            passage.during_ban,
            [fault.kind for fault in passage.faults],
        )
        if answer.status == 0:
            raise Dropped
        return answer
