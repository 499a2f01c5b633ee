"""The address that Spotify sends the browser back to: where it may be, and what it says when it comes."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from playwarden.kit.errors import InputError

PATH = "/oauth/callback"
WITHOUT_PORT = f"http://127.0.0.1{PATH}"
"""What to register with the app: any port then works, and an address that does not load can be pasted."""


@dataclass(frozen=True, slots=True)
class Callback:
    """What came back: a code, or an error such as `access_denied`."""

    state: str
    code: str = field(default="", repr=False)
    error: str = ""


def parse_callback(text: str) -> Callback:
    """Reads a whole address, or only its query, as a person may paste it. Raises InputError."""
    pasted = text.strip().strip("'\"<>").strip()
    try:
        query = urlsplit(pasted).query or pasted.lstrip("?")
    except ValueError:  # brackets that are no IPv6 address
        query = ""
    values = {name: found[0] for name, found in parse_qs(query).items()}
    state, code, error = values.get("state", ""), values.get("code", ""), values.get("error", "")
    if not state or not (code or error):
        raise InputError(
            "This is not the address that Spotify leads to after the consent.",
            "Copy all of the browser's address line; it begins with the redirect address and holds code= and state=.",
        )
    return Callback(state, code, error)


def check_redirect(uri: str) -> str:
    """The address, if Spotify takes it: HTTPS, or HTTP on a loopback IP literal. Raises InputError."""
    try:
        parts = urlsplit(uri)
        if parts.hostname and parts.scheme == "https":
            return uri
        if parts.hostname and parts.scheme == "http" and ip_address(parts.hostname).is_loopback:
            return uri
    except ValueError:  # no address at all, or a name where an IP literal is wanted
        pass
    raise InputError(
        f"Spotify does not take {uri!r} as a redirect address.",
        f"Use HTTPS, or {WITHOUT_PORT} with any port; `localhost` is refused.",
    )
