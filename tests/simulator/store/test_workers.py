"""Several servers on one store: whichever of them is asked, a sandbox answers as one, and loses nothing."""

from __future__ import annotations

import socket
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count, takewhile
from pathlib import Path
from threading import Barrier, Event
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest

from conformance.cli import exit_code_of
from simulator.contract.reading import JSON_LIMIT
from tests.postgres import Postgres
from tests.simulator.stage import ALL_SCOPES, FORM, JSON
from tests.simulator.store.killing import ROOT, SERVE
from tests.simulator.store.workers import TIMEOUT, Broken, Client, Servers, asked, side_by_side

T = TypeVar("T")
STORES = ["file", "database"]
CLIENTS = 8
SENT = 12


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store: a file, or a database."""
    if request.param == "file":
        return str(tmp_path / "store.db")
    found: str = request.getfixturevalue("database")
    return found


@contextmanager
def serving(place: str, *options: str, workers: int = 4, **more: Any) -> Iterator[Servers]:
    """Servers that are stopped in the end; then the store is sound."""
    servers = Servers(place, *options, workers=workers, **more)
    try:
        yield servers
    except BaseException:
        servers.kill()
        raise
    assert servers.stop() == 0, servers.errors
    assert exit_code_of(["doctor", place]) == 0


def numbers(client: Client) -> Counter[str]:
    """The numbers of all invoices that a sandbox has, and how often each is there."""
    found: Counter[str] = Counter()
    page = 1
    while invoices := client.ask("GET", f"/invoices?direction=SENT&per_page=100&page={page}"):
        found.update(each["number"] for each in invoices)
        page += 1
    return found


def sends(client: Client, told: list[str], first: int, count: int) -> None:
    """A client that sends invoices, and sees each at once over another connection."""
    for number in range(first, first + count):
        sent = client.send(str(number))
        told.append(str(number))
        assert client.ask("GET", f"/invoices/{sent}")["number"] == str(number)


def test_eight_clients_of_one_sandbox_and_of_many_find_each_of_their_invoices_once(place: str) -> None:
    with serving(place) as servers:
        ids = ["1", *(servers.control("POST", "/sandboxes", {})["id"] for _ in range(CLIENTS // 2))]
        told: dict[str, list[str]] = {each: [] for each in ids}
        clients: list[Callable[[], object]] = []
        for nth in range(CLIENTS):
            owner = "1" if nth % 2 else ids[1 + nth // 2]
            clients.append(partial(sends, servers.client(owner), told[owner], 1000 * (nth + 1), SENT))
        side_by_side(clients)
        for owner in ids:
            assert numbers(servers.client(owner)) == Counter(told[owner])
        assert sum(map(len, told.values())) == CLIENTS * SENT


def test_a_worker_that_is_killed_is_started_again_and_nothing_answered_is_missing(place: str) -> None:
    with serving(place) as servers:
        ids = ["1", *(servers.control("POST", "/sandboxes", {})["id"] for _ in range(3))]
        told: dict[str, list[str]] = {each: [] for each in ids}
        work_goes_on, killed = Barrier(2 * len(ids) + 1, timeout=TIMEOUT), Event()

        def send(client: Client, owner: str, number: int) -> None:
            client.send(str(number))
            told[owner].append(str(number))

        def work(client: Client, owner: str, first: int) -> None:
            send(client, owner, first)
            work_goes_on.wait()
            for number in takewhile(lambda _: not killed.is_set(), count(first + 1)):
                with suppress(Broken):  # its worker was killed: it may be there, or not
                    send(client, owner, number)

        def kill() -> None:
            work_goes_on.wait()
            try:
                for nth in range(4):
                    servers.kill_worker(nth % 2)
            finally:
                killed.set()

        clients = [
            partial(work, servers.client(owner), owner, 10_000 * nth) for nth, owner in enumerate(ids * 2, 1)
        ]
        side_by_side([*clients, kill])
        for owner in ids:
            assert len(told[owner]) >= 2
            found = numbers(servers.client(owner))
            assert found.keys() >= set(told[owner])
            assert max(found.values()) == 1


def test_workers_end_when_their_supervisor_is_killed_and_what_was_answered_is_there(place: str) -> None:
    servers = Servers(place)
    told: list[str] = []
    enough = Event()

    def work(client: Client, first: int) -> None:
        try:
            for number in count(first):
                sends(client, told, number, 1)
                if len(told) >= SENT:
                    enough.set()
        except Broken:
            """The servers have ended."""
        finally:
            enough.set()

    def kill() -> None:
        enough.wait()
        servers.kill()

    side_by_side([partial(work, servers.client(), 10_000), partial(work, servers.client(), 20_000), kill])
    assert len(told) >= SENT
    assert exit_code_of(["doctor", place]) == 0
    with serving(place) as again:
        assert numbers(again.client()).keys() >= set(told)


def through_each(servers: Servers, ask: Callable[[], T], workers: int = 4) -> list[T]:
    """What is answered over connections that came to each of the workers; the ids of requests begin with theirs."""
    answers: dict[str, T] = {}
    for _ in range(1000):
        _, _, headers = servers.ask("GET", "/control/v1/sandboxes/none")
        answers.setdefault(headers["x-request-id"].partition("-")[0], ask())
        if len(answers) == workers:
            return list(answers.values())
    raise AssertionError(f"only these workers are asked: {sorted(answers)}")


def test_secrets_and_tokens_are_good_at_each_worker_and_one_that_was_removed_at_none(place: str) -> None:
    with serving(place) as servers:
        made = servers.control("POST", "/sandboxes", {"name": "one", "seed": 5})
        client = servers.client("one")
        sent = client.send("100")
        assert set(through_each(servers, client.fresh_token)) != set()
        assert set(through_each(servers, lambda: client.ask("GET", f"/invoices/{sent}")["number"])) == {"100"}
        assert client.words == made["endpoints"]["maventa"]
        servers.control("DELETE", "/sandboxes/one")
        form = {name: client.words[name] for name in ("client_id", "client_secret")}

        def refused() -> str:
            body = urlencode({"grant_type": "client_credentials", "scope": ALL_SCOPES, **form}).encode()
            return str(asked(servers.port, "POST", "/maventa/oauth2/token", body, {"content-type": FORM})[0])

        assert set(through_each(servers, refused)) == {"401"}


def test_a_name_whose_sandbox_was_removed_is_that_of_the_next_at_each_worker(place: str) -> None:
    with serving(place) as servers:
        for seed in range(6):
            servers.control("POST", "/sandboxes", {"name": "again", "seed": seed})
            shown = through_each(servers, lambda: str(servers.control("GET", "/sandboxes/again")["seed"]))
            assert set(shown) == {str(seed)}
            pages = through_each(servers, lambda: str(servers.ask("GET", "/console/sandboxes/again")[0]))
            assert set(pages) == {"200"}
            servers.control("DELETE", "/sandboxes/again")


def test_lists_and_metrics_are_over_all_workers(place: str) -> None:
    with serving(place) as servers:
        side_by_side([partial(servers.control, "POST", "/sandboxes", {}) for _ in range(12)])
        ids = [str(number) for number in range(1, 14)]
        client = servers.client("7")
        client.send("100")
        lists = through_each(
            servers, lambda: " ".join(each["id"] for each in servers.control("GET", "/sandboxes"))
        )
        assert {tuple(sorted(each.split(), key=int)) for each in lists} == {tuple(ids)}
        page = servers.ask("GET", "/console")[1]
        assert [each for each in ids if f'href="/console/sandboxes/{each}"' not in page] == []
        metrics = servers.ask("GET", "/metrics")[1]
        assert "dunbox_sandboxes 13.0\n" in metrics
        assert "dunbox_servers 4.0\n" in metrics
        created = 'dunbox_requests_total{operation="create_sandbox",status="2xx",surface="control"} 12.0\n'
        assert created in metrics


def test_faults_and_bodies_are_as_if_one_server_had_the_connection(place: str) -> None:
    with serving(place) as servers:
        client = servers.client()
        client.send("100")
        for fault in ({"kind": "latency", "milliseconds": 1}, {"kind": "cut_after_commit", "nth": 2}):
            servers.control(
                "POST", "/sandboxes/1/faults", {"operation": "postV1Invoices", "times": 1, **fault}
            )
        client.send("101")
        with pytest.raises(Broken):
            client.send("102")
        assert set(through_each(servers, lambda: " ".join(sorted(numbers(client))))) == {"100 101 102"}
        assert {large(servers, client) for _ in range(12)} == {413}
        assert {expecting(servers, client) for _ in range(12)} == {200}


def large(servers: Servers, client: Client) -> int:
    """The status of a body that is longer than any may be."""
    headers = {"authorization": f"Bearer {client.fresh_token()}", "content-type": JSON}
    body = b" " * (JSON_LIMIT + 1)
    return asked(servers.port, "POST", "/maventa/v1/company/notifications", body, headers)[0]


def expecting(servers: Servers, client: Client) -> int:
    """The status of a call that waits to be told that its body may come."""
    form = {name: client.words[name] for name in ("client_id", "client_secret")}
    body = urlencode({"grant_type": "client_credentials", "scope": ALL_SCOPES, **form}).encode()
    head = "POST /maventa/oauth2/token HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
    head += f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", servers.port), timeout=60) as wire:
        wire.sendall(head.encode())
        assert wire.recv(4096).startswith(b"HTTP/1.1 100 ")
        wire.sendall(body)
        return int(wire.recv(4096).split()[1])


def test_a_clock_that_runs_goes_on_when_its_server_has_ended(place: str) -> None:
    with serving(place) as servers:
        servers.control("POST", "/sandboxes", {"name": "fast", "clock": "running", "rate": 86_400})
        before = ""
        for worker in range(4):
            shown = servers.control("GET", "/sandboxes/fast/clock")["now"]
            assert shown >= before
            before = shown
            servers.kill_worker(worker % 2)
        while servers.control("GET", "/sandboxes/fast/clock")["now"] <= before:
            pass


def test_of_two_machines_on_a_database_one_serves_what_the_other_had(database: str) -> None:
    here = Servers(database, "--reachable-at", "127.0.0.1", workers=2)
    with serving(database, "--reachable-at", "127.0.0.1", workers=2) as there:
        ids = ["1", *(here.control("POST", "/sandboxes", {})["id"] for _ in range(4))]
        ids += [there.control("POST", "/sandboxes", {})["id"] for _ in range(4)]
        told: dict[str, list[str]] = {each: [] for each in ids}
        for machine in (here, there):
            clients = [
                partial(sends, machine.client(each), told[each], 100 * machine.port, 3) for each in ids
            ]
            side_by_side(clients)
            assert [each["id"] for each in machine.control("GET", "/sandboxes")] == ids
            assert "dunbox_servers 4.0\n" in machine.ask("GET", "/metrics")[1]
        here.kill()
        for each in ids:
            assert numbers(there.client(each)) == Counter(told[each])
            there.client(each).send("999")


def test_a_server_that_others_cannot_reach_is_not_let_in_among_those_of_other_machines(
    database: str, tmp_path: Path
) -> None:
    with serving(database, workers=2, TMPDIR=str(tmp_path)):
        [folder] = tmp_path.glob("dunbox-*")
        folder.rename(tmp_path / "away")  # as if it were on another machine
        command = [*SERVE, "--db", database, "--workers", "2"]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        (tmp_path / "away").rename(folder)
    assert ended.returncode == 2
    assert "start all of them, and this one, with --reachable-at HOST" in ended.stderr


def test_a_database_that_ends_all_connections_is_no_clients_matter(postgres: Postgres, database: str) -> None:
    with serving(database) as servers:
        ids = ["1", *(servers.control("POST", "/sandboxes", {})["id"] for _ in range(3))]
        told: dict[str, list[str]] = {each: [] for each in ids}
        cut = Event()

        def work(client: Client, owner: str, first: int) -> None:
            numbered = count(first)
            while not cut.is_set():
                sends(client, told[owner], next(numbered) * 10, 1)

        def end() -> None:
            try:
                for _ in range(3):
                    goal = sum(map(len, told.values())) + 2 * SENT
                    while sum(map(len, told.values())) < goal:
                        servers.ask("GET", "/health")
                    assert postgres.cut()
            finally:
                cut.set()

        clients = [
            partial(work, servers.client(owner), owner, 1000 * nth) for nth, owner in enumerate(ids * 2, 1)
        ]
        side_by_side([*clients, end])
        for owner in ids:
            assert numbers(servers.client(owner)) == Counter(told[owner])


def test_a_secret_that_is_a_moment_old_is_in_no_line_of_any_worker(place: str) -> None:
    secrets = []
    with serving(place, workers=3) as servers:
        for _ in range(3):
            secrets.append(servers.control("POST", "/sandboxes", {})["endpoints"]["kravia"]["secret"])
            for path in (f"/invoice/{secrets[-1]}/details", f"/nothing/{secrets[-1]}"):
                for _ in range(6):
                    assert servers.ask("GET", f"/kravia/api/v2{path}")[0] in (401, 404)
    told = [line for line in servers.lines if line.startswith("kravia")]
    assert len(told) == 36
    assert not [line for line in servers.lines if any(secret in line for secret in secrets)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--workers", "2"], "--workers 2 needs --db"),
        (["--reachable-at", "10.0.0.5"], "--reachable-at 10.0.0.5 needs --db"),
        (["--workers", "2", "--db", "a.db", "--front", "connexion"], "connexion serves in one process alone"),
        (["--workers", "0"], "0 is not in the range"),
        (["--workers", "2", "--db", "a.db", "--reachable-at", "10.0.0.5"], "which share a database"),
        (
            ["--workers", "2", "--db", "postgresql:///a", "--reachable-at", "10.0.0.5:http"],
            "it is written like",
        ),
        (
            ["--workers", "3", "--db", "postgresql:///a", "--reachable-at", "10.0.0.5:65534"],
            "3 workers have a port each, from that one on, and 65535 is the last there is; name 65533 or one before it",
        ),
        (["--workers", "2", "--db", "no/such/folder/a.db"], "--db: "),
    ],
)
def test_what_does_not_go_together_is_refused(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["serve", *options]) == 2
    assert said in capsys.readouterr().err
