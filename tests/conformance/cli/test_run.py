"""`dunbox run`: what it asks of the runner, and what it makes of the result."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from conformance.cli import exit_code_of
from conformance.cli import run as command_of_run
from conformance.cli.schema import schema_of
from conformance.runner import Options
from conformance.scenario import Scenario
from simulator.resources import scenarios
from tests.conformance.reports.example_of_a_run import FAILED_CHECK, PASSED_CHECK, scenario


class Runner:
    """Takes the runner's place: remembers what it was asked, and answers with one verdict for all scenarios."""

    def __init__(self, verdict: str = "passed") -> None:
        self.verdict = verdict
        self.asked: list[str] = []
        self.options = Options()
        self.unlooked: list[str] = []

    def __call__(self, chosen: Sequence[Scenario], options: Options) -> Mapping[str, Any]:
        self.asked = [one.id for one in chosen]
        self.options = options
        return {
            "dunbox": "0.1.0",
            "seed": options.seed,
            "client": "erp 2.3",
            "started": "2026-11-22T10:00:00+00:00",
            "seconds": 1.5,
            "virtual_days": 20,
            "summary": self.summary(len(chosen)),
            "unlooked": self.unlooked,
            "scenarios": [self.scenario(one.id) for one in chosen],
        }

    def summary(self, count: int) -> dict[str, int]:
        names = ("passed", "failed", "warned", "not_applicable", "config_error", "harness_error")
        return dict.fromkeys(names, 0) | {self.verdict: count}

    def scenario(self, name: str) -> dict[str, Any]:
        check = {
            "passed": PASSED_CHECK,
            "failed": FAILED_CHECK,
            "warned": {**FAILED_CHECK, "verdict": "warned"},
        }.get(self.verdict)
        found = scenario(name, self.verdict, [dict(check)] if check else [])
        if self.options.trace_dir is not None:
            found["trace"] = self.trace(self.options.trace_dir, name).name
        return found

    def trace(self, folder: Path, name: str) -> Path:
        file = folder / f"{name.replace('/', '-')}.jsonl"
        fact = {"fact": "letter_sent", "letter": "reminder", "number": "1001"}
        record = {"id": 187, "at": "2026-02-05T09:00:00+02:00", "op": None, "kind": "fact", **fact}
        file.write_text(json.dumps(record) + "\n", encoding="utf-8")
        return file


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner in the place of the real one."""
    put = Runner()
    monkeypatch.setattr(command_of_run, "run", put)
    return put


def test_without_arguments_every_scenario_is_run_with_the_bundled_client(runner: Runner) -> None:
    assert exit_code_of(["run"]) == 0
    told_of = [
        (path.stem, yaml.safe_load(path.read_text("utf-8"))["for"]) for path in scenarios().rglob("*.yaml")
    ]
    assert runner.asked == sorted(
        f"{provider}/{name}" for name, providers in told_of for provider in providers
    )
    assert runner.options.client == [sys.executable, "-m", "conformance.clients.reference"]
    assert (runner.options.client_python, runner.options.seed, runner.options.fail_fast) == (None, 0, False)


def test_options_reach_the_runner(runner: Runner) -> None:
    words = ["run", "ropo/paid-in-time", "--client", "./erp --driver 'a b'", "--seed", "7", "--jobs", "2"]
    assert exit_code_of([*words, "--op-timeout", "2.5", "--fail-fast"]) == 0
    options = runner.options
    assert runner.asked == ["ropo/paid-in-time"]
    assert options.client == ["./erp", "--driver", "a b"]
    assert (options.seed, options.jobs, options.op_timeout, options.fail_fast) == (7, 2, 2.5, True)


def test_a_python_client_takes_the_place_of_a_process(runner: Runner) -> None:
    assert exit_code_of(["run", "ropo/never-pays", "--client-python", "erp.driver:Client"]) == 0
    assert (runner.options.client, runner.options.client_python) == (None, "erp.driver:Client")


def test_only_scenarios_of_the_providers_that_are_named_are_run(runner: Runner) -> None:
    assert exit_code_of(["run", "--provider", "ropo", "--provider", "ropo", "ropo/paid-*"]) == 0
    assert runner.asked
    assert all(name.startswith("ropo/paid-") for name in runner.asked)


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        ("passed", 0),
        ("warned", 0),
        ("failed", 1),
        ("not_applicable", 2),
        ("config_error", 2),
        ("harness_error", 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst(runner: Runner, verdict: str, code: int) -> None:
    runner.verdict = verdict
    assert exit_code_of(["run", "ropo/paid-in-time"]) == code


def test_the_result_is_written_as_json_and_keeps_its_schema(runner: Runner, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    assert exit_code_of(["run", "ropo/paid-in-time", "--json", str(file)]) == 0
    found = json.loads(file.read_bytes())
    assert [one["id"] for one in found["scenarios"]] == ["ropo/paid-in-time"]
    jsonschema_rs.validator_for(schema_of("result")).validate(found)


def test_the_result_names_the_traces_that_are_kept_and_no_others(runner: Runner, tmp_path: Path) -> None:
    file, kept = tmp_path / "out.json", tmp_path / "traces"
    exit_code_of(["run", "ropo/paid-in-time", "--json", str(file)])
    assert "trace" not in json.loads(file.read_bytes())["scenarios"][0]
    exit_code_of(["run", "ropo/paid-in-time", "--json", str(file), "--keep", str(kept)])
    found = json.loads(file.read_bytes())
    jsonschema_rs.validator_for(schema_of("result")).validate(found)
    assert (kept / found["scenarios"][0]["trace"]).is_file()


def test_a_result_on_standard_output_stands_there_alone(
    runner: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["run", "ropo/paid-in-time", "--timeline", "--json", "-"]) == 0
    out, err = capsys.readouterr()
    assert [one["id"] for one in json.loads(out)["scenarios"]] == ["ropo/paid-in-time"]
    assert "1 scenario: 1 passed" in err
    assert "letter sent: 1001" in err


def test_a_result_that_could_not_be_written_is_refused_before_the_run(runner: Runner, tmp_path: Path) -> None:
    assert exit_code_of(["run", "--json", str(tmp_path / "absent" / "out.json")]) == 2
    assert runner.asked == []


def test_the_timeline_is_told_from_the_trace(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["run", "ropo/paid-in-time", "--timeline"]) == 0
    out = capsys.readouterr().out
    assert "ropo/paid-in-time: A story" in out
    assert "2026-02-05 09:00   happened   letter sent: 1001, letter reminder" in out


def test_a_failure_tells_the_law_the_evidence_in_words_and_the_source(
    runner: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.verdict = "failed"
    assert exit_code_of(["run", "ropo/paid-in-time"]) == 1
    out = capsys.readouterr().out
    assert "settlement.booked-once   must   CLIENT-SET-1, NORTH-SET-1" in out
    assert "A settlement is booked exactly once" in out
    assert "record 187: happened letter sent: 1001, letter reminder" in out
    assert "    source    " in out


def test_a_broken_story_is_told_with_its_places_and_nothing_is_run(
    runner: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tale.yaml"
    file.write_text("title: [\n", encoding="utf-8")
    assert exit_code_of(["run", str(file)]) == 2
    assert f"{file}:2:1: this is not YAML" in capsys.readouterr().err
    assert runner.asked == []


def test_the_folder_of_traces_is_gone_after_the_run(runner: Runner) -> None:
    exit_code_of(["run", "ropo/paid-in-time"])
    assert runner.options.trace_dir is not None
    assert not runner.options.trace_dir.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_result_that_cannot_be_written_is_told_as_that(
    runner: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["run", "ropo/paid-in-time", "--json", "/dev/full"]) == 2
    assert "--json /dev/full cannot be written: No space left" in capsys.readouterr().err


# --- baseline, strict, JUnit --------------------------------------------------------------------------------

KNOWN = """
- scenario: ropo/paid-in-time
  check: settlement.booked-once
  reason: booked twice until release 8
  owner: Anna
  expires: 2026-06-30
