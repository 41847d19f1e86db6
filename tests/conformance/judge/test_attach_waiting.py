"""What an attached client is waited for, and what is looked at before it is believed to be judged."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.runner.attach.activity import ALONE, Activity
from conformance.runner.attach.preflight import (
    CLOCK,
    CREDENTIALS,
    REACHABLE,
    SIGNED,
    WEBHOOK,
    Preflight,
    spoilt,
)

SOON, PATIENCE = 0.05, 60.0
NOW = datetime(2026, 1, 11, 9, tzinfo=UTC)


def call(path: str, answer: Any, method: str = "GET", body: Any = None, duty: str = "") -> dict[str, Any]:
    """A call as its record has it."""
    return {
        "surface": "a",
        "method": method,
        "path": path,
        "body": body,
        "answer": {"status": 200, "body": answer},
        "means": {"duty": duty},
    }


def is_news(activity: Activity, record: dict[str, Any]) -> bool:
    """Whether a call wakes who waits for something new."""
    waiting = threading.Thread(target=activity.heard, args=(record,))
    with activity._changed:  # so that the wait begins first
        waiting.start()
        found = activity._is_news(SOON)
    waiting.join()
    return found


def test_a_poll_that_brings_what_it_brought_before_is_nothing_new_until_the_next_moment() -> None:
    activity = Activity()
    assert is_news(activity, call("/cases?page=1", []))
    assert not is_news(activity, call("/cases?page=1", []))
    assert is_news(activity, call("/cases?page=1", [{"id": 1}]))
    activity.begin()
    assert is_news(activity, call("/cases?page=1", []))
    assert activity.calls == 4
    assert activity.last == "GET /cases?page=1"


def test_what_is_sent_is_new_unless_the_same_was_sent_before_and_a_token_is_new_once() -> None:
    activity = Activity()
    assert is_news(activity, call("/events", {}, "POST", {"text": "a"}))
    assert is_news(activity, call("/events", {}, "POST", {"text": "b"}))
    assert not is_news(activity, call("/events", {}, "POST", {"text": "b"}))
    assert is_news(activity, call("/token", {"access_token": "{token:1}"}, "POST", "x", "authenticate"))
    assert not is_news(activity, call("/token", {"access_token": "{token:2}"}, "POST", "x", "authenticate"))


def test_quiet_is_when_nothing_new_comes_and_what_never_ends_is_given_up() -> None:
    activity = Activity()
    assert activity.until_quiet(SOON, PATIENCE)
    stop = threading.Event()

    def goes_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            activity.heard(call(f"/{number}", None))

    working = threading.Thread(target=goes_on)
    working.start()
    try:
        assert not activity.until_quiet(PATIENCE, SOON)
    finally:
        stop.set()
        working.join()


def test_a_user_who_has_gone_is_not_waited_for() -> None:
    activity = Activity()
    activity.said("done")
    activity.said(None)
    assert activity.answer(PATIENCE, lambda: activity.is_alone) == "done"
    assert activity.answer(PATIENCE, lambda: activity.is_alone) == ALONE
    assert activity.answer(SOON) is None


@dataclass
class Sent:
    """A webhook."""

    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"


def test_a_spoilt_webhook_has_another_signature_and_all_else_as_it_was() -> None:
    in_header = Sent({"X-Webhook-Signature": "sha256=ab0", "Content-Type": "application/json"})
    assert spoilt(in_header) == (  # type: ignore[arg-type] # of a message it reads these two alone
        {"X-Webhook-Signature": "sha256=ab1", "Content-Type": "application/json"},
        b"{}",
    )
    signed = Sent({}, json.dumps({"data": {"id": 7}, "signature": "ff"}).encode())
    headers, body = spoilt(signed) or ({}, b"")  # type: ignore[arg-type] # as above
    assert (headers, json.loads(body)) == ({}, {"data": {"id": 7}, "signature": "f0"})
    assert spoilt(Sent()) is None  # type: ignore[arg-type] # as above
    assert spoilt(Sent(body=b"[1]")) is None  # type: ignore[arg-type] # as above


def looked(
    *headers: tuple[str, str], status: int = 200, sandbox: str | None = "1"
) -> tuple[Preflight, list[str]]:
    said: list[str] = []
    preflight = Preflight(said.append)
    heard = SimpleNamespace(
        method="GET", path="/cases", status=status, sandbox=sandbox, headers=list(headers)
    )
    preflight.heard(heard, NOW)
    return preflight, said


@pytest.mark.parametrize(
    ("date", "answer", "said"),
    [
        (
            "Sun, 11 Jan 2026 09:03:00 GMT",
            "yes",
            "it says 2026-01-11 09:03, and in the sandbox it is 2026-01-11 09:00.",
        ),
        (
            "Sun, 22 Nov 2026 13:00:00 GMT",
            "skewed",
            "315 days, 4:00:00 apart. What to do: let the client take",
        ),
        ("yesterday", "unknown", "'yesterday' is no date."),
    ],
)
def test_a_clock_that_a_call_shows_is_compared_with_the_sandboxes(date: str, answer: str, said: str) -> None:
    preflight, lines = looked(("Date", date))
    found = {one.question: one.answer for one in preflight.ended()}
    assert found[CLOCK] == answer
    assert any(line.startswith(f"pre-flight: {CLOCK} {answer.upper()}. ") and said in line for line in lines)


def test_right_credentials_make_good_for_wrong_ones_and_each_answer_is_said_once() -> None:
    preflight, said = looked(status=401, sandbox=None)
    assert not preflight.is_sure(CREDENTIALS)
    right = SimpleNamespace(method="GET", path="/cases", status=200, sandbox="1", headers=[])
    for _ in range(3):
        preflight.heard(right, NOW)
    assert preflight.is_sure(CREDENTIALS)
    assert [line.split("?")[1].split(".")[0].strip() for line in said] == ["YES", "NO", "YES"]


def test_an_address_where_nothing_answers_is_a_no_and_one_that_answers_with_an_error_is_not() -> None:
    for status, answer in ((None, "no"), (500, "yes")):
        preflight, _ = looked()
        preflight.forged("http://127.0.0.1:9/hook", status)
        preflight.delivered("http://127.0.0.1:9/hook", status)
        found = {one.question: one for one in preflight.ended()}
        assert found[WEBHOOK].answer == answer
        assert found[SIGNED].answer == ("unknown" if status is None else "yes")
        assert bool(found[WEBHOOK].advice) == (answer == "no")


def test_what_nobody_could_see_is_unknown_but_no_call_at_all_is_a_no() -> None:
    preflight = Preflight(lambda line: None)
    found = {one.question: one.answer for one in preflight.ended()}
    assert found == {REACHABLE: "no", **dict.fromkeys((CREDENTIALS, CLOCK, WEBHOOK, SIGNED), "unknown")}
