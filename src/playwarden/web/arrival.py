"""How a request came: from which address, under which name, encrypted or not; proxies are believed where named."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

ARRIVAL = "playwarden.arrival"
"""Where the gate leaves it."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Arrival:
    """`host` is the name and port that were called; `base` the sub-path that everything lies under, '' for none."""

    address: str
    scheme: str
    host: str
    base: str = ""

    @property
    def secure(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def url(self) -> str:
        """What addresses of ours begin with."""
        return self.origin + self.base

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: browsers hold cookies with these prefixes to what they promise."""
        if not self.secure:
            return "playwarden_session"
        return "__Secure-playwarden_session" if self.base else "__Host-playwarden_session"


class Front:
    """The face that the server shows: its public address, and the proxies that stand before it."""

    def __init__(self, public_url: str = "", proxies: Iterable[str] = ()) -> None:
        """`proxies` are addresses and networks."""
        parts = urlsplit(public_url)
        self.public_host = parts.netloc.lower()
        self.name = (parts.hostname or "").lower()
        self._scheme = parts.scheme
        self._base = parts.path.rstrip("/")
        self._proxies = tuple(ip_network(each, strict=False) for each in proxies)

    def arrival(self, scope: Scope) -> Arrival:
        """X-Forwarded-For, -Proto and -Host count when a named proxy sent them, and else are what anybody may write."""
        headers = Headers(scope=scope)
        client = scope.get("client")
        address = client[0] if client else ""
        scheme, host = str(scope.get("scheme", "http")), headers.get("host", "")
        if address and self._trusts(address):
            scheme = _last(headers.get("x-forwarded-proto", "")) or scheme
            host = _last(headers.get("x-forwarded-host", "")) or host
            address = self._client(headers.getlist("x-forwarded-for"), address)
        if self.public_host and host.lower() == self.public_host:
            # Whoever calls it by its public name is told that name's scheme: a proxy that says nothing takes no
            # protection away.
            return Arrival(address, self._scheme, host.lower(), self._base)
        return Arrival(address, "https" if scheme == "https" else "http", host.lower(), self._base)

    def _trusts(self, address: str) -> bool:
        try:
            known = ip_address(address)
        except ValueError:
            return False
        return any(known.version == network.version and known in network for network in self._proxies)

    def _client(self, told: Iterable[str], peer: str) -> str:
        """The nearest address that is no proxy of ours: what stands before it could be anybody's words."""
        hops = [hop.strip() for line in told for hop in line.split(",")]
        for hop in reversed(hops):
            if not _is_address(hop):
                return peer
            peer = hop
            if not self._trusts(hop):
                break
        return peer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _last(told: str) -> str:
    return told.rpartition(",")[2].strip().lower()


def hostname(host: str) -> str:
    """The Host header without its port; `[::1]:80` is `::1`."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()
