"""The pytest plugin, as a stranger has it: in a pytest of its own, on a machine that reaches no network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "python-tests.md"

# In place of a network: whoever asks for a name or a connection has failed.
_NO_NETWORK = """
import socket


def refuse(*arguments, **words):
    raise AssertionError(f"the network was asked: {arguments}")


socket.getaddrinfo = socket.create_connection = socket.socket.connect = socket.socket.connect_ex = refuse
"""


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A pytest in a folder, with this plugin and no other."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    program = [sys.executable, "-m", "pytest", "-p", "conformance.pytest_plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*program, "--strict-markers", "-W", "error", "-q", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def in_a_folder(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(_NO_NETWORK, encoding="utf-8")
    (folder / "test_it.py").write_text(test, encoding="utf-8")
    return run_pytest(folder)


@pytest.mark.parametrize(
    "number",
    range(4),
)
def test_the_tests_of_the_documentation_pass_without_a_network(number: int, tmp_path: Path) -> None:
    examples = re.findall(r"^```python\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.M | re.S)
    assert len(examples) == 4
    assert "https://ax.maventa.com" in examples[0]
    done = in_a_folder(tmp_path, examples[number])
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{examples[number].count('def test_')} passed" in done.stdout


def test_a_marker_and_the_options_of_a_module_say_how_the_sandbox_is_made(tmp_path: Path) -> None:
    done = in_a_folder(
        tmp_path,
        """
import pytest


@pytest.fixture
def dunbox_options():
    return {"seed": 5, "company": {"name": "Oma Oy"}}


@pytest.mark.dunbox(seed=7, start="2026-03-02T09:30")
def test_marked(dunbox):
    assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%Y-%m-%dT%H:%M}") == (7, "2026-03-02T09:30")
    assert dunbox.sandbox.company["name"] == "Oma Oy"


def test_unmarked(dunbox):
    assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%Y-%m-%d}") == (5, "2026-01-05")
""",
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("7", "takes its words by name"),
        ("start='soon'", "'soon' is no time"),
        ("seed=7, sead=8", "a sandbox has no word 'sead'; did you mean 'seed'? It has: seed, start, country"),
        ("seed='x'", 'seed: "x" is not of type "integer"'),
        ("company={'nam': 'x'}", "the company of a sandbox has no word 'nam'; did you mean 'name'?"),
        ("country='ZZ'", "a sandbox cannot be in 'ZZ'"),
    ],
)
def test_a_marker_that_cannot_be_followed_is_an_error_that_says_why(
    marker: str, said: str, tmp_path: Path
) -> None:
    done = in_a_folder(
        tmp_path, f"import pytest\n\n@pytest.mark.dunbox({marker})\ndef test_it(dunbox):\n    pass\n"
    )
    assert done.returncode == 1
    assert said in done.stdout
    assert "Traceback" not in done.stdout
    assert "simulator/doors" not in done.stdout


def test_markers_add_up_and_the_closest_has_the_last_word(tmp_path: Path) -> None:
    done = in_a_folder(
        tmp_path,
        """
import pytest

pytestmark = pytest.mark.dunbox(seed=3, start="2026-03-02T09:30", company={"name": "Oma Oy"})


@pytest.mark.dunbox(seed=7)
def test_of_the_function(dunbox):
    assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%Y-%m-%dT%H:%M}") == (7, "2026-03-02T09:30")
    assert dunbox.sandbox.company["name"] == "Oma Oy"


@pytest.mark.dunbox(start="2026-04-01T08:00")
class TestOfAClass:
    @pytest.mark.dunbox(company={"language": "sv"})
    def test_it(self, dunbox):
        assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%m-%d}") == (3, "04-01")
        assert dunbox.sandbox.company["language"] == "sv"
        assert dunbox.sandbox.company["name"] != "Oma Oy"
""",
    )
    assert done.returncode == 0, done.stdout


def test_a_sandbox_of_the_tests_own_beside_the_fixture_is_refused_clearly(tmp_path: Path) -> None:
    done = in_a_folder(
        tmp_path,
        """
import pytest
import simulator


@pytest.fixture
def mine():
    with simulator.Dunbox(seed=9) as made:
        yield made


def test_it(mine, dunbox):
    pass


def test_the_next(dunbox):
    pass
""",
    )
    assert "1 passed, 1 error" in done.stdout
    assert "the fixture dunbox: a Dunbox is open in this process already" in done.stdout


def test_the_doors_are_shut_again_when_the_test_is_over(tmp_path: Path) -> None:
    done = in_a_folder(
        tmp_path,
        """
import pytest
import requests

URL = "https://ax.maventa.com/v1/invoices"


def test_open(dunbox):
    assert requests.get(URL).status_code == 401


def test_shut():
    with pytest.raises(AssertionError, match="the network was asked"):
        requests.get(URL)
""",
    )
    assert done.returncode == 0, done.stdout


def test_a_pytest_that_does_not_use_it_loads_nothing_for_it(tmp_path: Path) -> None:
    done = in_a_folder(
        tmp_path,
        """
import sys


def test_it():
    ours = {name for name in sys.modules if name.split(".")[0] in ("simulator", "conformance")}
    assert ours == {"simulator", "conformance", "conformance.pytest_plugin"}
    assert not {"requests", "httpx", "yaml", "lxml", "orjson", "jsonschema_rs", "uvicorn"} & set(sys.modules)
""",
    )
    assert done.returncode == 0, done.stdout


def test_pytest_lists_the_fixture_and_the_marker(tmp_path: Path) -> None:
    assert "dunbox -- " in run_pytest(tmp_path, "--fixtures").stdout
    assert "@pytest.mark.dunbox(*, seed, start" in run_pytest(tmp_path, "--markers").stdout
