"""`dunbox bench`: it measures what it says, and tells what it measured. How fast it was is not judged here."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from conformance.bench import (
    Column,
    NotMeasured,
    apart,
    isolation,
    life,
    load,
    month,
    peers,
    profiled,
    ratios,
    reading,
    search,
    stores,
)
from conformance.cli import exit_code_of
from simulator import open_store
from tests.postgres import Postgres

KEYS = {column.key for column in life.COLUMNS}


def test_every_count_of_cases_is_a_row_in_the_table_and_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "speed.json"
    assert exit_code_of(["bench", "--cases", "20", "--cases", "60", "--json", str(file)]) == 0
    found = json.loads(file.read_text("utf-8"))
    assert found.keys() == {"dunbox", "started", "machine", "sections"}
    [section] = found["sections"]
    assert section["command"] == "dunbox bench --cases 20 --cases 60"
    assert [row["cases"] for row in section["rows"]] == [20, 60]
    assert all(row.keys() == KEYS for row in section["rows"])
    lines = capsys.readouterr().out.splitlines()
    assert section["command"] in lines[0]
    assert [line.split()[0] for line in lines[-2:]] == ["20", "60"]


def test_each_case_is_reminded_demanded_and_then_waits(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["bench", "--cases", "7", "--json", "-"]) == 0
    [row] = json.loads(capsys.readouterr().out)["sections"][0]["rows"]
    assert (row["cases"], row["days"], row["facts"]) == (7, 120, 21)
    assert row["time_a_case"] == row["memory_a_case"] == 1.0


def test_a_month_ends_with_nine_of_ten_invoices_settled(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["bench", "--month", "--invoices", "10", "--invoices", "40", "--json", "-"]) == 0
    [section] = json.loads(capsys.readouterr().out)["sections"]
    assert section["command"] == "dunbox bench --month --invoices 10 --invoices 40"
    assert [(row["invoices"], row["settled"]) for row in section["rows"]] == [(10, 9), (40, 36)]
    assert all(row.keys() == {column.key for column in month.COLUMNS} for row in section["rows"])
    # Held, sent, routed, delivered, opened: five facts an invoice at least.
    assert all(row["facts"] > 5 * row["invoices"] for row in section["rows"])


def test_reading_is_measured_by_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["bench", "--reading", "--rows", "1", "--rows", "3", "--json", "-"]) == 0
    [section] = json.loads(capsys.readouterr().out)["sections"]
    first, second = section["rows"]
    assert (first["rows"], second["rows"]) == (1, 3)
    assert first["bytes"] < second["bytes"]
    for row in (first, second):
        assert row.keys() == {column.key for column in reading.COLUMNS}
        assert 0 < row["median_ms"] <= row["p99_ms"] <= row["max_ms"]


def test_pages_of_a_search_are_measured_among_so_many_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["bench", "--search", "--cases", "30", "--cases", "130", "--json", "-"]) == 0
    [section] = json.loads(capsys.readouterr().out)["sections"]
    assert (section["id"], section["command"]) == ("search", "dunbox bench --search --cases 30 --cases 130")
    assert [row["cases"] for row in section["rows"]] == [30, 130]
    for row in section["rows"]:
        assert row.keys() == {column.key for column in search.COLUMNS}
        assert (row["page"], row["pages"]) == (100, 500)
        assert 0 < row["median_ms"] <= row["p99_ms"] <= row["max_ms"]
        assert row["first_ms"] > 0
        assert 0 < row["processor_ms"] <= row["max_ms"]


def test_ratios_are_of_what_one_case_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {10: (2.0, 5.0), 30: (9.0, 15.0)}

    def measured(module: str, arguments: list[str]) -> dict[str, float]:
        seconds, memory = figures[int(arguments[0])]
        return {"cases": int(arguments[0]), "processor_seconds": seconds, "memory_mib": memory}

    monkeypatch.setattr(life, "apart", measured)
    rows = list(life.rows([10, 30]))
    assert [(row["time_a_case"], row["memory_a_case"]) for row in rows] == [(1.0, 1.0), (1.5, 1.0)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cases", "0"], "0 is not in the range"),
        (["--invoices", "10"], "--invoices says nothing here; it is for --month"),
        (["--reading", "--cases", "10"], "--cases says nothing here"),
        (["--reading", "--rows", "0"], "0 is not in the range"),
        (["--month", "--reading"], "--month and --reading are measured one at a time"),
        (["--cases", "many"], "'many' is not a valid integer"),
        (["--json", "no/such/folder/speed.json"], "--json no/such/folder/speed.json cannot be written"),
        (["--case", "5"], "No such option"),
        (["5"], "unexpected extra argument"),
    ],
)
def test_wrong_options_are_told_before_anything_is_measured(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["bench", *arguments]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_a_process_that_ends_without_figures_is_told_with_what_it_was_to_measure() -> None:
    with pytest.raises(NotMeasured, match=r"conformance\.bench\.life none could not be measured: .* code 1"):
        apart("conformance.bench.life", ["none"])


def test_while_one_sandbox_advances_the_calls_to_another_are_counted_and_timed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(["bench", "--isolation", "--cases", "30", "--json", "-"]) == 0
    [section] = json.loads(capsys.readouterr().out)["sections"]
    assert (section["id"], section["command"]) == ("isolation", "dunbox bench --isolation --cases 30")
    [row] = section["rows"]
    assert row.keys() == {column.key for column in isolation.COLUMNS}
    assert (row["cases"], row["facts"]) == (30, 90)
    assert row["calls"] >= 1
    assert 0 < row["p50_ms"] <= row["p99_ms"] <= row["max_ms"]
    assert 0 < row["quiet_p50_ms"] <= row["quiet_p99_ms"]


PEER = """
import glob
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Peer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one: else each answer waits for the other side's acknowledgement

    def answer(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(STATUS if self.path != "/" or self.command == "POST" else 200)
        self.send_header("content-length", "2")
        if CLOSES:
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = answer

    def log_message(self, *said):
        pass

ThreadingHTTPServer.request_queue_size = 64
arguments = sys.argv[1:]
if "mock" in arguments:
    open(arguments[-1]).close()  # the document
if "--data" in arguments:
    open(arguments[arguments.index("--data") + 1]).close()
if "--root-dir" in arguments:
    stubs = glob.glob(arguments[arguments.index("--root-dir") + 1] + "/mappings/*.json")
    assert {json.load(open(stub))["request"]["method"] for stub in stubs} == {"GET", "POST"}
port = arguments.index("-p" if "-p" in arguments else "--port") + 1
ThreadingHTTPServer(("127.0.0.1", int(arguments[port])), Peer).serve_forever()
"""


def peer(folder: Path, *, status: int = 200, closes: bool = False) -> str:
    """The command of a server that takes the words of any of the others, and answers all alike."""
    script = folder / f"peer-{status}-{closes}.py"
    script.write_text(PEER.replace("STATUS", str(status)).replace("CLOSES", str(closes)), "utf-8")
    return f"{sys.executable} {script}"


ABSENT = [
    word
    for name in ("prism", "wiremock", "mockoon", "moto")
    for word in (f"--{name}", f"no-such-{name}")
]  # fmt: skip


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few cases and rounds: how fast it is is not judged here."""
    monkeypatch.setattr(peers, "CASES", 200)
    monkeypatch.setattr(peers, "ROUNDS", 1)
    monkeypatch.setattr(profiled, "CASES", 200)


def tables(said: str) -> dict[str, list[dict[str, Any]]]:
    return {section["id"]: section["rows"] for section in json.loads(said)["sections"]}


@pytest.mark.usefixtures("few")
def test_calls_are_compared_with_the_same_calls_of_peers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [word for name in ("prism", "wiremock", "mockoon") for word in (f"--{name}", peer(tmp_path))]
    others += ["--moto", peer(tmp_path, closes=True)]
    assert exit_code_of(["bench", "--peers", "--calls", "16", *others, "--json", "-"]) == 0
    found = tables(capsys.readouterr().out)
    servers = ["dunbox", "Prism", "WireMock", "Mockoon", "moto", "constant", "uvicorn"]
    assert [row["server"] for row in found["servers"]] == servers
    assert all(row["start_seconds"] > 0 for row in found["servers"])
    compared = {(row["call"], row["connections"], row["server"]): row for row in found["peers"]}
    ours = {(kind, count) for kind in ("create", "read", "list", "mixed") for count in (1, 16)}
    for server in servers:
        asked = {key[:2] for key in compared if key[2] == server}
        assert asked == {key for key in ours if server != "moto" or key[0] != "list"}
    assert all(0 < row["p50_ms"] <= row["p99_ms"] for row in compared.values())
    assert all(row["calls"] == 16 for row in compared.values())
    assert all((row["ratio"] is None) == (row["server"] == "dunbox") for row in compared.values())
    if sys.platform == "linux":
        assert all(row["processor_us"] > 0 for row in compared.values())
        assert all((row["share"] is None) == (row["server"] == "dunbox") for row in compared.values())
    assert {row["met"] for row in found["speed"]} <= {"met", "not met"}


@pytest.mark.usefixtures("few")
def test_a_peer_that_is_not_installed_is_said_and_its_lines_are_not_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(["bench", "--peers", "--calls", "10", *ABSENT, "--json", "-"]) == 0
    found = tables(capsys.readouterr().out)
    notes = {row["server"]: row["note"] for row in found["servers"] if row["start_seconds"] is None}
    assert notes.keys() == {"Prism", "WireMock", "Mockoon", "moto"}
    assert "'no-such-prism' is not installed" in notes["Prism"]
    assert {row["server"] for row in found["peers"]} == {"dunbox", "constant", "uvicorn"}
    lines = {row["line"]: row["met"] for row in found["speed"]}
    assert {met for line, met in lines.items() if "Prism" in line or "moto" in line} == {"not measured"}


@pytest.mark.usefixtures("few")
def test_a_peer_that_refuses_the_calls_is_no_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [*ABSENT, "--prism", peer(tmp_path, status=422)]
    assert exit_code_of(["bench", "--peers", "--calls", "10", *others]) == 2
    assert "Prism answered the calls create with 422" in capsys.readouterr().err


@pytest.mark.usefixtures("few")
def test_a_peer_that_ends_at_once_is_told_with_its_last_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "ends.py"
    script.write_text("raise SystemExit('there is no room')", "utf-8")
    others = [*ABSENT, "--prism", f"{sys.executable} {script}"]
    assert exit_code_of(["bench", "--peers", "--calls", "10", *others]) == 2
    assert "Prism ended with code 1; its last words: there is no room" in capsys.readouterr().err


def test_a_server_that_closes_connections_without_an_answer_is_told() -> None:
    def close_the_first() -> None:
        bound.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as bound, load.generator() as send:
        Thread(target=close_the_first, daemon=True).start()
        port = bound.getsockname()[1]
        with pytest.raises(NotMeasured, match=f"of 3 calls to port {port} not all were answered"):
            send.send(port, [b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"], calls=3, connections=1)


def test_stores_are_compared_and_a_database_is_left_empty(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "CASES", 60)
    monkeypatch.setattr(stores, "ROUNDS", 1)
    server = Postgres()
    try:
        url = server.schema()
        assert exit_code_of(["bench", "--stores", "--db", url, "--calls", "10", "--json", "-"]) == 0
        [section] = json.loads(capsys.readouterr().out)["sections"]
        assert section["command"] == "dunbox bench --stores --calls 10 --db 'postgresql://…'"
        rows = section["rows"]
        assert [row["store"] for row in rows] == ["SQLite, normal", "SQLite, full", "PostgreSQL"]
        for row in rows:
            assert row.keys() == {column.key for column in stores.COLUMNS}
            assert row["rows"] > 0
            assert 0 < row["p50_1"] <= row["p99_1"]
            assert 0 < row["p50_16"] <= row["p99_16"]
        assert server.ask(url, "SELECT count(*) FROM sandbox") == [(0,)]
        store = open_store(url)
        store.create("somebody's", {})
        store.close()
        assert exit_code_of(["bench", "--stores", "--db", url]) == 2
        assert "the database of --db has sandboxes; name one that is empty" in capsys.readouterr().err
    finally:
        server.close()


def test_a_file_is_no_database_to_measure_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["bench", "--stores", "--db", "store.db"]) == 2
    assert "--db store.db is no database" in capsys.readouterr().err


@pytest.mark.usefixtures("few")
def test_the_profile_shows_the_functions_that_a_create_is_made_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(["bench", "--profile", "--calls", "50"]) == 0
    said = capsys.readouterr().out
    assert "dunbox bench --profile --calls 50" in said
    assert "http/core.py" in said
    *_, create, read, listed, mixed = said.split("where the time of ")
    assert all("http/core.py" in each for each in (create, read, listed, mixed))
    assert "sqlite3.Connection" in create
    assert "sqlite3.Connection" not in read


def run_of(**shares: float | None) -> dict[str, Any]:
    """What a run has found, as far as ratios are told from it."""
    rows = [
        {"call": "read", "connections": 1, "server": server, "share": share}
        for server, share in shares.items()
    ]
    about = {"dunbox": "1", "started": "today", "machine": "this"}
    return {**about, "sections": [{"id": "peers", "command": "dunbox bench --peers", "rows": rows}]}


def test_ratios_that_are_more_than_a_fifth_worse_are_told() -> None:
    before = ratios.of(run_of(Prism=0.1, moto=0.1, WireMock=0.1, Mockoon=None, constant=9.0))
    assert before["ratios"].keys() == {
        f"read, connections: 1, of {name}'s" for name in ("Prism", "moto", "WireMock")
    }
    now = run_of(Prism=0.119, moto=0.125, uvicorn=3.0, constant=99.0)
    assert ratios.compared(before, now) == 2
    assert ratios.worse(before, now) == {
        "read, connections: 1, of moto's": "it was 0.100 and is 0.125, 25% worse"
    }


@pytest.mark.parametrize(
    ("shares", "code", "said"),
    [
        ([0.1], 0, "1 of 1 ratios compared with those of today"),
        ([0.2, 0.1], 0, "1 worse than they were, and measured again"),
        ([0.2, 0.3], 1, "worse: read, connections: 1, of Prism's: it was 0.100 and is 0.300, 200% worse"),
        ([None], 2, "none of the ratios in"),
    ],
)
def test_a_ratio_that_is_worse_twice_ends_with_1(
    shares: list[float | None],
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def measured(commands: object, calls: int) -> Iterator[peers.Table]:
        rows = run_of(Prism=shares.pop(0))["sections"][0]["rows"]
        yield peers.Table("peers", "the same calls", (Column("share", "dunbox takes", ",.3f"),), rows)

    monkeypatch.setattr(peers, "measured", measured)
    kept = tmp_path / "ratios.json"
    kept.write_text(json.dumps(ratios.of(run_of(Prism=0.1))), "utf-8")
    assert exit_code_of(["bench", "--peers", "--check", str(kept)]) == code
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert shares == []


def test_ratios_are_written_for_a_later_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = run_of(Prism=0.1)["sections"][0]["rows"]
    table = peers.Table("peers", "the same calls", (Column("share", "dunbox takes", ",.3f"),), rows)
    monkeypatch.setattr(peers, "measured", lambda commands, calls: iter([table]))
    kept = tmp_path / "ratios.json"
    assert exit_code_of(["bench", "--peers", "--ratios", str(kept)]) == 0
    assert json.loads(kept.read_text("utf-8"))["ratios"] == {"read, connections: 1, of Prism's": 0.1}
    assert exit_code_of(["bench", "--peers", "--check", str(kept)]) == 0
    assert "1 of 1 ratios compared" in capsys.readouterr().out


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"ratios": []}', '{"ratios": {}}'])
def test_a_file_without_ratios_is_refused_before_anything_is_measured(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "ratios.json"
    if text is not None:
        kept.write_text(text, "utf-8")
    assert exit_code_of(["bench", "--peers", "--check", str(kept)]) == 2
    told = capsys.readouterr()
    assert f"--check {kept} has no ratios" in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--peers", "--profile"], "--peers and --profile are measured one at a time"),
        (["--peers", "--cases", "5"], "--cases says nothing here; it is for --isolation and --search"),
        (["--prism", "prism"], "--prism says nothing here; it is for --peers"),
        (
            ["--isolation", "--calls", "5"],
            "--calls says nothing here; it is for --peers and --stores and --profile",
        ),
        (["--peers", "--calls", "0"], "0 is not in the range"),
    ],
)
def test_options_that_say_nothing_together_are_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["bench", *arguments]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
