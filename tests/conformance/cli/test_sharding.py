"""`dunbox run --shard I/N`: what a machine plays, what it says of the others, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli import exit_code_of, timing
from conformance.cli import run as command_of_run
from conformance.cli.bundle import stories
from conformance.cli.schema import schema_of
from conformance.cli.sharding import TABLE, seconds_of
from conformance.verdict import exit_code, summary
from simulator.resources import scenarios
from tests.conformance.cli.test_run import Runner

BUNDLED = "conformance.clients.reference:Client"
# As files, since to find a story by its id all of them are read.
ONE, TWO, OTHER = (
    str(scenarios() / name)
    for name in ("ropo/paid-in-time.yaml", "ropo/never-pays.yaml", "kravia/very-small-sum.yaml")
)


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner in the place of the real one."""
    put = Runner()
    monkeypatch.setattr(command_of_run, "run", put)
    return put


def played(runner: Runner, *arguments: str) -> list[str]:
    assert exit_code_of(["run", *arguments]) == 0
    return runner.asked


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert exit_code_of(["run", *arguments]) == 2
    return capsys.readouterr().err


# --- what is played -----------------------------------------------------------------------------------------


def test_the_shards_together_play_what_the_selectors_choose(runner: Runner) -> None:
    folder = str(scenarios() / "amili")
    shards = [played(runner, folder, "--shard", f"{nth}/3") for nth in (1, 2, 3)]
    assert sorted(name for shard in shards for name in shard) == played(runner, folder)
    assert min(map(len, shards)) > 0


def test_one_shard_of_one_is_the_whole_and_may_be_strict(runner: Runner) -> None:
    assert played(runner, ONE, OTHER, "--shard", "1/1", "--strict") == [
        "kravia/very-small-sum",
        "ropo/paid-in-time",
    ]


def test_a_shard_splits_by_the_seconds_of_earlier_results(runner: Runner, tmp_path: Path) -> None:
    one, two, other = "ropo/paid-in-time", "ropo/never-pays", "kravia/very-small-sum"
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    files[0].write_text(json.dumps(run_of({one: 1.0, two: 1.0})), encoding="utf-8")
    files[1].write_text(json.dumps(run_of({two: 10.0, other: 2.0})), encoding="utf-8")
    arguments = [ONE, TWO, OTHER, *(word for file in files for word in ("--times", str(file)))]
    # The last file that names a story counts: 10 | 2 and 1.
    assert played(runner, *arguments, "--shard", "1/2") == [two]
    assert played(runner, *arguments, "--shard", "2/2") == [other, one]


def test_a_baseline_may_speak_of_what_other_shards_play(runner: Runner, tmp_path: Path) -> None:
    mine, known = tmp_path / "mine.yaml", tmp_path / "known.yaml"
    mine.write_bytes(Path(ONE).read_bytes())
    entry = {"scenario": "ropo/mine", "check": "protocol.quiet", "reason": "x", "owner": "Anna"}
    known.write_text(json.dumps([{**entry, "expires": "2999-12-31"}]), encoding="utf-8")
    assert played(runner, str(mine), ONE, "--shard", "2/2", "--baseline", str(known)) == ["ropo/paid-in-time"]


def run_of(seconds: dict[str, float], verdict: str = "passed") -> dict[str, Any]:
    return {
        "scenarios": [{"id": name, "seconds": time, "verdict": verdict} for name, time in seconds.items()]
    }


