"""The reference client's HTTP, against servers that say byte by byte what they are told to."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import pytest

from conformance.clients.reference.wire import NoAnswer, Reply, Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """A server that gives each connection its own list of answers, one a request, and ends it after the last."""

    def __init__(self, *connections: Sequence[bytes]) -> None:
        self.requests: list[bytes] = []
        self.ended = threading.Semaphore(0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, args=(connections,))

    def _serve(self, connections: Sequence[Sequence[bytes]]) -> None:
        with self._listener:
            for answers in connections:
                connection, _ = self._listener.accept()
                with connection:
                    for answer in answers:
                        self.requests.append(connection.recv(65536))
                        connection.sendall(answer)
                self.ended.release()


@contextmanager
def serving(*connections: Sequence[bytes]) -> Iterator[Server]:
    server = Server(*connections)
    server.thread.start()
    yield server
    server.thread.join()


def asked(*answers: bytes) -> Reply:
    """The answer to one request of which each piece is sent at once."""
    with serving([b"".join(answers)]) as server, closing(Wire()) as wire:
        return wire.exchange("GET", f"{server.url}/x", {}, None)


def test_a_request_goes_out_whole_with_its_target_encoded_once() -> None:
    with serving([OK]) as server, closing(Wire()) as wire:
        wire.exchange("POST", f"{server.url}/a%20b/ä?q=1,2", {"Accept": "x/y"}, b"hi")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /a%20b/%C3%A4?q=1,2 HTTP/1.1"
    assert {b"Accept: x/y", b"Content-Length: 2", b"Host: " + server.url[7:].encode()} <= set(lines)
    assert body == b"hi"


def test_a_connection_is_used_again_and_a_new_one_made_where_the_server_ended_it() -> None:
    with serving([OK, OK], [OK]) as server, closing(Wire()) as wire:
        for _ in range(2):
            assert wire.exchange("GET", server.url, {}, None).content == b"ok"
        assert server.ended.acquire(timeout=10)
        wire.exchange("GET", server.url, {}, None)
    assert len(server.requests) == 3


def test_a_connection_that_the_server_wants_closed_is_not_used_again() -> None:
    last = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    with serving([last, OK], [OK]) as server, closing(Wire()) as wire:
        wire.exchange("GET", server.url, {}, None)
        wire.exchange("GET", server.url, {}, None)
    assert server.requests[1] == b""  # what the server heard on the first connection after that answer


def test_an_answer_may_come_in_chunks_or_end_with_its_connection_or_have_no_body() -> None:
    head = b"HTTP/1.1 200 OK\r\n"
    assert asked(head, b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n").content == b"abc"
    assert asked(head, b"\r\nabc") == Reply(200, {}, b"abc")
    assert asked(b"HTTP/1.1 204 No Content\r\nX-Y: z\r\n\r\n") == Reply(204, {"x-y": "z"}, b"")


def test_an_interim_answer_is_passed_over() -> None:
    assert asked(b"HTTP/1.1 100 Continue\r\n\r\n", OK).content == b"ok"


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", b"no HTTP\r\n\r\n"]
)
def test_what_is_no_whole_answer_is_none(answer: bytes) -> None:
    with pytest.raises(NoAnswer, match="no answer"):
        asked(answer)


def test_a_server_that_is_not_there_gives_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with closing(Wire()) as wire, pytest.raises(NoAnswer, match="ConnectionRefusedError"):
        wire.exchange("GET", f"http://127.0.0.1:{port}", {}, None)


def test_a_header_with_a_line_break_is_not_sent() -> None:
    with pytest.raises(ValueError, match="line break"):
        Wire().exchange("GET", "http://127.0.0.1:9", {"Authorization": "Bearer a\r\nHost: b"}, None)
