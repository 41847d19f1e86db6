"""What holds for every test: no network but loopback, and the same examples in every run."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# Examples come from the test's own name, not from chance, a file, or a time limit.
settings.register_profile("dunbox", derandomize=True, database=None, deadline=None)
settings.load_profile("dunbox")

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _only_loopback(address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else "127.0.0.1"
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise OSError(f"a test connects to {host}: only loopback addresses are allowed")


@pytest.fixture(scope="session", autouse=True)
def no_network_but_loopback() -> Iterator[None]:
    """Refuse connections of this process to anything but this machine."""

    def connect(self: socket.socket, address: Any) -> None:
        _only_loopback(address)
        _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _only_loopback(address)
        return _connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        yield
