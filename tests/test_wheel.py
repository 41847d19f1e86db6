"""The distribution, built without a network and used away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


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
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel would put beside other packages."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("dunbox-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


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
    assert found.stdout.splitlines()[-1] == "[200, 200, 200]"


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
