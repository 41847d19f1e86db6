"""Who may call the control API, and how it says no."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import World
from simulator.http.surfaces import document
from tests.simulator.http.anything import operations
from tests.simulator.stage import KEY, Stage

EVERY = operations(document("control"))
PROBLEM = {"type", "title", "status", "detail"}


@pytest.mark.parametrize("operation", EVERY, ids=lambda each: str(each[2]["operationId"]))
@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer wrong", "Bearer s3cret!x", "Basic s3cret!", "s3cret!", "Bearer ä"]
)
def test_every_call_without_the_token_is_refused(operation: tuple[str, str, Any], given: str | None) -> None:
    stage = Stage(World(key=KEY), token="s3cret!")
    headers = {} if given is None else {"authorization": given}
    heard = stage.control(operation[0], operation[1].replace("{date}", "2026-01-14"), headers=headers)
    assert (heard.status, heard.headers["content-type"]) == (401, "application/problem+json")
    assert set(heard.json) >= PROBLEM
    assert "s3cret!" not in heard.body.decode()


def test_the_right_token_opens_every_door_and_no_token_is_needed_where_none_is_set() -> None:
    for token, headers in (
        ("s3cret!", {"authorization": "bearer  s3cret! "}),
        (None, {}),
        (None, {"authorization": "Bearer x"}),
    ):
        stage = Stage(World(key=KEY), token=token)
        assert stage.control("POST", "/sandboxes", {}, headers=headers).status == 201
        assert len(stage.control("GET", "/sandboxes", headers=headers).json) == 1


def test_the_control_token_is_no_token_of_a_channel_and_theirs_none_of_it() -> None:
    stage = Stage(World(key=KEY), token="s3cret!")
    stage.world.create()
    heard = stage.call("GET", "/maventa/v1/events", headers={"authorization": "Bearer s3cret!"})
    assert heard.status == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sandboxes/nobody"),
        ("DELETE", "/sandboxes/nobody"),
        ("GET", "/sandboxes/nobody/clock"),
        ("POST", "/sandboxes/nobody/clock/advance"),
        ("POST", "/sandboxes/nobody/services/ropo/onboarding"),
        ("PUT", "/sandboxes/nobody/debtors/acme"),
        ("PUT", "/sandboxes/nobody/invoices/1001"),
        ("POST", "/sandboxes/nobody/invoices/1001/payments"),
        ("POST", "/sandboxes/nobody/cases/x/decisions"),
        ("GET", "/sandboxes/nobody/facts"),
        ("GET", "/sandboxes/nobody/journal"),
        ("GET", "/sandboxes/nobody/settlements"),
        ("GET", "/sandboxes/nobody/bank/statements/2026-01-14"),
        ("GET", "/sandboxes/nobody/webhooks"),
        ("POST", "/sandboxes/nobody/webhooks/x/redeliver"),
    ],
)
def test_a_sandbox_that_there_is_not_is_named_in_the_answer(method: str, path: str) -> None:
    words: dict[str, Any] = {
        "advance": {"by": "P1D"},
        "onboarding": {"action": "sign"},
        "acme": {"kind": "company"},
        "1001": {
            "debtor_key": "acme",
            "sent": True,
            "invoice": {
                "number": "1001",
                "date": "2026-01-14",
                "due_date": "2026-01-28",
                "currency": "EUR",
                "total": "1.00",
            },
        },
        "payments": {},
        "decisions": {"decision": "stop"},
    }
    heard = Stage(World(key=KEY)).control(method, path, words.get(path.rpartition("/")[2]))
    assert (heard.status, heard.headers["content-type"]) == (404, "application/problem+json")
    assert "'nobody'" in heard.json["detail"]
