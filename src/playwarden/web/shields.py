"""The headers that every answer bears: what a browser may load, embed, guess and tell others."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from playwarden.web.arrival import Arrival

PAGES_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""For pages. Styles may stand in them, scripts may not: components place things by style attributes."""
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For everything else, should a browser ever show it as a page."""
HSTS = "max-age=31536000"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def shielded(send: Send, arrival: Arrival, *, data: bool) -> Send:
    """`send`, with these headers on what begins an answer; one that the answer has already stays. `data`: it holds
    somebody's, and no cache between keeps it.
    """

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            page = headers.get("content-type", "").startswith("text/html")
            headers.setdefault("content-security-policy", PAGES_POLICY if page else DATA_POLICY)
            if data:
                headers.setdefault("cache-control", "private, no-cache")
            if arrival.secure:
                headers.setdefault("strict-transport-security", HSTS)
        await send(message)

    return sending
