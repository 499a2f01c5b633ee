"""Serves the built pages: every path that is not the API's is theirs, and the page itself finds out which it is."""

import mimetypes
import re
from pathlib import Path, PurePosixPath

from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUILT = Path(__file__).with_name("pages")
"""What `make pages` builds; a wheel holds it."""
NOT_OURS = ("api", "health", "docs", "oauth")
"""First words of paths that are never a page."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Styles may stand in the page: rows of long lists are placed by them, and they cannot fetch anything."""
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASKED_AGAIN = "no-cache"
_UNBUILT = (
    "<!doctype html><meta charset=utf-8><title>Playwarden</title><p>The pages are not built here. "
    "<code>make pages</code> builds them; a released wheel holds them. The API answers at <code>/docs</code>."
)


class Pages:
    """Answers GET and HEAD of pages and their files; everything else goes on to `app`.

    Files below `assets/` bear a hash in their names and never change. `prefix` is the path below which the server is
    reached from outside, `/` without a proxy that adds one.
    """

    def __init__(self, app: ASGIApp, folder: Path = BUILT, prefix: str = "/") -> None:
        self._app = app
        self._folder = folder
        self._prefix = prefix if prefix.endswith("/") else f"{prefix}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not _is_page(scope["path"]):
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope["path"])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await answer(scope, receive, sending)

    def _answer(self, path: str) -> Response:
        file = self._file(path)
        if file is not None:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            lasting = _FOR_EVER if file.parent.name == "assets" else _ASKED_AGAIN
            return FileResponse(file, media_type=kind, headers={"Cache-Control": lasting})
        if path.startswith("/assets/"):
            # A page of an earlier release asks for what is gone: answering with HTML would run as a script.
            return Response("This file is of another release. Load the page again.", 404, media_type="text/plain")
        return HTMLResponse(self._index(), headers={"Cache-Control": _ASKED_AGAIN})

    def _file(self, path: str) -> Path | None:
        """The built file that `path` names; never one outside the folder, nor the build's own record."""
        parts = PurePosixPath(path).parts[1:]
        if not parts or any(part.startswith(".") or "\\" in part or "\x00" in part for part in parts):
            return None
        file = self._folder.joinpath(*parts)
        return file if parts != ("index.html",) and file.is_file() else None

    def _index(self) -> str:
        try:
            page = (self._folder / "index.html").read_text(encoding="utf-8")
        except FileNotFoundError:
            return _UNBUILT
        return re.sub(r'(href|src|content)="\./', rf'\g<1>="{self._prefix}', page)


def _is_page(path: str) -> bool:
    return path.split("/", 2)[1] not in NOT_OURS if path.startswith("/") else False
