"""`dunbox serve`: what it prints below a request, and a clock that runs."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from conformance.cli import exit_code_of
from conformance.cli.lines import Objects, Texts
from simulator import Exchange, World
from tests.simulator.control.receiver import Receiver

ROOT = Path(__file__).resolve().parents[3]
DUNBOX = "from conformance.cli import main; main()"


@contextmanager
def telling(*options: str) -> Iterator[tuple[dict[str, Any], Iterator[dict[str, Any]]]]:
    """The first line of a server that prints objects, and those that follow; each is an object."""
    arguments = [sys.executable, "-c", DUNBOX, "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        objects = (json.loads(line) for line in process.stdout)
        yield next(objects), objects
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, Iterator[str]]]:
    """A server's address, and the lines that it prints from then on."""
    arguments = [sys.executable, "-c", DUNBOX, "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
        yield said[0].removeprefix("dunbox serves ").strip(), iter(process.stdout.readline, "")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_the_console_is_where_it_is_said_to_be_and_who_looks_at_it_leaves_no_line() -> None:
    with serving() as (base, lines):
        assert "Let time pass" in requests.get(f"{base}/console/sandboxes/1", timeout=30).text
        assert requests.get(f"{base}/console/nothing", timeout=30).status_code == 404
        assert next(lines).split() == ["console", "404", "GET", "/nothing"]


def test_below_a_call_that_is_refused_stands_what_it_may_have_been_meant_for() -> None:
    with serving() as (base, lines):
        assert requests.get(f"{base}/maventa/v1/invoice", timeout=30).status_code == 404
        assert next(lines).split() == ["maventa", "404", "GET", "/v1/invoice"]
        assert next(lines).strip() == "near miss: no such path; did you mean GET /v1/invoices?"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a word to it")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_what_was_asked_last_is_printed_before_the_server_ends(told: signal.Signals) -> None:
    arguments = [sys.executable, "-c", DUNBOX, "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, "A line a request follows; stop with Ctrl-C.\n"))
        base = said[0].removeprefix("dunbox serves ").strip()
        secret = next(line.split()[-1] for line in said if "client_secret" in line)
        for nth in range(30):
            requests.get(f"{base}/maventa/v1/nothing/{nth}?client_secret={secret}", timeout=30)
        process.send_signal(told)
        lines = [line.split() for line in process.stdout]
    assert lines == [["maventa", "404", "GET", f"/v1/nothing/{nth}?client_secret=…"] for nth in range(30)]


def test_a_clock_that_runs_is_said_to_run_and_to_begin_where_it_is_told() -> None:
    with serving("--clock", "running", "--rate", "60", "--start", "2026-03-02T09:00") as (base, _):
        clock = requests.get(f"{base}/control/v1/sandboxes/1/clock", timeout=30).json()
    assert (clock["clock"], clock["rate"]) == ("running", 60)
    assert clock["now"] >= "2026-03-02T09:00:00+02:00"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--clock", "fast"], "'fast' is not one of 'frozen', 'running'"),
        (["--clock", "running", "--rate", "0"], "0 is not in the range 1<=x<=86400"),
    ],
)
def test_a_clock_that_cannot_be_is_told_before_anything_is_served(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["serve", *options]) == 2
    assert said in capsys.readouterr().err


def test_an_address_of_another_machine_is_refused_without_a_word_about_ports(
    capsys: pytest.CaptureFixture[str],
) -> None:
    elsewhere = "192.0.2.1"  # in documents only: RFC 5737
    assert exit_code_of(["serve", "--host", elsewhere, "--port", "0", "--control-token", "let-me-in"]) == 2
    assert capsys.readouterr().err == (
        f"Error: --host {elsewhere} is no address of this machine; 127.0.0.1 is one\n"
    )


# Lines for programs


def test_with_json_all_that_is_printed_is_objects_and_no_credential_is_in_them() -> None:
    with telling("--log-format", "json", "--control-token", "let-me-in-please") as (first, objects):
        assert (first["message"], first["sandboxes"]) == ("dunbox serves", ["1"])
        head = {"Authorization": "Bearer let-me-in-please"}
        made = requests.get(f"{first['url']}/control/v1/sandboxes/1", headers=head, timeout=30).json()
        words = made["endpoints"]["maventa"]
        form = {"grant_type": "client_credentials", "scope": "company:read"}
        form |= {name: words[name] for name in ("client_id", "client_secret")}
        token = requests.post(words["token_url"], data=form, timeout=30).json()["access_token"]
        url = f"{words['base_url']}/v1/invoice?a={words['client_secret']}&b={token}&c=let-me-in-please"
        head = {"Authorization": f"Bearer {token}", "X-Request-Id": "mine"}
        assert requests.get(url, headers=head, timeout=30).headers["X-Request-Id"] == "mine"
        lines = [next(objects) for _ in range(3)]
    assert [line["operation"] for line in lines] == ["get_sandbox", "postOauth2Token", None]
    assert [line["request_id"] for line in lines] == ["1", "2", "mine"]
    last = lines[-1]
    assert (last["surface"], last["method"], last["status"]) == ("maventa", "GET", 404)
    assert last["path"] == "/v1/invoice?a=…&b=…&c=…"
    assert last["near"] == ["no such path; did you mean GET /v1/invoices?"]
    assert last["milliseconds"] > 0
    assert lines[1]["sandbox"] == "1"
    assert lines[1]["virtual_time"] == "2026-01-05T08:00:00+02:00"
    printed = json.dumps([first, *lines], ensure_ascii=False)
    assert not [secret for secret in (words["client_secret"], token, "let-me-in-please") if secret in printed]


