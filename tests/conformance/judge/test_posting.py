"""A webhook to an address of the client's own: whatever is there, the delivery ends."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from conformance.runner.posting import posted


@dataclass(frozen=True)
class Message:
    url: str
    id: str = "1"
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    body: bytes = b"{}"
    attempt: int = 1


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of a server that takes one connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hooks"
        thread.join(10)
        assert not thread.is_alive()


def test_the_status_of_the_answer_is_what_counts() -> None:
    with answering(lambda connection: connection.sendall(b"HTTP/1.1 204 Fine\r\n\r\n")) as url:
        assert posted(Message(url), 10.0) == 204


@pytest.mark.parametrize("begin", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_drips_without_end_is_none_and_its_connection_is_ended(begin: bytes) -> None:
    def drips(connection: socket.socket) -> None:
        connection.sendall(begin)
        connection.settimeout(0.02)
        while True:
            try:
                connection.sendall(b"a")
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    with answering(drips) as url:
        assert posted(Message(url), 0.3) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://a..example/hooks",
        f"http://{'a' * 64}.example/hooks",
        "http://[::1/hooks",
        "http://127.0.0.1:99999/hooks",
        "http:///hooks",
        "http://127.0.0.1:1/a b",
    ],
)
def test_an_address_that_cannot_be_called_gives_no_answer(url: str) -> None:
    assert posted(Message(url), 5.0) is None
