"""The plugin as a stranger has it: what the documentation shows, in a pytest of its own that reaches no network."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.pytest_plugin.asked import OPTIONS
from tests.conformance.pytest_plugin.conftest import Inner

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "python-tests.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", DOCUMENT, re.M | re.S)
# Those that are files name themselves in their first line.
FILES = {found[1]: text for _, text in BLOCKS if (found := re.match(r"# ([\w/-]+\.(?:py|yaml|ini))\n", text))}
COMMANDS = [line for kind, text in BLOCKS if kind == "bash" for line in text.splitlines()]

# In place of a network: whoever asks for a name or a connection beyond this machine has failed.
_NO_NETWORK = """
import socket


def but_for_loopback(asked, host_of):
    def ask(*arguments, **words):
        if host_of(arguments) not in ("127.0.0.1", "localhost"):
            raise AssertionError(f"the network was asked: {arguments}")
        return asked(*arguments, **words)

    return ask


socket.getaddrinfo = but_for_loopback(socket.getaddrinfo, lambda given: given[0])
socket.create_connection = but_for_loopback(socket.create_connection, lambda given: given[0][0])
for name in ("connect", "connect_ex"):
    setattr(socket.socket, name, but_for_loopback(getattr(socket.socket, name), lambda given: given[1][0]))
"""
_SHUT_AGAIN = """
import pytest
import requests

URL = "https://ax.maventa.com/v1/invoices"


def test_open(dunbox):
    assert requests.get(URL).status_code == 401


def test_shut():
    with pytest.raises(AssertionError, match="the network was asked"):
        requests.get(URL)
"""
_CLIENT = "from conformance.clients.reference import Client\n"
_PROGRAM = f"""#!{sys.executable}
import runpy
import sys

sys.path.insert(0, {str(ROOT)!r})
runpy.run_module("conformance.clients.reference", run_name="__main__")
"""


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A pytest of its own in a folder, with this plugin and those that are named."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = {**kept, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    program = [sys.executable, "-m", "pytest", "-p", "conformance.pytest_plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*program, "--strict-markers", "-W", "error", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def test_the_files_of_the_documentation_pass_in_two_processes_at_once_and_without_a_network(
    tmp_path: Path,
) -> None:
    ours = {"conftest.py": _NO_NETWORK + FILES["conftest.py"], "test_shut_again.py": _SHUT_AGAIN}
    twin = {"stories/again.yaml": FILES["stories/paid-after-the-reminder.yaml"]}
    written(tmp_path, {**FILES, **ours, **twin})
    done = run_pytest(tmp_path, "-p", "xdist", "-n", "2", "-v", "--dunbox-suite=ropo/paid-in-time")
    tests = [
        name for text in {**FILES, **ours}.values() for name in re.findall(r"^def (test_\w+)", text, re.M)
    ]
    assert len(FILES) == 8
    assert done.returncode == 0, done.stdout + done.stderr
    stories = ("again.yaml::ropo", "paid-after-the-reminder.yaml::ropo", "dunbox::ropo/paid-in-time")
    assert f"{len(tests) + len(stories)} passed" in done.stdout
    assert {"gw0", "gw1"} <= set(re.findall(r"gw\d", done.stdout))
    for name in (*tests, *stories):
        assert name in done.stdout


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("pytest")])
def test_each_command_of_the_documentation_does_what_it_says(
    command: str, inner: Inner, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "./erp" in command:
        program = pytester.path / "erp"
        program.write_text(_PROGRAM, encoding="utf-8")
        program.chmod(0o755)
    else:
        written(pytester.path, {"erp/__init__.py": "", "erp/driver.py": _CLIENT})
        monkeypatch.syspath_prepend(pytester.path)
    written(
        pytester.path, {name: text for name, text in FILES.items() if name.endswith("yaml") or "ropo" in name}
    )
    words = [
        each
        for word in shlex.split(command)[1:]
        for each in (sorted(map(str, pytester.path.glob(word))) if "*" in word else [word])
    ]
    few = ["-k", "paid-in-time"] if "--dunbox-suite=ropo" in words else []
    done = inner(*words, *few)
    assert done.ret == 0
    assert done.parseoutcomes()["passed"] == (2 if "test_ropo.py" in words else 1)


def test_the_documentation_has_every_option_in_the_words_of_the_help() -> None:
    rows = re.findall(
        r"^\| `--dunbox-([a-z-]+)(?:=([^`]+))?` \| (.+?)(; can be given again)? \|$", DOCUMENT, re.M
    )
    assert rows == [
        (one.name, one.metavar, one.help, "; can be given again" if one.many else "") for one in OPTIONS
    ]


def test_a_pytest_that_does_not_use_it_loads_nothing_for_it(tmp_path: Path) -> None:
    test = """
import sys


def test_it():
    ours = {name for name in sys.modules if name.split(".")[0] in ("simulator", "conformance")}
    own = "conformance.pytest_plugin"
    assert ours == {"simulator", "conformance", own, f"{own}.asked", f"{own}.files", f"{own}.hooks"}
    assert not {"requests", "httpx", "yaml", "lxml", "orjson", "jsonschema_rs", "uvicorn", "click"} & set(sys.modules)
"""
    written(tmp_path, {"test_it.py": test, "other.yaml": "version: 2\n"})
    done = run_pytest(tmp_path)
    assert done.returncode == 0, done.stdout