def test_an_id_of_the_callers_own_stands_at_the_end_of_its_line() -> None:
    with serving() as (base, lines):
        requests.get(f"{base}/control/v1/sandboxes", headers={"X-Request-Id": "mine"}, timeout=30)
        assert next(lines).split() == ["control", "200", "GET", "/sandboxes", "id", "mine"]


def test_the_format_can_be_set_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dunbox.toml").write_text('[serve]\nlog-format = "json"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    with telling() as (first, _):
        assert first["message"] == "dunbox serves"


def exchange(**words: Any) -> Exchange:
    bare: dict[str, Any] = {name: [] for name in ("headers", "answer_headers")}
    bare |= dict.fromkeys(("surface", "method", "path", "query"), "")
    bare |= {"sandbox": None, "at": None, "operation": None, "body": b"", "answer_body": b"", "status": 503}
    return Exchange(**{**bare, **words})


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({}, None),
        ({"store_error": "the disk is full"}, {"kind": "store", "detail": "the disk is full"}),
        (
            {"harness_error": True, "answer_headers": [("x-dunbox-harness-error", "KeyError in getIt")]},
            {"kind": "defect", "detail": "KeyError in getIt"},
        ),
    ],
)
def test_what_is_no_clients_doing_is_an_error_in_its_object(
    words: dict[str, Any], error: dict[str, str] | None
) -> None:
    assert json.loads(Objects(World()).line(exchange(**words)))["error"] == error


def test_what_parts_of_the_server_log_is_an_object_too_with_its_traceback_and_without_secrets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = World()
    secret = world.create().secret("maventa")
    with Objects(world).hearing():
        try:
            raise ValueError(f"client_secret={secret} and {secret}")
        except ValueError:
            logging.getLogger("dunbox").exception("the simulator failed on %s\nwith %s", "GET", secret)
    logging.getLogger("dunbox").warning("nobody hears this as an object")
    first, *_ = capsys.readouterr().err.splitlines()
    found = json.loads(first)
    assert (found["level"], found["logger"]) == ("error", "dunbox")
    assert found["message"] == "the simulator failed on GET\nwith …"
    assert "ValueError" in found["traceback"]
    assert secret not in first


def test_a_line_for_people_and_one_for_programs_tell_the_same_call() -> None:
    world, seen = (
        World(),
        exchange(surface="control", method="GET", path="/x", status=404, near=["/y is one"]),
    )
    assert Texts(world).line(seen).split() == [
        "control",
        "404",
        "GET",
        "/x",
        "near",
        "miss:",
        "/y",
        "is",
        "one",
    ]
    found = json.loads(Objects(world).line(seen))
    assert (found["surface"], found["status"], found["path"], found["near"]) == (
        "control",
        404,
        "/x",
        ["/y is one"],
    )


# Where webhooks go


def told(base: str, url: str) -> list[dict[str, Any]]:
    """What came of the tries to tell a receiver, in a server that asks for a token."""
    head = {"Authorization": "Bearer let-me-in-please"}
    tester = f"{base}/control/v1/sandboxes/1"
    words = requests.get(tester, headers=head, timeout=30).json()["endpoints"]["maventa"]
    form = {"grant_type": "client_credentials", "scope": "company:read company:write"}
    form |= {name: words[name] for name in ("client_id", "client_secret")}
    token = requests.post(words["token_url"], data=form, timeout=30).json()["access_token"]
    hook = {
        "destination_type": "WEBHOOK",
        "destination": url,
        "events": ["RECEIVABLES.SERVICE.REJECTED"],
    }
    calls: list[tuple[str, str, dict[str, Any], str]] = [
        ("POST", f"{words['base_url']}/v1/company/notifications", hook, token),
        (
            "PUT",
            f"{words['base_url']}/v2/services/ropo/receivables",
            {"agreement_contact_email": "a@example.fi"},
            token,
        ),
        ("POST", f"{tester}/services/ropo/onboarding", {"action": "decline"}, "let-me-in-please"),
    ]
    for method, where, body, bearer in calls:
        heard = requests.request(
            method, where, json=body, headers={"Authorization": f"Bearer {bearer}"}, timeout=30
        )
        assert heard.ok, heard.text
    (delivery,) = requests.get(f"{tester}/webhooks", headers=head, timeout=30).json()
    found: list[dict[str, Any]] = delivery["attempts"]
    return found


@pytest.mark.parametrize("front", ["asgi", "connexion"])
def test_a_server_for_other_machines_sends_webhooks_where_it_was_told_and_not_to_its_own_network(
    front: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--host", "0.0.0.0", "--control-token", "let-me-in-please", "--front", front]
    with Receiver() as receiver:
        with serving(*options) as (base, _):
            (attempt,) = told(base.replace("0.0.0.0", "127.0.0.1"), receiver.url)
        assert attempt["status"] is None
        assert attempt["reason"].startswith("not sent: 127.0.0.1 is no public address")
        assert receiver.taken == []
        monkeypatch.setenv("DUNBOX_SERVE_WEBHOOKS_TO", "erp 127.0.0.0/8")
        with serving(*options) as (base, _):
            (attempt,) = told(base.replace("0.0.0.0", "127.0.0.1"), receiver.url)
        assert (attempt["status"], attempt["reason"], len(receiver.taken)) == (200, None, 1)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://erp:9000", "'http://erp:9000' is no host, address or network"),
        ("169.254.169.254/32", "where webhooks are never sent to"),
    ],
)
def test_what_is_no_target_of_webhooks_is_told_before_anything_is_served(
    target: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["serve", "--webhooks-to", target]) == 2
    assert said in capsys.readouterr().err