"""


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A baseline on the first of March 2026."""
    monkeypatch.setattr(command_of_run, "today", lambda: date(2026, 3, 1))
    file = tmp_path / "known.yaml"
    file.write_text(KNOWN, encoding="utf-8")
    return file


def test_what_the_baseline_knows_does_not_fail_the_run_and_is_shown_and_written(
    runner: Runner, known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.verdict = "failed"
    file = tmp_path / "out.json"
    arguments = ["run", "ropo/paid-in-time", "--json", str(file)]
    assert exit_code_of(arguments) == 1
    assert exit_code_of([*arguments, "--baseline", str(known)]) == 0
    found = json.loads(file.read_bytes())
    jsonschema_rs.validator_for(schema_of("result")).validate(found)
    assert found["baseline"] == {"known": 1, "stale": []}
    out = capsys.readouterr().out
    assert "settlement.booked-once   known: booked twice until release 8 (Anna, until 2026-06-30)" in out
    assert "1 scenario: 1 failed, 1 known" in out


def test_an_entry_that_no_longer_fails_fails_the_run_and_is_told(
    runner: Runner, known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.json"
    arguments = ["run", "ropo/paid-in-time", "--baseline", str(known), "--json", str(file)]
    assert exit_code_of(arguments) == 1
    jsonschema_rs.validator_for(schema_of("result")).validate(json.loads(file.read_bytes()))
    assert (
        f"{known}:2: settlement.booked-once has nothing to look at in ropo/paid-in-time: delete this entry"
        in (capsys.readouterr().out)
    )


def test_a_baseline_that_cannot_be_used_is_refused_before_the_run(
    runner: Runner, known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known.write_text(KNOWN.replace("booked-once", "booked-twice"), encoding="utf-8")
    assert exit_code_of(["run", "ropo/paid-in-time", "--baseline", str(known)]) == 2
    told = capsys.readouterr().err
    assert (
        f"{known}:3: there is no check 'settlement.booked-twice': write `check: settlement.booked-once`"
        in told
    )
    assert exit_code_of(["run", "--baseline", str(known.with_name("absent.yaml"))]) == 2
    assert runner.asked == []


def test_a_strict_run_fails_if_nothing_looked_at_a_rule(runner: Runner) -> None:
    arguments = ["run", "ropo/paid-in-time", "--strict"]
    assert exit_code_of(arguments) == 0
    runner.unlooked = ["CLIENT-HOOK-1"]
    assert exit_code_of(arguments) == 1
    assert exit_code_of(arguments[:-1]) == 0


def test_a_warning_fails_the_run_where_that_is_asked_for(runner: Runner) -> None:
    runner.verdict = "warned"
    assert exit_code_of(["run", "ropo/paid-in-time"]) == 0
    assert exit_code_of(["run", "ropo/paid-in-time", "--fail-on-warning"]) == 1


def test_the_result_is_written_as_junit_too(runner: Runner, tmp_path: Path) -> None:
    runner.verdict = "failed"
    files = [tmp_path / "out.xml", tmp_path / "out.json"]
    exit_code_of(["run", "ropo/paid-in-time", "--junit", str(files[0]), "--json", str(files[1])])
    document = files[0].read_text("utf-8")
    assert '<testcase name="ropo/paid-in-time" classname="dunbox.north"' in document
    assert json.loads(files[1].read_bytes())["summary"]["failed"] == 1


def test_only_one_document_goes_to_standard_output(
    runner: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["run", "ropo/paid-in-time", "--junit", "-"]) == 0
    assert capsys.readouterr().out.startswith("<?xml")
    assert exit_code_of(["run", "ropo/paid-in-time", "--junit", "-", "--json", "-"]) == 2
    assert "give one of them a file" in capsys.readouterr().err
