"""Which addresses webhooks may be sent to: a policy, and no network.

A client names the address and the server goes there. So it goes nowhere that says something to this machine which it
says to nobody else, and from a server that other machines reach to public addresses only, unless it was told otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_NEVER = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",  # "this host" (RFC 1122), which systems take for loopback
        "169.254.0.0/16",  # link-local (RFC 3927): there clouds tell a machine its credentials
        "168.63.129.16/32",  # Azure's own services for a machine
        "100.100.100.200/32",  # Alibaba Cloud's
        "192.0.0.192/32",  # Oracle Cloud's
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "::/128",
        "2001::/32",  # Teredo (RFC 4380), which hides an IPv4 address
        "64:ff9b:1::/48",  # translation of a network's own (RFC 8215), which may hide any
        "fd00:ec2::/32",  # Amazon's services for a machine
        "fd20:ce::/32",  # Google's
        "fe80::/10",  # link-local
        "ff00::/8",  # multicast
    )
)
_TRANSLATED = tuple(
    IPv6Network(each)
    for each in (
        "64:ff9b::/96",  # RFC 6052: the last 32 bits are the IPv4 address that is meant
        "::ffff:0:0:0/96",  # RFC 7915, the same
    )
)
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, the same; but for `::` and `::1`
_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out of IPv6; site-local addresses are not in it
_LOCAL = (  # which the ipaddress of some versions of Python takes for public ones
    IPv4Network("192.0.0.0/24"),  # for protocols (RFC 6890)
    IPv6Network("3fff::/20"),  # for examples (RFC 9637)
)
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_WRITTEN = "such as erp, erp.example.com, 10.1.2.3, 172.16.0.0/12 or fd12::/16"


@dataclass(frozen=True, slots=True)
class Targets:
    """What a server may send webhooks to: public addresses, with `private` all others that are nobody's secret too.

    Without, only those of the `networks`, and those that the `names` lead to.
    """

    private: bool = True
    names: frozenset[str] = frozenset()
    networks: tuple[str, ...] = ()

    def refusal(self, host: str, address: str) -> str | None:
        """Say why nothing is sent to an IP address, to which a URL's host has led; None if it may be."""
        shown = address if address == host else f"{host} leads to {address}, which"
        meant = _meant(address)
        if any(meant in network for network in _NEVER):
            return (
                f"{shown} is link-local, multicast, reserved or a cloud's own: webhooks are never sent there"
            )
        if self.private or _is_public(meant) or host.lower().rstrip(".") in self.names:
            return None
        if any(meant in ip_network(network) for network in self.networks):
            return None
        return (
            f"{shown} is no public address, and a server that other machines reach sends webhooks to no other, "
            f"unless it is started with --webhooks-to {host} or a network"
        )


def targets(private: bool, told: Iterable[str] = ()) -> Targets:
    """Answer the policy of a server that was told of these names, addresses and networks.

    Raises ValueError for what is none, and for a network in which nothing is ever sent to.
    """
    names, networks = set(), []
    for word in told:
        if _NAME.fullmatch(word.lower()) and not _is_numeric(word):
            names.add(word.lower())
        else:
            networks.append(_network(word))
    return Targets(private, frozenset(names), tuple(networks))


def _is_numeric(word: str) -> bool:
    """Whether the last part of a name is a number: then it is an address, or meant as one."""
    return word.rpartition(".")[2].isdigit()


def _network(word: str) -> str:
    try:
        found = ip_network(word)
    except ValueError as error:
        raise ValueError(f"{word!r} is no host, address or network ({error}); write one {_WRITTEN}") from None
    for never in _NEVER:
        if found.version == never.version and found.subnet_of(never):  # type: ignore[arg-type]  # one version
            raise ValueError(f"{word} is in {never}, where webhooks are never sent to")
    return str(found)


def _meant(address: str) -> IPv4Address | IPv6Address:
    """The address that is reached in the end: one of IPv4 may be written as one of IPv6."""
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        return found
    if found.ipv4_mapped or found.sixtofour:
        return found.ipv4_mapped or found.sixtofour or found
    if any(found in each for each in _TRANSLATED) or (found in _COMPATIBLE and int(found) > 1):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one that anybody reaches."""
    is_given = isinstance(address, IPv4Address) or address in _UNICAST
    return is_given and address.is_global and not any(address in each for each in _LOCAL)
