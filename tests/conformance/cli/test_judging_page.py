"""docs/judging.md: its commands run, and exit as the page says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.cli import COMMANDS, exit_code_of

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")


def commands() -> Iterator[str]:
    """The lines of the page's shell blocks."""
    for block in re.findall(r"^```bash\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE):
        yield from block.splitlines()


@pytest.mark.parametrize("line", list(commands()))
def test_a_command_of_the_page_runs_and_exits_as_it_says(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command, _, said = line.partition("   # exits with ")
    program, *words = shlex.split(command)
    assert program == "dunbox"
    assert exit_code_of([*words, *(["--jobs", "1"] if words[0] == "run" else [])]) == int(said or 0)


def test_every_command_and_option_that_the_page_names_exists(capsys: pytest.CaptureFixture[str]) -> None:
    named = set(re.findall(r"`dunbox ([a-z]+)", TEXT))
    assert named <= set(COMMANDS)
    assert [exit_code_of([command, "--help"]) for command in ("run", "rules", "list")] == [0, 0, 0]
    helped = capsys.readouterr().out
    assert {option for option in re.findall(r"--[a-z]+[a-z-]*", TEXT) if option not in helped} == set()
