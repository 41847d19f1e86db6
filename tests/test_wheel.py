"""The distribution, built without a network and used away from the checkout."""

import email
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

import pytest

from conformance import __version__

ROOT = Path(__file__).resolve().parents[1]
WHEEL, SDIST = f"dunbox-{__version__}-py3-none-any.whl", f"dunbox-{__version__}.tar.gz"


def run(*arguments: str, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from that."""
    folder = tmp_path_factory.mktemp("dist")
    done = run("-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def installed(built: Path) -> Path:
    """A folder with what the wheel would put beside other packages."""
    shutil.unpack_archive(built / WHEEL, built / "site", "zip")
    return built / "site"


def test_a_wheel_holds_the_data_inside_its_packages(installed: Path, tmp_path: Path) -> None:
    code = "from simulator.resources import specs, scenarios; print(specs(), scenarios(), sep='\\n')"
    found = run("-c", code, cwd=tmp_path, path=installed)
    assert found.stdout.splitlines() == [
        str(installed / "simulator/specs"),
        str(installed / "conformance/scenarios"),
    ]
    assert sorted(path.name for path in (installed / "simulator/specs").iterdir()) == sorted(
        path.name for path in (ROOT / "specs").iterdir()
    )


def test_a_wheel_holds_the_table_of_post_offices(installed: Path, tmp_path: Path) -> None:
    code = "from simulator.post_offices import post_offices; print(*post_offices('00100'))"
    found = run("-c", code, cwd=tmp_path, path=installed)
    assert found.stdout == "HELSINKI HELSINGFORS\n", found.stderr
    assert (installed / "simulator/post_offices.txt").stat().st_size < 120_000


def test_a_wheel_holds_what_the_page_of_a_run_is_made_of(installed: Path, tmp_path: Path) -> None:
    code = (
        "from conformance.reports import html; from conformance.reports.library import Library;"
        "run = dict(scenarios=[], unlooked=[], client='x', dunbox='1', seed=0, started='', seconds=0, virtual_days=0);"
        "print(html.to_bytes(run, lambda _: [], Library()).decode())"
    )
    found = run("-c", code, cwd=tmp_path, path=installed)
    assert "<h1>x: 0 of 0 stories passed</h1>" in found.stdout, found.stderr


def test_a_wheel_holds_the_pages_of_the_console_and_what_they_load(installed: Path, tmp_path: Path) -> None:
    code = (
        "from simulator import Core, Request, World; from simulator.http.surfaces import surfaces;"
        "core = Core(World(), surfaces(World(), control=True)); page = core.handle(Request('GET', '/console'));"
        "print(page.status, page.body.decode());"
        "print([core.handle(Request('GET', each)).status for each in page.body.decode().split(chr(34))"
        " if '/static/' in each])"
    )
    found = run("-c", code, cwd=tmp_path, path=installed)
    assert "<h1>Sandboxes</h1>" in found.stdout, found.stderr
    assert found.stdout.splitlines()[-1] == "[200, 200, 200, 200]"


def test_a_wheel_brings_two_packages_and_nothing_of_the_workshop(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert names == {"simulator", "conformance"}
    assert (installed / "simulator/py.typed").is_file()
    assert (installed / "conformance/py.typed").is_file()


@pytest.mark.parametrize("command", [["--help"], ["lint"], ["list", "--json"], ["run", "ropo/paid-in-time"]])
def test_its_commands_work_outside_the_checkout(installed: Path, tmp_path: Path, command: list[str]) -> None:
    done = run("-c", "from conformance.cli import main; main()", *command, cwd=tmp_path, path=installed)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pytest_finds_the_plugin_in_it_by_itself(installed: Path, tmp_path: Path) -> None:
    test = """
import requests

def test_it(dunbox):
    service = dunbox.endpoints["maventa"]["base_url"] + "/v1/invoices"
    assert service == "https://ax.maventa.com/v1/invoices"
    assert requests.get(service).status_code == 401
"""
    (tmp_path / "test_it.py").write_text(test, encoding="utf-8")
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=tmp_path, path=installed)
    assert done.returncode == 0, done.stdout + done.stderr


# --- what is released ---------------------------------------------------------------------------------------


def test_what_is_built_bears_the_version_and_the_changelog_has_a_section_of_it_or_of_what_comes(
    built: Path,
) -> None:
    assert {path.name for path in built.iterdir() if path.is_file()} == {WHEEL, SDIST}
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## {__version__}" in changelog or "\n## Unreleased\n" in changelog


def test_the_source_distribution_holds_what_is_needed_to_build_and_to_test_it(built: Path) -> None:
    with tarfile.open(built / SDIST) as archive:
        names = {"/".join(name.split("/")[1:2]) for name in archive.getnames()}
    assert {
        "simulator",
        "conformance",
        "specs",
        "scenarios",
        "tests",
        "docs",
        "pyproject.toml",
        "LICENSE",
    } <= names
    assert not names & {".git", ".venv", ".ci", "dist", ".mypy_cache", ".pytest_cache"}


def test_the_wheel_says_what_an_installer_asks(installed: Path) -> None:
    told = email.message_from_string(
        (installed / f"dunbox-{__version__}.dist-info/METADATA").read_text("utf-8")
    )
    assert (told["Name"], told["Version"], told["License-Expression"]) == (
        "dunbox",
        __version__,
        "Apache-2.0",
    )
    assert told["Requires-Python"] == ">=3.11"
    assert {"connexion", "explore", "httpx", "pdf", "pytest", "responses", "test", "all"} <= set(
        told.get_all("Provides-Extra", [])
    )
    assert "Typing :: Typed" in told.get_all("Classifier", [])
    entry_points = (installed / f"dunbox-{__version__}.dist-info/entry_points.txt").read_text("utf-8")
    assert "[console_scripts]\ndunbox = conformance.cli:main" in entry_points


@pytest.fixture(scope="module")
def clean(built: Path) -> Path:
    """An environment into which pip has put the wheel alone: what it needs is found where the tests have it."""
    folder = built / "clean"
    assert run("-m", "venv", "--without-pip", str(folder), cwd=built).returncode == 0
    pip = [
        "-m",
        "pip",
        "--python",
        str(folder / "bin/python"),
        "install",
        "--no-index",
        "--no-deps",
        "--quiet",
    ]
    done = run(*pip, "--disable-pip-version-check", str(built / WHEEL), cwd=built)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--version"], f"dunbox {__version__}\n"),
        (["run", "ropo/paid-in-time", "--shard", "1/1"], "1 scenario: 1 passed"),
        (["list"], "ropo/paid-in-time"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_its_command_stands_in_an_environment_of_its_own(
    clean: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    done = subprocess.run(
        [clean / "bin/dunbox", *words],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": sysconfig.get_paths()["purelib"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, told in done.stdout) == (0, True), done.stdout + done.stderr


PROGRAM = """
from simulator import Dunbox, Statement

with Dunbox() as dunbox:
    base: str = dunbox.endpoints["maventa"]["base_url"]
    dunbox.clock.advance(banking_days=2)
print(base, Statement)
"""
MISTAKES = """
from simulator import Dunbox

dunbox = Dunbox()
dunbox.clock.advance(banking_days="two")
wrong: int = dunbox.endpoints
"""


@pytest.mark.long
def test_a_type_checker_reads_its_types(clean: Path, tmp_path: Path) -> None:
    for name, text in {"program.py": PROGRAM, "mistakes.py": MISTAKES}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    checks = ["-m", "mypy", "--strict", "--no-incremental", "--python-executable", str(clean / "bin/python")]
    done = run(*checks, "program.py", "mistakes.py", cwd=tmp_path)
    told = {
        line.partition(": error: ")[0]: line.rpartition("  ")[2] for line in done.stdout.splitlines()[:-1]
    }
    assert told == {"mistakes.py:5": "[arg-type]", "mistakes.py:6": "[assignment]"}
