"""Serves the built pages: every path that is not the API's is theirs, and the page itself finds out which it is."""

import mimetypes
import re
from pathlib import Path, PurePosixPath

from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playwarden.web.shields import PAGES_POLICY

BUILT = Path(__file__).with_name("pages")
"""What `make pages` builds; a wheel holds it."""
NOT_OURS = ("api", "health", "docs", "oauth")
"""First words of paths that are never a page."""
_FOR_EVER = "public, max-age=31536000, immutable"
_ASKED_AGAIN = "no-cache"
_UNBUILT = (
    "<!doctype html><meta charset=utf-8><title>Playwarden</title><p>The pages are not built here. "
    "<code>make pages</code> builds them; a released wheel holds them. The API answers at <code>/docs</code>."
)


class Pages:
    """Answers GET and HEAD of pages and their files; everything else goes on to `app`.

    Files below `assets/` bear a hash in their names and never change. Behind a proxy that adds a path, the gate has
    left it in the scope as `root_path`.
    """

    def __init__(self, app: ASGIApp, folder: Path = BUILT) -> None:
        self._app = app
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        base, path = scope.get("root_path", ""), scope["path"]
        if base and path.startswith(f"{base}/"):
            path = path[len(base) :]
        if not _is_page(path):
            await self._app(scope, receive, send)
            return
        answer = self._answer(path, base)
        # On scripts as well: a worker goes by the policy that came with its own file.
        answer.headers["Content-Security-Policy"] = PAGES_POLICY
        await answer(scope, receive, send)

    def _answer(self, path: str, base: str) -> Response:
        file = self._file(path)
        if file is not None:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            lasting = _FOR_EVER if file.parent.name == "assets" else _ASKED_AGAIN
            return FileResponse(file, media_type=kind, headers={"Cache-Control": lasting})
        if path.startswith("/assets/"):
            # A page of an earlier release asks for what is gone: answering with HTML would run as a script.
            return Response("This file is of another release. Load the page again.", 404, media_type="text/plain")
        return HTMLResponse(self._index(base), headers={"Cache-Control": _ASKED_AGAIN})

    def _file(self, path: str) -> Path | None:
        """The built file that `path` names; never one outside the folder, nor the build's own record."""
        parts = PurePosixPath(path).parts[1:]
        if not parts or any(part.startswith(".") or "\\" in part or "\x00" in part for part in parts):
            return None
        file = self._folder.joinpath(*parts)
        try:
            return file if parts != ("index.html",) and file.is_file() else None
        except OSError:
            return None  # a name that no file can have, such as one that is too long

    def _index(self, base: str) -> str:
        try:
            page = (self._folder / "index.html").read_text(encoding="utf-8")
        except FileNotFoundError:
            return _UNBUILT
        return re.sub(r'(href|src|content)="\./', lambda found: f'{found[1]}="{base}/', page)


def _is_page(path: str) -> bool:
    return path.split("/", 2)[1] not in NOT_OURS if path.startswith("/") else False
