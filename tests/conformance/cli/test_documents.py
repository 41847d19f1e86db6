"""`dunbox run`: the documents that its result is written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import exit_code_of

OPTIONS = ("--html", "--markdown", "--badge", "--evidence")


@pytest.mark.parametrize("option", OPTIONS)
def test_a_place_that_cannot_be_written_is_refused_before_the_run(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing" / "file"
    assert exit_code_of(["run", "ropo/paid-in-time", option, str(missing)]) == 2
    told = capsys.readouterr()
    assert f"{option} {missing}: the folder {missing.parent} does not exist; make it first" in told.err
    assert told.out == ""
    assert exit_code_of(["run", "ropo/paid-in-time", option, str(tmp_path)]) == 2
    assert f"{option} {tmp_path} is a folder" in capsys.readouterr().err


def test_a_pack_is_not_written_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["run", "ropo/paid-in-time", "--evidence", "-"]) == 2
    assert "--evidence - would be a ZIP on standard output; give it a file" in capsys.readouterr().err


def test_two_documents_do_not_go_to_one_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["run", "ropo/paid-in-time", "--html", "-", "--markdown", "-"]) == 2
    assert "--html - and --markdown - would be one document after the other" in capsys.readouterr().err
    file = str(tmp_path / "one")
    assert exit_code_of(["run", "ropo/paid-in-time", "--html", file, "--badge", file]) == 2
    assert "would be written over each other; give each a file of its own" in capsys.readouterr().err


def test_a_summary_on_standard_output_stands_there_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["run", "ropo/paid-in-time", "--markdown", "-"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("## dunbox: ")
    assert told.out.endswith("</details>\n")
    assert "1 scenario: 1 passed" in told.err
