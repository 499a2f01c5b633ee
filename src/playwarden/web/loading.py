"""The slices of the application as it is served, each loaded when something of it is asked for the first time.

A server that starts answers at once, and rooms that nobody enters take no memory.
"""

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from playwarden.kit.loading import LOADING
from playwarden.web.routes import PREFIX, SLICES, belonging, collected


class Slices:
    """The slices of one application. Its routes stand in the order of `SLICES`, in whatever order they are loaded."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._loaded: dict[str, list[APIRoute]] = {}

    def missing(self, path: str) -> list[str]:
        """The slices that may have a route for `path` and are not loaded yet."""
        if not path.startswith(f"{PREFIX}/"):
            return []
        return [name for name in belonging(path[len(PREFIX) + 1 :].partition("/")[0]) if name not in self._loaded]

    def load(self, names: list[str]) -> None:
        """From any thread. Raises TypeError for one that does not declare what it requires: none of it is served."""
        router = self._app.router
        with LOADING:
            found = {name: collected([name]) for name in names}
            ours = {id(route) for routes in self._loaded.values() for route in routes}
            others = [route for route in router.routes if id(route) not in ours]
            loaded = found | self._loaded
            # A new list, for the loop may be looking through the old one; and it stands before it is called loaded.
            router.routes = [*others, *(route for name in SLICES for route in loaded.get(name, ()))]
            self._loaded = loaded

    def load_all(self) -> None:
        """For the reference, which shows all of them."""
        self.load([name for name in SLICES if name not in self._loaded])


class Loading:
    """Sees to it that the routes which a request is meant for are there."""

    def __init__(self, app: ASGIApp, slices: Slices) -> None:
        self._app = app
        self._slices = slices

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            base, path = scope.get("root_path", ""), scope["path"]
            missing = self._slices.missing(path.removeprefix(base))
            if missing:
                await anyio.to_thread.run_sync(self._slices.load, missing)
        await self._app(scope, receive, send)
