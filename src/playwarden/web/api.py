"""The routes of the API over a container, and how what they raise is told: all that a command needs of the web."""

import logging
from collections.abc import Iterable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

import playwarden
from playwarden.bootstrap import Container
from playwarden.kit.errors import PlaywardenError
from playwarden.web.problems import problem, told
from playwarden.web.routes import SLICES, collected, methods_of

log = logging.getLogger(__name__)


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
    app.router.routes.extend(collected(slices))
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
