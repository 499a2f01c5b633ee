"""Errors as HTTP answers: one table from the tree of errors to a status, as `application/problem+json`."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from playwarden.kit import errors
from playwarden.kit.problems import facts

STATUS: dict[type[errors.PlaywardenError], HTTPStatus] = {
    errors.InputError: HTTPStatus.BAD_REQUEST,
    errors.OtherRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Overtaken: HTTPStatus.PRECONDITION_FAILED,
    errors.Refused: HTTPStatus.FORBIDDEN,
    errors.SignedOut: HTTPStatus.UNAUTHORIZED,
    errors.Throttled: HTTPStatus.TOO_MANY_REQUESTS,
    errors.LinkSpent: HTTPStatus.GONE,
    errors.NotApproved: HTTPStatus.CONFLICT,
    errors.Blocked: HTTPStatus.CONFLICT,
    errors.NeedsReconnecting: HTTPStatus.CONFLICT,
    errors.RateLimited: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.SpotifyError: HTTPStatus.BAD_GATEWAY,
    errors.Interrupted: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
}
"""A kind that is not named has the status of the nearest kind above it."""


def status_of(error: errors.PlaywardenError) -> HTTPStatus:
    """The HTTP status of `error`."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem(
    status: int, code: str, what: str, remedy: str = "", headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """An answer by RFC 9457; `type` is a URN made of the stable `code`."""
    body = {
        "type": f"urn:playwarden:error:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": what,
        "code": code,
        "remedy": remedy,
        **more,
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def told(_request: Request, error: errors.PlaywardenError) -> JSONResponse:
    """The answer for an error of ours. RateLimited says when in `until`; it holds no Retry-After of Spotify's."""
    return problem(status_of(error), error.code, error.what, error.remedy, **facts(error))
