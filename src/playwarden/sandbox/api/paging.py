"""Pages as the Web API cuts them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from playwarden.sandbox.routing import Call


def page_frame(call: Call, path: str, total: int, limit: int, offset: int, kept: Mapping[str, str]) -> dict[str, Any]:
    """All of a page but its items; `kept` parameters stand in the addresses of the neighbouring pages."""

    def address(start: int) -> str:
        return f"{call.shapes.api}{path}?{urlencode({'offset': start, 'limit': limit, **kept})}"

    return {
        "href": address(offset),
        "limit": limit,
        "next": address(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": address(max(0, offset - limit)) if offset > 0 else None,
        "total": total,
    }


def page(
    call: Call, path: str, total: int, items: list[Any], limit: int, offset: int, kept: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A page with its items."""
    return {**page_frame(call, path, total, limit, offset, kept or {}), "items": items}


def kept_parameters(call: Call, *names: str) -> dict[str, str]:
    """Those of the named parameters that the caller gave."""
    return {name: call.request.query[name] for name in names if name in call.request.query}
