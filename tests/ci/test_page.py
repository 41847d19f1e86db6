"""docs/ci.md: its commands run and exit as the page says, its files are what their readers take."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conformance import __version__
from conformance.cli import COMMANDS, exit_code_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
TOOLS = Path(sys.executable).parent
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
FILES = {
    found[1]: text
    for _, text in BLOCKS
    if (found := re.match(r"# (\S+\.(?:toml|py|yml))\n", text)) is not None
}
# Programs that the tests do not have: what their lines name is looked at instead.
ELSEWHERE = ("docker", "pipx", "uvx")


def commands() -> list[list[str]]:
    """The lines of each shell block that can be run here."""
    blocks = [text.splitlines() for kind, text in BLOCKS if kind == "bash"]
    return [lines for lines in blocks if not lines[0].startswith(ELSEWHERE)]


def written(folder: Path, name: str) -> Path:
    (folder / name).write_text(FILES[name], encoding="utf-8")
    return folder / name


def exits_with(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """What a line of a shell block exits with."""
    words = shlex.split(line)
    with monkeypatch.context() as patch:
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            patch.setenv(name, value)
        if words[0] == "python":
            return subprocess.run([sys.executable, *words[1:]], check=False, timeout=60).returncode
        assert words[0] == "dunbox"
        return exit_code_of([*words[1:], "--jobs", "1"])


@pytest.mark.parametrize("nth", range(len(commands())))
def test_the_commands_of_a_block_run_and_exit_as_the_page_says(
    nth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = commands()[nth]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    written(tmp_path, "merged.py")
    # Blocks after the one about the file are about runs without it; the last one adds up what a block before it wrote.
    if block[0] == "dunbox run":
        written(tmp_path, "dunbox.toml")
    before = commands()[nth - 1] if block[0].startswith("python") else []
    for line in (*before, *block):
        command, _, said = line.partition("   # exits with ")
        assert (command, exits_with(command, monkeypatch)) == (command, int(said or 0))


def test_there_are_commands_to_run() -> None:
    assert sum(len(lines) for lines in commands()) >= 9


@pytest.mark.parametrize(
    ("name", "kind"), [("workflow.yml", "vendor.github-workflows"), ("gitlab-ci.yml", "vendor.gitlab-ci")]
)
def test_an_example_is_what_its_build_server_reads(name: str, kind: str, tmp_path: Path) -> None:
    words = [TOOLS / "check-jsonschema", "--builtin-schema", kind, written(tmp_path, name)]
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout


def test_the_workflow_gives_inputs_that_the_action_has_and_the_page_names_all_of_them() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    (job,) = yaml.safe_load(FILES["workflow.yml"])["jobs"].values()
    (given,) = [step["with"] for step in job["steps"] if step.get("uses") == "./dunbox"]
    assert set(given) <= set(inputs)
    assert [name for name in inputs if f"`{name}`" not in TEXT] == []


def test_what_the_page_names_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert [
        name
        for name in re.findall(r"`(compose\.yaml|action\.yml|ci/[a-z./]+)`", TEXT)
        if not (ROOT / name).exists()
    ] == []
    assert set(re.findall(r"dunbox-([0-9.]+)-py3", TEXT)) == {__version__}
    assert set(re.findall(r"`dunbox ([a-z]+)", TEXT)) <= set(COMMANDS)
    assert [exit_code_of([command, "--help"]) for command in ("run", "serve")] == [0, 0]
    helped = capsys.readouterr().out
    ours = re.sub(r"^(docker|pipx|uvx) .*$", "", TEXT, flags=re.MULTILINE)
    assert {option for option in re.findall(r"--[a-z]+[a-z-]*", ours) if option not in helped} <= {"--driver"}
