"""`dunbox bench`: it measures what it says, and tells what it measured. How fast it was is not judged here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.bench import NotMeasured, apart, isolation, life
from conformance.cli import exit_code_of

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
