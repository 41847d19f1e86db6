"""docs/judging.md: what it names exists. Its commands are run with those of all pages (`tests/pages/`)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.cli import COMMANDS, exit_code_of

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")


def test_every_command_and_option_that_the_page_names_exists(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"`dunbox ([a-z]+)", TEXT))
    assert named <= set(COMMANDS)
    assert [exit_code_of([command, "--help"]) for command in ("run", "rules", "list")] == [0, 0, 0]
    helped = capsys.readouterr().out
    assert {option for option in re.findall(r"--[a-z]+[a-z-]*", TEXT) if option not in helped} == set()
