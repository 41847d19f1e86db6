"""Which addresses are this machine's own."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_named_here(url: str) -> bool:
    """Whether a call that was sent to an address names this machine.

    A name that leads here only because somebody else's DNS says so does not (DNS rebinding).
    """
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:  # such as a host that begins with a bracket
        return False
