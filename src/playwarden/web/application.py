"""The web application: health, the routes, and their reference."""

import logging
from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

import playwarden
from playwarden.bootstrap import Container
from playwarden.kit.errors import PlaywardenError
from playwarden.store.jobs.events import EVENTS_NEWS
from playwarden.web import oauth, reference
from playwarden.web.arrival import Front
from playwarden.web.bounds import Bounded
from playwarden.web.described import described
from playwarden.web.etags import Tagged
from playwarden.web.feed import Feed
from playwarden.web.gate import OPEN, Gate
from playwarden.web.pages_serving import Pages
from playwarden.web.problems import problem, told
from playwarden.web.repeated import Repeated
from playwarden.web.routes import SLICES, collected, methods_of
from playwarden.web.schemas.health import Health

log = logging.getLogger(__name__)


def create_app(container: Container, *, token: str, hosts: Iterable[str] = ()) -> FastAPI:
    """The API as it is served: `token` is the operator's, `hosts` further names it may be called by."""
    app = api(container)
    app.state.feed = Feed(container.jobs, lambda heard: container.database.listen(EVENTS_NEWS, heard))
    app.add_middleware(Tagged)
    app.add_middleware(Repeated, replies=container.replies)
    app.add_middleware(Bounded)
    app.add_middleware(Pages)
    settings = container.settings
    front = Front(settings.public_url, settings.trusted_proxies)
    app.add_middleware(Gate, access=container.access, token=token, hosts=hosts, front=front)
    app.state.gated = True

    app.include_router(oauth.router)
    plain = app.openapi

    def described_once() -> dict[str, Any]:
        if app.openapi_schema is None:
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


def api(container: Container, slices: Iterable[str] = SLICES) -> FastAPI:
    """The routes over `container`, behind no gate: whoever holds the container may do everything with it anyway.

    With `slices` those alone.
    """
    app = FastAPI(
        title="Playwarden API",
        version=playwarden.__version__,
        description="What Playwarden knows and does. Errors are application/problem+json with a stable code.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.container = container
    app.state.gated = False
    app.include_router(collected(slices))
    app.add_exception_handler(PlaywardenError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)
    return app


def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PlaywardenError)
    return told(request, error)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    what = str(first["msg"]).removeprefix("Value error, ")
    return problem(422, "input", f"{where}: {what}.", "The reference at /docs shows what is taken.")


def _plain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    remedy = "The reference at /docs lists the paths."
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # The framework names the methods of the first route of that path alone.
        headers["Allow"] = ", ".join(methods_of(request.url.path)) or headers.get("Allow", "GET")
    return problem(error.status_code, "http", str(error.detail) + ".", remedy, headers)


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected failure at %s %s", request.method, request.url.path, exc_info=error)
    return problem(500, "unexpected", "Something unexpected happened.", "The log in the data folder has the details.")
