"""A message goes to the very address that was looked at, and no receiver keeps its sender for longer than allowed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from urllib.parse import urlsplit

import pytest

from simulator.outbox import Message
from simulator.sending import MOST_HEARD, TIMEOUT, Address, Sender, Unsent, addresses
from simulator.targets import Targets
from tests.simulator.control.receiver import Receiver

PATIENCE = 60
INET = socket.AF_INET


def message(url: str) -> Message:
    return Message("1", "hook", "channel", "event", url, b'{"a": 1}', None)


def reason(sender: Sender, url: str) -> str:
    with pytest.raises(Unsent) as raised:
        sender.post(message(url))
    return str(raised.value)


def leading(*answers: str) -> tuple[Callable[[str, int], list[Address]], list[str]]:
    """A resolver that answers these addresses, another each time, and what it was asked."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[Address]:
        asked.append(host)
        return [(INET, (answers[len(asked) - 1], port))]

    return resolve, asked


@contextmanager
def saying(*said: bytes, ends: bool = True) -> Iterator[str]:
    """A receiver that says these bytes to whoever calls, and then ends the connection or stays silent."""
    with socket.create_server(("127.0.0.1", 0)) as made:

        def serve() -> None:
            wire = made.accept()[0]
            with wire, suppress(ConnectionError):
                wire.recv(65536)
                for each in said:
                    wire.sendall(each)
                while not ends and wire.recv(65536):
                    pass  # until the sender hangs up

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{made.getsockname()[1]}/"
        thread.join(PATIENCE)
        assert not thread.is_alive()


class NearlyOver:
    """Real seconds of which, once the request is sent, nearly all are over: it is looked at four times until then."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return 0 if self.looks <= 4 else TIMEOUT - 0.01


def test_the_connection_is_made_to_the_address_that_was_looked_at_and_the_name_looked_up_once() -> None:
    resolve, asked = leading("127.0.0.1", "169.254.169.254")
    with Receiver() as receiver:
        port = urlsplit(receiver.url).port
        assert Sender(resolve=resolve).post(message(f"http://erp.example:{port}/hooks?a=b")) == 200
        (taken,) = receiver.taken
    assert (taken.headers["host"], taken.path, taken.body) == (
        f"erp.example:{port}",
        "/hooks?a=b",
        b'{"a": 1}',
    )
    assert asked == ["erp.example"]


def test_a_name_that_leads_to_a_refused_address_as_well_is_not_connected_to_at_all() -> None:
    with Receiver() as receiver:
        port = urlsplit(receiver.url).port

        def both(host: str, port: int) -> list[Address]:
            return [(INET, ("127.0.0.1", port)), (INET, ("169.254.169.254", port))]

        said = reason(Sender(resolve=both), f"http://erp.example:{port}/")
        assert receiver.taken == []
    assert said.startswith("not sent: erp.example leads to 169.254.169.254, which is link-local")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_from_a_server_for_others_this_machine_is_not_reached_however_it_is_written(host: str) -> None:
    with Receiver() as receiver:
        said = reason(Sender(Targets(private=False)), f"http://{host}:{urlsplit(receiver.url).port}/")
        assert receiver.taken == []
    assert "is no public address" in said


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with Receiver() as receiver:
        receiver.answers = [307]
        assert Sender().post(message(receiver.url)) == 307
        assert len(receiver.taken) == 1


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Receiver() as receiver:
        assert Sender().post(message(receiver.url)) == 200


def test_of_several_addresses_the_next_is_tried_where_nobody_listens() -> None:
    with Receiver() as receiver:

        def both(host: str, port: int) -> list[Address]:
            return [(INET, ("127.0.0.2", port)), *addresses("127.0.0.1", port)]

        assert Sender(resolve=both).post(message(receiver.url)) == 200


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://[", "the destination is no address of HTTP"),
        ("http://a:99999/", "the destination is no address of HTTP"),
        ("ftp://a/", "the destination is no address of HTTP"),
        ("http:///x", "the destination names no host"),
        ("http://127.0.0.1:9/a b", "the destination has letters in its path that no address of HTTP has"),
        ("http://127.0.0.1:9/ä", "the destination has letters in its path that no address of HTTP has"),
        ("http://127.0.0.1:9/?a=\x7f", "the destination has letters in its path that no address of HTTP has"),
        ("http://a..b/", "the name a..b leads nowhere"),
        ("http://name.invalid/", "the name name.invalid leads nowhere"),
    ],
)
def test_a_destination_that_is_none_is_told_as_that(url: str, said: str) -> None:
    def resolve(host: str, port: int) -> list[Address]:
        if host == "name.invalid":
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return addresses(host, port)

    assert reason(Sender(resolve=resolve), url) == said


def test_what_stood_in_the_way_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as made:
        port = made.getsockname()[1]
    assert reason(Sender(), f"http://127.0.0.1:{port}/") == "nobody takes connections there"
    with saying(b"") as url:
        assert reason(Sender(), url) == "the connection ended before an answer"
    with saying(b"220 mail.example ESMTP\r\n") as url:
        assert reason(Sender(), url) == "what it answered is no answer of HTTP"
    with saying(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        assert "TLS" in reason(Sender(), url.replace("http:", "https:"))


@pytest.mark.parametrize(
    "said",
    [
        (),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 20,),
    ],
    ids=["nothing", "half a head", "that it goes on"],
)
def test_whoever_does_not_answer_is_left_when_the_time_is_over_whatever_it_says_meanwhile(
    said: tuple[bytes, ...],
) -> None:
    with saying(*said, ends=False) as url:
        sender = Sender(seconds=NearlyOver())
        with pytest.raises(Unsent, match="no answer within 10 seconds") as raised:
            sender.post(message(url))
    assert raised.value.silent


def test_an_answer_that_never_ends_is_read_as_far_as_allowed() -> None:
    with saying(b"HTTP/1.1 100 Continue\r\n\r\n" * (MOST_HEARD // 20), ends=False) as url:
        assert reason(Sender(), url) == "what it answered is no answer of HTTP"
