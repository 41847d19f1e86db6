"""`dunbox bench`: it measures what it says, and tells what it measured. How fast it was is not judged here."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from threading import Thread

import pytest

from conformance.bench import (
    NotMeasured,
    apart,
    isolation,
    life,
    load,
    month,
    reading,
    search,
    stores,
    workers,
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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--peers", "--profile"], "--peers and --profile are measured one at a time"),
        (["--peers", "--cases", "5"], "--cases says nothing here; it is for --isolation and --search"),
        (["--prism", "prism"], "--prism says nothing here; it is for --peers"),
        (
            ["--isolation", "--calls", "5"],
            "--calls says nothing here; it is for --peers and --stores and --soak and --workers and --profile",
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


def test_workers_are_compared_on_a_file_and_on_a_database_that_is_left_empty(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "ROUNDS", 1)
    server = Postgres()
    try:
        url = server.schema()
        asked = ["bench", "--workers", "1", "--workers", "2", "--db", url, "--calls", "20", "--json", "-"]
        assert exit_code_of(asked) == 0
        [section] = json.loads(capsys.readouterr().out)["sections"]
        assert section["command"] == "dunbox bench --workers 1 --workers 2 --calls 20 --db 'postgresql://…'"
        rows = section["rows"]
        assert [(row["store"], row["workers"]) for row in rows] == [
            ("SQLite", 1),
            ("SQLite", 2),
            ("PostgreSQL", 1),
            ("PostgreSQL", 2),
        ]
        assert [row["ratio"] for row in rows if row["workers"] == 1] == [1, 1]
        assert all(row["rate"] > 0 and 0 < row["p50"] <= row["p99"] for row in rows)
        assert server.ask(url, "SELECT count(*) FROM sandbox") == [(0,)]
    finally:
        server.close()
