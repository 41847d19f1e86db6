"""What holds for every test: no network but loopback, the same examples in every run, the longest first."""

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Examples come from the test's own name, not from chance, a file, or a time limit.
settings.register_profile("dunbox", derandomize=True, database=None, deadline=None)
settings.load_profile("dunbox")

# The files that take longest, the longest first: begun last, one of them would keep one process busy alone.
LONGEST = (
    "conformance/test_proof.py",
    "pages/test_commands.py",
    "examples/test_node_client.py",
    "simulator/store/test_killed.py",
    "fuzz/test_documents.py",
    "conformance/judge/test_crash.py",
    "conformance/judge/test_runner.py",
    "conformance/judge/test_attach.py",
    "conformance/cli/test_signals.py",
    "conformance/cli/test_bench.py",
    "conformance/clients/test_client_protocol.py",
    "simulator/http/test_any_request.py",
    "conformance/judge/test_trouble.py",
    "test_without_extras.py",
    "test_wheel.py",
)
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; the others stay in their order."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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
