"""Bad clients, as processes: the verdict says that it is their fault, and why, and the run goes on."""

import re
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from conformance.drivers import DriverError, start
from conformance.runner import Options, exit_code, run
from tests.conformance.judge.stories import Scenario, Step, check

BAD = "tests.conformance.judge.bad_clients"
MEBIBYTE = 1024 * 1024
ORDER, SIGN, KYC = Scenario().story
INVOICE = {"number": "1", "debtor": "acme", "total": Decimal("5.00"), "due_date": date(2026, 2, 1)}
SENDS = Step("client", "send_invoice", INVOICE)


def hosted(client: str) -> list[str]:
    """A client of this folder as a command."""
    return [sys.executable, "-m", "conformance.drivers.host", f"{BAD}:{client}"]


def twice(command: Sequence[str], *story: Step, state: str = "active") -> list[dict[str, Any]]:
    """What comes of a story that is played twice; each failure is the client's, so the run exits with 1."""
    expect = {"services": {"ropo": state}}
    scenario = replace(Scenario(), story=story or Scenario().story, expect=expect)
    scenarios = [replace(scenario, id=f"ropo/{letter}") for letter in "ab"]
    result = run(scenarios, Options(client=list(command), op_timeout=20.0))
    assert exit_code(result) == 1
    return [dict(one) for one in result["scenarios"]]


@pytest.mark.parametrize(
    ("client", "story", "name", "message", "actual"),
    [
        (
            "OneBehind",
            (),
            "protocol.answers",
            "carries the id 3: replies come in order and repeat the id of their request",
            "a reply that breaks the protocol",
        ),
        (
            "Boaster",
            (SENDS, Step("client", "comment", {"number": "1", "text": "x"})),
            "protocol.answers",
            "the client declared comment in hello, and answered that it does not support it: comments come with",
            "an error: the client does not support it",
        ),
        (
            "Flood",
            (),
            "protocol.answers",
            "the client's reply to tick (id 4) is longer than 8 MiB",
            "something that is no reply",
        ),
    ],
)
def test_a_bad_client_fails_the_check_that_says_what_it_did_and_the_run_goes_on(
    client: str, story: tuple[Step, ...], name: str, message: str, actual: str
) -> None:
    for scenario in twice(hosted(client), *story):
        found = check(scenario, name)
        assert (scenario["verdict"], found["verdict"]) == ("failed", "failed")
        assert message in found["message"]
        assert actual in found["actual"]


def test_a_view_that_is_not_what_happened_is_the_clients_failure() -> None:
    for scenario in twice(hosted("Liar"), ORDER, state="pending"):
        found = check(scenario, "story.expect")
        assert (scenario["verdict"], found["verdict"]) == ("failed", "failed")
        assert "ropo" in found["message"]
        assert (found["expected"], found["actual"]) == ("pending", "active")


def test_a_call_to_the_provider_after_the_reply_is_a_failure_of_its_own() -> None:
    for scenario in twice([sys.executable, "-m", BAD]):
        found = check(scenario, "protocol.quiet")
        assert (scenario["verdict"], found["verdict"]) == ("failed", "failed")
        assert "although no request of the harness was open" in found["message"]
        assert found["actual"] == "GET /v2/services/ropo/receivables"
        assert [one["id"] for one in scenario["checks"] if one["verdict"] == "failed"] == ["protocol.quiet"]


def test_webhooks_that_were_declared_and_never_registered_are_a_failure() -> None:
    wait = Step("clock", "by", {"by": "P3D"})
    for scenario in twice(hosted("Unreachable"), ORDER, SIGN, KYC, wait):
        failed = [one for one in scenario["checks"] if one["verdict"] == "failed"]
        assert scenario["verdict"] == "failed"
        assert {one["id"].partition(".")[0] for one in failed} == {"webhook"}
        assert all("regist" in one["message"] for one in failed)


ENDLESS = """
import sys
sys.stdin.readline()
while True:
    sys.stdout.write("x" * 65536)
"""


@pytest.mark.parametrize(
    "command", [[sys.executable, "-c", ENDLESS], hosted("Flood")], ids=["without end", "100 MB"]
)
def test_no_more_of_an_endless_line_is_held_than_a_reply_may_have(command: list[str]) -> None:
    driver = start("process", command)
    tracemalloc.start()
    try:
        with pytest.raises(DriverError, match="longer than 8 MiB") as caught:
            driver.call({"id": 1, "op": "tick"}, 30.0)
        driver.kill()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        driver.kill()
    assert caught.value.kind == "garbage"
    assert peak < 64 * MEBIBYTE


def test_a_reply_of_100_mb_from_python_is_not_copied_to_find_that_out() -> None:
    driver = start("python", f"{BAD}:Flood")
    driver.call({"id": 1, "op": "view"}, 20.0)
    tracemalloc.start()
    try:
        with pytest.raises(DriverError, match="longer than 8 MiB"):
            driver.call({"id": 2, "op": "tick"}, 30.0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        driver.kill()
    assert peak < 100_000_000 + 16 * MEBIBYTE


@pytest.mark.parametrize("op", ["many", "round"])
def test_a_reply_of_python_without_end_is_given_up(op: str) -> None:
    driver = start("python", f"{__name__}:endless")
    with pytest.raises(DriverError, match="longer than 8 MiB"):
        driver.call({"id": 1, "op": op}, 30.0)
    driver.kill()


def endless() -> Any:
    """A client whose replies are long in all, or hold themselves."""
    inside: list[Any] = []
    inside.append(inside)
    replies = {"many": {"rows": ["x" * 1000] * 9000}, "round": {"row": inside}}
    return lambda request: {"id": request["id"], "ok": replies[request["op"]]}


def test_the_last_words_of_a_client_that_died_are_told_without_its_secrets() -> None:
    for one in twice(hosted("Blabber")):
        assert "the client's last words on stderr: " in one["message"]
        assert re.search(r"client_secret=\{secret:\d+\}, token=\{token:1\}", one["message"])
