"""A disk that is full, as the system says it of a real file: nothing that was answered is lost, and room mends it."""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from conformance.cli import exit_code_of
from tests.fuzz.serving import PATIENCE, TOKEN, Customer, Serving, customer, serving
from tests.simulator.stage import finvoice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds another process's files")
ROOM = 400_000
LARGE = 2**40


def upload(company: Customer, token: str, number: int) -> requests.Response:
    return requests.post(
        f"{company.words['base_url']}/v1/invoices",
        files={"file": ("invoice.xml", finvoice(str(number)))},
        headers={"Authorization": f"Bearer {token}"},
        timeout=PATIENCE,
    )


def may_grow(server: Serving, file: Path, room: int) -> None:
    """Let the server's files grow by so many bytes from the largest on: a disk on which so much is left."""
    sizes = [each.stat().st_size for each in file.parent.glob(f"{file.name}*")]
    hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (max(sizes) + room, hard))


def facts(server: Serving) -> list[dict[str, Any]]:
    """The whole timeline of the sandbox, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        page = server.control(
            "GET", f"/sandboxes/first/facts?limit=1000&after={found[-1]['seq'] if found else 0}"
        )
        found += page["facts"]
        if page["next"] is None:
            return found


def test_on_a_full_disk_what_changes_something_is_refused_what_reads_is_answered_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    file = tmp_path / "dunbox.db"
    with serving("--db", str(file)) as server:
        company = customer(server, "first")
        token = company.token
        may_grow(server, file, ROOM)
        taken, number = [], 2000
        while (heard := upload(company, token, number)).status_code == 201:
            taken.append(heard.json()["id"])
            number += 1
            assert number < 4000
        before = facts(server)
        assert heard.status_code == 503
        assert heard.json()["code"] == "service_unavailable"
        for _ in range(5):
            assert upload(company, token, number).status_code == 503
        advance = f"{server.url}/control/v1/sandboxes/first/clock/advance"
        control = {"Authorization": f"Bearer {TOKEN}"}
        assert (
            requests.post(advance, json={"by": "P40D"}, headers=control, timeout=PATIENCE).status_code == 503
        )
        assert requests.get(f"{server.url}/health", timeout=PATIENCE).status_code == 200
        refused = facts(server)  # some of the advance's steps may have been kept, each of them whole
        assert refused[: len(before)] == before
        assert [each for each in refused[len(before) :] if each["kind"] == "invoice_sent"] == []

        may_grow(server, file, LARGE)
        assert upload(company, company.token, number).status_code == 201
        company.control("POST", "/clock/advance", {"by": "P1D"})
        whole = facts(server)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(PATIENCE)
    assert exit_code_of(["doctor", str(file)]) == 0
    with serving("--db", str(file)) as server:
        assert facts(server) == whole
        again = Customer(server, server.control("GET", "/sandboxes/first"), [])
        assert all(again.call("GET", f"/v1/invoices/{each}")["id"] == each for each in taken)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_store_that_was_cut_in_the_middle_is_refused_with_a_sentence_and_left_as_it_is(
    share: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dunbox.db"
    with serving("--db", str(file)) as server:
        customer(server, "first")
    cut = file.read_bytes()[: int(file.stat().st_size * share)]
    file.write_bytes(cut)
    assert exit_code_of(["serve", "--port", "0", "--db", str(file)]) == 2
    said = capsys.readouterr().err
    assert str(file) in said
    assert "Traceback" not in said
    assert file.read_bytes() == cut


def test_a_log_of_sqlite_that_was_cut_in_the_middle_loses_what_was_behind_the_cut_and_nothing_before_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "dunbox.db"
    with serving("--db", str(file)) as server:
        company = customer(server, "first")
        whole = facts(server)
        assert company.invoices
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(PATIENCE)
    log = file.with_name(f"{file.name}-wal")
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 2 + 7])
    assert exit_code_of(["doctor", str(file)]) == 0
    with serving("--db", str(file)) as server:
        left = facts(server)
    assert 0 < len(left) < len(whole)
    assert left == whole[: len(left)]
