"""What `dunbox explore` writes, says and exits with, whatever came of its search."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import exit_code_of
from conformance.explore import search as searching
from conformance.explore.playing import Failure, Tally
from conformance.explore.search import Explored

FAILURE = Failure(
    name="ropo-payment-open-amount",
    text="title: A story\n",
    check="payment.open-amount",
    message="too much is open",
    expected="1.00",
    actual="2.00",
    steps=7,
    stands=True,
    result={"verdict": "failed"},
)
TALLIES = {"ropo": Tally({"failed": 1, "passed": 19}, 2.0)}


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the search come to something."""

    def finds(explored: Explored) -> None:
        monkeypatch.setattr(searching, "search", lambda *_: explored)

    return finds


def test_a_failure_is_told_and_written_and_exits_with_1(
    finds: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finds(Explored(TALLIES, FAILURE, jobs=2))
    assert exit_code_of(["explore", "--out", str(tmp_path / "new" / "found")]) == 1
    said = capsys.readouterr().out
    file = tmp_path / "new" / "found" / "ropo-payment-open-amount.yaml"
    assert file.read_text("utf-8") == "title: A story\n"
    for told in (
        "ropo: 1 failed, 19 passed",
        "20.0 stories a second",
        "payment.open-amount: too much is open",
        "expected: 1.00",
        f"the smallest story, of 7 steps: {file}",
        f"again: dunbox run {file} --seed 0 --client-python conformance.clients.reference:Client",
    ):
        assert told in said
    assert "did not fail" not in said


def test_one_that_does_not_fail_again_is_told_as_that(finds: Any, tmp_path: Path, capsys: Any) -> None:
    finds(Explored(TALLIES, replace(FAILURE, stands=False)))
    assert exit_code_of(["explore", "--out", str(tmp_path)]) == 1
    assert "it did not fail when it was played once more" in capsys.readouterr().out


def test_an_error_of_ours_is_written_too_and_exits_with_3(finds: Any, tmp_path: Path) -> None:
    ours = replace(FAILURE, check="", name="ropo-harness-error", result={"verdict": "harness_error"})
    finds(Explored(TALLIES, ours))
    assert exit_code_of(["explore", "--out", str(tmp_path)]) == 3
    assert (tmp_path / "ropo-harness-error.yaml").is_file()


def test_a_process_that_ends_by_itself_is_told_and_exits_with_3(
    finds: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    finds(Explored(TALLIES, died=[-9]))
    assert exit_code_of(["explore"]) == 3
    assert "ended with exit code -9" in capsys.readouterr().out


@pytest.mark.parametrize("verdict", ["config_error", "not_applicable"])
def test_stories_of_which_none_was_judged_are_not_green(finds: Any, verdict: str) -> None:
    finds(Explored({"ropo": Tally({verdict: 9}, 1.0)}))
    assert exit_code_of(["explore"]) == 2


def test_no_story_is_not_green(finds: Any, capsys: pytest.CaptureFixture[str]) -> None:
    finds(Explored())
    assert exit_code_of(["explore"]) == 2
    assert "no story was played" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_exits_with_2(
    finds: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finds(Explored(TALLIES, FAILURE))
    (tmp_path / "file").write_text("")
    assert exit_code_of(["explore", "--out", str(tmp_path / "file" / "found")]) == 2
    assert "ropo-payment-open-amount.yaml cannot be written" in capsys.readouterr().err
