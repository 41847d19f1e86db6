"""`dunbox run --attach`: its options, what it writes for scripts, and the program that is judged by it."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli import exit_code_of
from conformance.cli.schema import schema_of

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "examples" / "attach" / "demo.sh"
STORY = """\
title: An invoice is handed over
rules: [CLIENT-PAY-1]
for: [ropo]
country: FI
start: 2026-01-11T09:00
debtors: {acme: {kind: company, pays: never}}
story:
  - client: {activate: {}}
  - clock: {by: P1D}
  - provider: {sign: {}}
  - provider: {pass_kyc: {}}
  - clock: {banking_days: 2}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-15}}
  - clock: {to: 2026-01-22T09:00}
  - client: {transfer_invoice: {number: "1001"}}
expect: {services: {ropo: active}}
"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--settle", "1"], "--settle is for a client that is running already; give --attach too"),
        (["--port", "8080"], "--port is for a client that is running already; give --attach too"),
        (
            ["--attach", "--client", "erp"],
            "--attach is for a client that is running already; leave --client out",
        ),
        (
            ["--attach", "--acts", "localhost"],
            "--acts localhost is no address to post to; one is like http://",
        ),
        (["--attach", "--settle", "nan"], "nan is no time"),
        (
            ["--attach", "--credentials", "{folder}/list"],
            "holds something else than credentials: it is an object by",
        ),
        (
            ["--attach", "--credentials", "{folder}/surface"],
            "names 'nobody', which is no surface: it is an object by",
        ),
        (["--attach", "--credentials", "{folder}/text"], "is not JSON"),
        (["--attach", "--endpoints", "{folder}/no/file"], "does not exist; make it first"),
    ],
)
def test_what_cannot_be_attached_to_is_refused_with_what_to_write(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list").write_text("[]")
    (tmp_path / "surface").write_text('{"nobody": {"secret": "x"}}')
    (tmp_path / "text").write_text("client_id: 7")
    given = [one.format(folder=tmp_path) for one in arguments]
    assert exit_code_of(["run", "ropo/paid-in-time", *given]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_port_that_is_taken_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert exit_code_of(["run", "ropo/paid-in-time", "--attach", "--port", str(port)]) == 2
    assert f"--port {port} cannot be served at" in capsys.readouterr().err


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The demo, with `dunbox` and `python` in its path as an installation has them."""
    story, binaries = folder / "handed-over.yaml", folder / "bin"
    story.write_text(STORY)
    binaries.mkdir()
    for name, command in (("python", sys.executable), ("dunbox", f"{sys.executable} -m conformance.cli")):
        (binaries / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (binaries / name).chmod(stat.S_IRWXU)
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    return subprocess.run(
        [str(DEMO), str(story), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_demo_judges_a_program_that_is_not_its_child_and_leaves_nothing(tmp_path: Path) -> None:
    found = demo(tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert (
        "act 3 at 2026-01-22T09:00:00+02:00: hand invoice 1001 over to ropo (transfer_invoice) {"
        in found.stdout
    )
    assert "pre-flight: does it use this sandbox's credentials? YES." in found.stdout
    assert "1 scenario: 1 passed" in found.stdout
    assert [one.name for one in tmp_path.iterdir() if one.name not in ("bin", "handed-over.yaml")] == []


def test_the_demo_of_a_wrong_program_exits_with_1_and_names_the_check(tmp_path: Path) -> None:
    found = demo(tmp_path, "transfers-twice")
    assert found.returncode == 1, found.stdout + found.stderr
    assert "transfer.once" in found.stdout


def test_a_program_that_does_not_start_ends_the_demo(tmp_path: Path) -> None:
    found = demo(tmp_path, "nobody")
    assert (found.returncode, found.stdout) == (2, "")
    assert "there is no wrong client 'nobody'" in found.stderr


def test_what_to_connect_to_is_written_for_scripts_and_the_result_has_the_pre_flight(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own: dict[str, Any] = {"maventa": {"client_secret": "the-one-built-in"}}
    (tmp_path / "own.json").write_text(json.dumps(own))
    file = tmp_path / "endpoints.json"
    words = [
        "--endpoints",
        str(file),
        "--credentials",
        str(tmp_path / "own.json"),
        "--op-timeout",
        "0.2",
        "--json",
        "-",
    ]
    assert exit_code_of(["run", "ropo/paid-in-time", "--attach", *words]) == 2
    written = json.loads(file.read_text("utf-8"))
    assert written["endpoints"]["maventa"]["client_secret"] == "the-one-built-in"
    assert written["endpoints"]["maventa"]["base_url"].startswith(written["url"])
    assert (written["now"], written["company"]["country"]) == ("2026-02-01T09:00:00+02:00", "FI")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    jsonschema_rs.validator_for(schema_of("result")).validate(result)
    assert result["preflight"][0]["answer"] == "no"
    assert "waiting for the client's first call" in printed.err


def test_a_run_ends_though_its_user_could_still_type() -> None:
    command = [
        sys.executable,
        "-m",
        "conformance.cli",
        "run",
        "ropo/paid-in-time",
        "--attach",
        "--op-timeout",
        "0.2",
    ]
    run = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    with run:
        assert run.stdout is not None
        told = run.stdout.read()
        assert run.wait(timeout=60) == 2
    assert "no call of the client with these credentials came within 0.2 s" in told
