"""`dunbox watch`: plays at every save, tells what is wrong and waits, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from conformance.cli.watch import Saves

ROOT = Path(__file__).parents[3]
STORY = """\
title: A company pays its invoice in time
rules: [CLIENT-PAY-1]
for: [ropo]
country: FI
start: 2026-02-01T09:00
debtors:
  acme: {kind: company, pays: {before: due, days: 2}}
story:
  - client: {activate: {}}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 480.00, due_date: 2026-02-06}}
  - clock: {to: 2026-02-06T09:00}
expect:
  invoices: {"1001": {state: paid, open_amount: 0.00}}
"""
HALF = STORY[: STORY.index("acme, total")]
# Real seconds that a test waits for what comes at once on any machine that is not overloaded.
PATIENCE = 60
SIGNALS = [(signal.SIGINT, 0, "stopped"), (signal.SIGTERM, 143, "dunbox: terminated")]


# --- saves --------------------------------------------------------------------------------------------------


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A story on the disk, with a neighbour."""
    file = tmp_path / "tale.yaml"
    file.write_text(STORY, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(STORY, encoding="utf-8")
    return file


def written(file: Path) -> None:
    file.write_text(STORY, encoding="utf-8")


def put_in_its_place(file: Path) -> None:
    """As most editors save: a new file takes the old one's name."""
    new = file.with_suffix(".tmp")
    new.write_text(STORY, encoding="utf-8")
    new.replace(file)


def removed_and_made_anew(file: Path) -> None:
    file.unlink()
    file.write_text(STORY, encoding="utf-8")


@pytest.mark.parametrize("save", [written, put_in_its_place, removed_and_made_anew])
def test_however_an_editor_saves_it_is_one_save_of_that_file(save: object, story: Path) -> None:
    assert callable(save)
    with Saves([story]) as saves:
        (story.parent / "other.yaml").write_text("a neighbour", encoding="utf-8")
        save(story)
        assert set(saves.wait()) == {story.resolve()}


def test_what_is_saved_before_anybody_waits_is_not_missed(story: Path) -> None:
    with Saves([story]) as saves:
        written(story)
        saves.wait()
        written(story)
        assert set(saves.wait()) == {story.resolve()}


def test_a_link_is_saved_when_what_it_leads_to_is(story: Path, tmp_path: Path) -> None:
    link = tmp_path / "below" / "link.yaml"
    link.parent.mkdir()
    link.symlink_to(story)
    with Saves([link]) as saves:
        written(story)
        assert set(saves.wait()) == {story.resolve()}


def test_in_a_folder_every_scenario_file_counts_and_nothing_else(story: Path) -> None:
    below = story.parent / "below"
    below.mkdir()
    with Saves([story.parent]) as saves:
        (below / "notes.txt").write_text("no scenario", encoding="utf-8")
        (below / "new.yaml").write_text(STORY, encoding="utf-8")
        assert set(saves.wait()) == {below.resolve() / "new.yaml"}


# --- the command --------------------------------------------------------------------------------------------


class Watching:
    """A `dunbox watch` that runs: what it says until it waits again."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def until_it_waits(self) -> str:
        assert self.process.stdout is not None
        said: list[str] = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith("watching "):
                return "".join(said)
        raise AssertionError(f"it ended: {''.join(said)}")


@pytest.fixture
def watching(story: Path, tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temporary")}
    arguments = [sys.executable, "-m", "conformance.cli", "watch", story.name, "--seed", "3"]
    with subprocess.Popen(
        arguments,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        yield Watching(process)
        process.kill()


def test_it_plays_at_once_and_at_every_save_and_waits_for_what_is_saved_half_way(
    watching: Watching, story: Path, tmp_path: Path
) -> None:
    said = watching.until_it_waits()
    assert "ropo/tale: A company pays its invoice in time" in said  # the timeline
    assert "expected   invoices 1001" in said
    assert "1 scenario: 1 passed" in said
    assert "seed 3" in said

    story.write_text(HALF, encoding="utf-8")
    said = watching.until_it_waits()
    assert "--- tale.yaml was saved ---" in said
    assert "tale.yaml:11:1: this is not YAML: " in said
    assert "passed" not in said

    story.unlink()
    assert "tale.yaml: there is no such file any more" in watching.until_it_waits()

    story.write_text(STORY.replace("paid, open", "sent, open"), encoding="utf-8")
    said = watching.until_it_waits()
    assert "1 scenario: 1 failed" in said
    watching.process.send_signal(signal.SIGINT)
    out, err = watching.process.communicate(timeout=PATIENCE)
    assert (watching.process.returncode, out.strip(), err) == (0, "stopped", "")
    with pytest.raises(ProcessLookupError):  # nobody is left of its session
        os.killpg(watching.process.pid, 0)
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(("number", "code", "told"), SIGNALS)
def test_a_signal_in_the_middle_of_a_story_ends_the_client_too(
    number: signal.Signals, code: int, told: str, tmp_path: Path, story: Path
) -> None:
    """The client says in a pipe that it is stuck, and holds the pipe open as long as it lives."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    client = f"{sys.executable} -m tests.conformance.cli.stuck_client"
    watch = subprocess.Popen(
        [sys.executable, "-m", "conformance.cli", "watch", str(story), "--client", client],
        env={**os.environ, "PYTHONPATH": str(ROOT), "STUCK_PIPE": str(pipe)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        with pipe.open(encoding="utf-8") as signs:
            assert signs.readline() == "stuck\n"
            watch.send_signal(number)
            said, _ = watch.communicate(timeout=PATIENCE)
            assert signs.read() == ""  # until nobody is left who holds it
        assert (watch.returncode, said.strip()) == (code, told)
    finally:
        watch.kill()
        watch.communicate()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Missing argument 'FILE...'"),
        (["tale.yml"], "there is no file or folder tale.yml, and only those can be watched; did you mean 'tale.yaml'?"),
        (["no/such/tale.yaml"], "there is no file or folder no/such/tale.yaml"),
        (["ropo/paid-in-time"], "and only those can be watched"),
        (["tale.yaml", "--client", ""], "--client is empty; give a command such as './erp --driver'"),
        (["tale.yaml", "--client", "a", "--client-python", "b:c"], "name two clients; give one of them"),
        (["tale.yaml", "--provider", "roppo"], "there is no provider 'roppo'; there are: "),
        (["tale.yaml", "--set", "1999.1"], "1999.1"),
        (["tale.yaml", "--faults", "flakey"], "'flakey' is not one of"),
        (["tale.yaml", "--junit", "out.xml"], "No such option"),
    ],
)  # fmt: skip
def test_wrong_usage_exits_with_2_and_says_what_is_right(
    arguments: list[str],
    told: str,
    story: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(story.parent)
    assert exit_code_of(["watch", *arguments]) == 2
    assert told in capsys.readouterr().err