# --- what is wrong ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--shard", "5/4"], "'5/4' is shard 5 of 4 shards: they are counted from 1/4 to 4/4"),
        (["--shard", "half"], "'half' is not of the form I/N, such as 2/4"),
        (["--shard", "1/2", ONE, "--strict"], "leave --strict out here, and run it without --shard"),
        (["--times", "README.md", ONE], "give --shard I/N too"),
        (["--shard", "1/2", ONE, "--times", "README.md"], "--times README.md is not JSON"),
        (
            ["--shard", "1/2", "--times", "list.json"],
            "is no result of a run; `dunbox run --json FILE` writes one",
        ),
        (["--shard", "1/2", "--times", "gone.json"], "does not exist"),
    ],
)
def test_what_cannot_be_split_is_refused_and_says_what_is_right(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("# Words", encoding="utf-8")
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    assert told in refused(capsys, *arguments)


# --- with nothing to do -------------------------------------------------------------------------------------


def result_of(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code of a real run, and its result."""
    file = folder / "result.json"
    code = exit_code_of(["run", *arguments, "--client-python", BUNDLED, "--jobs", "1", "--json", str(file)])
    return code, json.loads(file.read_bytes())


def test_a_shard_with_nothing_to_do_says_so_and_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit, markdown = tmp_path / "junit.xml", tmp_path / "report.md"
    documents = ["--junit", str(junit), "--markdown", str(markdown)]
    code, result = result_of(tmp_path, ONE, "--shard", "2/2", *documents)
    assert (code, result["scenarios"]) == (0, [])
    assert result["shard"] == {"nth": 2, "of": 2, "chosen": 1, "idle": True}
    jsonschema_rs.validator_for(schema_of("result")).validate(result)
    out = capsys.readouterr().out
    assert "This shard has nothing to do: what the client can play, other shards play." in out
    assert "0 scenarios: nothing ran; shard 2/2 of 1 scenario " in out
    assert "<testsuites" in junit.read_text("utf-8")
    assert "shard 2\\/2 of 1 scenario" in markdown.read_text("utf-8")


def test_a_shard_with_something_to_do_tells_which_it_is(tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    code, result = result_of(tmp_path, ONE, "--shard", "1/2", "--junit", str(junit))
    assert (code, [one["verdict"] for one in result["scenarios"]]) == (0, ["passed"])
    assert result["shard"] == {"nth": 1, "of": 2, "chosen": 1, "idle": False}
    assert '<property name="shard" value="1/2" />' in junit.read_text("utf-8")


def test_rules_that_no_shard_looked_at_are_unlooked_in_each_of_them(tmp_path: Path) -> None:
    unlooked = [set(result_of(tmp_path, ONE, OTHER, "--shard", f"{nth}/2")[1]["unlooked"]) for nth in (1, 2)]
    whole = set(result_of(tmp_path, ONE, OTHER)[1]["unlooked"])
    assert unlooked[0] & unlooked[1] == whole
    assert unlooked[0] != whole


KRAVIA_ALONE = """
from conformance.clients.reference import Client as Reference

class Client(Reference):
    def __call__(self, request):
        reply = super().__call__(request)
        if request["op"] == "hello":
            reply["ok"]["providers"] = ["kravia"]
        return reply
"""


@pytest.mark.parametrize(("chosen", "code"), [([ONE, OTHER], 0), ([ONE, TWO], 2)])
def test_stories_that_do_not_apply_are_nothing_to_do_unless_no_shard_has_one_that_does(
    chosen: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_kravia.py").write_text(KRAVIA_ALONE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    arguments = ["run", *chosen, "--client-python", "only_kravia:Client", "--jobs", "1"]
    assert {exit_code_of([*arguments, "--shard", f"{nth}/2"]) for nth in (1, 2)} == {code}


def test_a_shard_that_played_and_judged_nothing_is_not_well() -> None:
    shard = {"nth": 1, "of": 2, "chosen": 2, "idle": False}
    result = {"summary": summary([]), "scenarios": [], "unlooked": [], "shard": shard}
    assert exit_code(result) == 2
    assert exit_code({**result, "shard": {**shard, "idle": True}}) == 0


# --- the bundled seconds ------------------------------------------------------------------------------------


def test_the_bundled_table_is_as_its_maker_writes_it() -> None:
    text = (scenarios() / TABLE).read_text("utf-8")
    assert timing.table(run_of(json.loads(text))) == text
    assert {one.id for one in stories()} & set(json.loads(text))


def test_a_scenario_that_could_not_be_played_says_nothing_of_its_seconds() -> None:
    assert seconds_of(run_of({"ropo/one": 0.0}, "harness_error")) == {}
    assert seconds_of(run_of({"ropo/one": 0.25}, "failed")) == {"ropo/one": 0.25}
