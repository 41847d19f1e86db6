"""Files that people write, keep and send around, broken in every way: each is refused in sentences, or read."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.cli import HARNESS_ERRED, exit_code_of
from tests.fuzz.broken import Chance, records, texts
from tests.simulator.store.test_doctor import two_companies

ROOT = Path(__file__).parents[2]
Breaking = Callable[[str, Chance, int], Iterator[bytes]]
CLIENT = "conformance.clients.reference:Client"


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is kept of a run."""
    folder = tmp_path_factory.mktemp("kept")
    assert exit_code_of(["run", "ropo/paid-in-time", "--client-python", CLIENT, "--keep", str(folder)]) == 0
    return next(folder.rglob("*.jsonl"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox with cases, as `dunbox export` writes it."""
    folder = tmp_path_factory.mktemp("archive")
    two_companies(folder / "store.db")
    assert exit_code_of(["export", "--db", str(folder / "store.db"), "1", "--to", str(folder)]) == 0
    return folder / "1.jsonl.gz"


def scenarios() -> Iterator[str]:
    for path in sorted((ROOT / "scenarios").rglob("*.yaml")):
        yield path.read_text("utf-8")


def refused_or_read(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str, content: bytes, *words: str
) -> int:
    """Have the command line read it; whatever it makes of that, it has no defect, and says why it refuses.

    The schema of a trace leaves open what the truth was; of nonsense in that a check says that it cannot judge it.
    """
    file = folder / name
    file.write_bytes(content)
    code = exit_code_of([*words, str(file)])
    said = capsys.readouterr()
    assert "a defect of dunbox" not in said.err, (said.err, content)
    assert "Traceback" not in said.out + said.err, content
    assert code != HARNESS_ERRED or "a check could not judge the trace" in said.out, (said, content)
    assert code == 0 or said.out + said.err, content
    return code


def test_a_broken_scenario_is_told_about(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chance, sound = Chance(1), list(scenarios())
    codes = {
        refused_or_read(capsys, tmp_path, "broken.yaml", content, "lint")
        for text in sound[:: max(1, len(sound) // 60)]
        for content in texts(text, chance, 5)
    }
    assert codes == {0, 2}


@pytest.mark.parametrize("breaking", [texts, records])
def test_a_broken_trace_is_told_about(
    breaking: Breaking, trace: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for content in breaking(trace.read_text("utf-8"), Chance(2), 100):
        refused_or_read(capsys, tmp_path, "broken.jsonl", content, "judge")


@pytest.mark.parametrize("breaking", [texts, records])
def test_a_broken_archive_is_told_about(
    breaking: Breaking, archive: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sound = gzip.decompress(archive.read_bytes()).decode()
    for number, content in enumerate(breaking(sound, Chance(3), 60)):
        store = str(tmp_path / f"{number}.db")
        refused_or_read(capsys, tmp_path, "1.jsonl.gz", gzip.compress(content, 1), "import", "--db", store)


def test_a_broken_gzip_is_told_about(
    archive: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chance, sound = Chance(4), archive.read_bytes()
    for number in range(60):
        content = bytearray(sound[: chance.choice((len(sound), 1 + chance.below(len(sound) - 1)))])
        for _ in range(chance.choice((0, 1, 5))):
            content[chance.below(len(content))] = chance.below(256)
        store = str(tmp_path / f"{number}.db")
        refused_or_read(capsys, tmp_path, "1.jsonl.gz", bytes(content), "import", "--db", store)
