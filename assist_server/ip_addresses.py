"""IP addresses as headers and settings write them: with a port, in brackets, with a zone, IPv4 within IPv6."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

BRACKETED = re.compile(r"\[([^\[\]]*)\](?::\d{1,5})?")
WITH_PORT = re.compile(r"([\d.]+):\d{1,5}")
HOUSEHOLD = 64  # bits of an IPv6 address that one household has for itself


def read_address(text: str) -> Address | None:
    """Return the address of 203.0.113.9, 203.0.113.9:5555, 2001:db8::1, [2001:db8::1]:443 or fe80::1%eth0, or None."""
    text = text.strip().strip('"')
    found = BRACKETED.fullmatch(text) or WITH_PORT.fullmatch(text)
    try:
        address = ip_address((found[1] if found else text).partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def read_network(text: str) -> Network:
    """Return the network of 10.0.0.0/8, or of one address written in any way. Raises ValueError."""
    address = read_address(text)
    return ip_network(address or text.strip(), strict=False)


def household(address: Address) -> str:
    """Return what a client cannot change by itself: of IPv6 the network of its household, with its many addresses."""
    return str(ip_network((address, HOUSEHOLD), strict=False)) if address.version == 6 else str(address)
