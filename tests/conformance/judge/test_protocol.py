"""What counts as a reply of the driver protocol."""

from typing import Any

import pytest

from conformance.drivers import DriverError, Hello, read_reply

HELLO = {"client": "erp", "protocol": 1, "providers": ["one"], "actions": ["activate"]}


def nested(levels: int) -> Any:
    value: Any = 5
    for _ in range(levels):
        value = [value]
    return value


def read(op: str, ok: Any, **request: Any) -> dict[str, Any]:
    return read_reply({"id": 4, "op": op, **request}, {"id": 4, "ok": ok})


def refused(op: str, reply: Any, **request: Any) -> DriverError:
    with pytest.raises(DriverError) as caught:
        read_reply({"id": 4, "op": op, **request}, reply)
    return caught.value


def test_hello_may_leave_out_what_has_a_least_meaning() -> None:
    hello = Hello.read(read("hello", HELLO))
    assert (hello.webhooks, hello.bank, hello.views, hello.reuse) == ("none", (), (), False)
    assert hello.words()["providers"] == ["one"]


def test_unknown_fields_are_ignored() -> None:
    read("hello", {**HELLO, "colour": "blue"})
    read_reply({"id": 4, "op": "tick"}, {"id": 4, "ok": {}, "seconds": 3})
    read("tick", {"colour": nested(98)})


@pytest.mark.parametrize(
    ("op", "ok", "said"),
    [
        ("hello", {**HELLO, "client": None}, '"client" is missing'),
        ("hello", {**HELLO, "providers": "one"}, '"providers" must be a list of words'),
        ("hello", {**HELLO, "webhooks": "maybe"}, "none, driver, url"),
        ("hello", {**HELLO, "reuse": "yes"}, "true or false"),
        ("act", {}, '"outcome" is missing'),
        ("act", {"outcome": "ok"}, "done, pending, refused"),
        ("act", {"outcome": "done", "contact": "bank"}, "provider"),
        ("tick", {"wake_at": "2026-01-12T09:00:00"}, "a time with an offset"),
        ("tick", {"wake_at": "0001-01-01T00:00+14:00"}, "a time with an offset"),
        ("tick", {"wake_at": "9999-12-31T23:59:59-14:00"}, "a time with an offset"),
        ("tick", {"colour": nested(700)}, "is nested more than 100 deep"),
        ("tick", {"colour": nested(99)}, "is nested more than 100 deep"),
        ("webhook", {"status": 99}, "a whole number from 100 to 599"),
        ("webhook", {"status": True}, "a whole number"),
        ("view", {"ledger": [{"kind": "fee", "amount": 12.5}]}, 'row 1: "amount" must be a decimal string'),
        ("view", {"ledger": [{"kind": "gift", "amount": "1"}]}, "direct_payment"),
        ("view", {"invoices": [{"number": "1"}, {"state": "sent"}]}, 'row 2: "number" is missing'),
        ("view", {"invoices": [{"number": "1", "transferred_on": "2026-02-30"}]}, "a date"),
        ("view", {"services": [{"provider": "x", "state": "unknown"}]}, "inactive"),
        ("view", {"messages": ["hello"]}, "an object is asked for"),
        ("bye", [], "an object is asked for"),
    ],
)
def test_what_breaks_the_protocol_is_named_in_a_sentence(op: str, ok: Any, said: str) -> None:
    error = refused(op, {"id": 4, "ok": ok})
    assert error.kind == "wrong"
    assert said in str(error)


def test_what_is_wrong_in_a_row_is_said_of_the_row_and_found_once() -> None:
    error = refused("view", {"id": 4, "ok": {"ledger": [{"kind": "fee", "amount": 1240}]}})
    assert str(error).endswith(
        'breaks the protocol: "ledger", row 1: "amount" must be a decimal string such as "1240.00", found 1240'
    )


@pytest.mark.parametrize("number", [3, 5, "4", None, 4.0])
def test_a_reply_repeats_the_id_of_its_request(number: Any) -> None:
    assert "carries the id" in str(refused("tick", {"id": number, "ok": {}}))


@pytest.mark.parametrize(
    "reply", [{"id": 4}, {"id": 4, "ok": {}, "error": {"kind": "failed"}}, {"id": 4, "ok": None}]
)
def test_a_reply_holds_either_ok_or_error(reply: dict[str, Any]) -> None:
    assert "it must hold one of them" in str(refused("tick", reply))


@pytest.mark.parametrize("reply", [None, [], "ok", 5])
def test_a_reply_is_an_object(reply: Any) -> None:
    assert refused("tick", reply).kind == "garbage"


def test_a_client_can_say_that_it_failed_or_that_it_does_not_support_what_it_declared() -> None:
    failed = refused("tick", {"id": 4, "error": {"kind": "failed", "message": "disk full"}})
    assert (failed.kind, "disk full" in str(failed)) == ("failed", True)
    unsupported = refused("act", {"id": 4, "error": {"kind": "unsupported"}}, action="comment")
    assert (unsupported.kind, "comment" in str(unsupported)) == ("unsupported", True)
    assert refused("tick", {"id": 4, "error": {"kind": "tired"}}).kind == "wrong"
