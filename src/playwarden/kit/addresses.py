"""Which numeric addresses anybody may be sent to, and which belong to this machine and its neighbours."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address, IPv6Network

_AROUND = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Networks whose last 32 bits are an IPv4 address: that of translators, and the one of old."""
_INSIDE = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""For use inside a network alone, although some versions of Python call them global."""


def is_public(address: str) -> bool:
    """Whether a numeric address, IPv4 or IPv6, with or without a zone, is one of the public internet; an IPv6 address
    that stands for an IPv4 one is what that is. Raises ValueError for what is no address.
    """
    known = ipaddress.ip_address(address.partition("%")[0])
    meant = known if isinstance(known, IPv4Address) else _meant(known)
    if isinstance(meant, IPv6Address) and any(meant in network for network in _INSIDE):
        return False
    return meant.is_global and not meant.is_multicast


def _meant(address: IPv6Address) -> IPv4Address | IPv6Address:
    if any(address in network for network in _AROUND) and int(address) > 1:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
