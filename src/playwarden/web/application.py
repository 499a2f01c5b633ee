"""The web application as it is served: the API behind its gate, health, the pages, and the reference."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

import playwarden
from playwarden.bootstrap import Container
from playwarden.store.jobs.events import EVENTS_NEWS
from playwarden.web import oauth, reference
from playwarden.web.api import api
from playwarden.web.arrival import Front
from playwarden.web.bounds import Bounded
from playwarden.web.described import described
from playwarden.web.etags import Tagged
from playwarden.web.feed import Feed
from playwarden.web.gate import OPEN, Gate
from playwarden.web.loading import Loading, Slices
from playwarden.web.pages_serving import Pages
from playwarden.web.repeated import Repeated
from playwarden.web.schemas.health import Health


def create_app(container: Container, *, token: str, hosts: Iterable[str] = ()) -> FastAPI:
    """The API as it is served: `token` is the operator's, `hosts` further names it may be called by."""
    app = api(container, slices=())
    slices = Slices(app)
    app.state.feed = Feed(container.jobs, lambda heard: container.database.listen(EVENTS_NEWS, heard))
    app.add_middleware(Loading, slices=slices)
    app.add_middleware(Tagged)
    app.add_middleware(Repeated, replies=container.replies)
    app.add_middleware(Bounded)
    app.add_middleware(Pages)
    settings = container.settings
    front = Front(settings.public_url, settings.trusted_proxies)
    app.add_middleware(Gate, access=container.access, token=token, hosts=hosts, front=front)
    app.state.gated = True

    app.router.routes.extend(oauth.router.routes)
    plain = app.openapi

    def described_once() -> dict[str, Any]:
        if app.openapi_schema is None:
            slices.load_all()
            app.openapi_schema = described(plain(), OPEN)
        return app.openapi_schema

    app.openapi = described_once  # type: ignore[method-assign] # how FastAPI's document is extended

    # Functions of this module, for FastAPI remembers every endpoint for good: one made here would keep `app` with it.
    app.get("/health")(health)
    app.get("/docs", include_in_schema=False)(docs)
    return app


def health() -> Health:
    """Whether it serves."""
    return Health(status="ok", version=playwarden.__version__)


def docs(request: Request) -> HTMLResponse:
    """The reference of the API as a page."""
    container: Container = request.app.state.container
    page = reference.page(request.app.openapi(), str(container.settings.token_file))
    return HTMLResponse(page, headers={"Content-Security-Policy": reference.POLICY})
