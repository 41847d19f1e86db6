"""The README's story, as a stranger runs it: the server in one terminal, the saved script in another."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DUNBOX = "from conformance.cli import main; main()"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address at which a fresh `dunbox serve` says that it serves."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-c", DUNBOX, "serve", "--port", "0"]
    with subprocess.Popen(
        arguments, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
        assert any("client_secret" in line for line in said)
        yield said[0].removeprefix("dunbox serves ").strip()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors
        assert errors == ""


def test_the_story_of_the_readme_ends_with_the_settlement_on_the_statement(
    server: str, tmp_path: Path
) -> None:
    (story,) = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    (tmp_path / "story.py").write_text(story, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "story.py"],
        cwd=tmp_path,
        env={**os.environ, "DUNBOX": server},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "'status': 'PENDING'" in done.stdout
    assert "'close_reason': 'paid'" in done.stdout
    statement = done.stdout[done.stdout.index("<?xml") :]
    assert '<Amt Ccy="EUR">1240.00</Amt>' in statement
    assert "<Ref>10016</Ref>" in statement
