"""An invoice reaches its provider once, and as its user finished it."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called, money

ONCE, TOLD = "invoice.once", "invoice.as-told"
INVOICE = {"number": "1", "due_date": "2026-01-28", "total": "124.00", "reference": "10016"}


def sent(once: str | None = "a", number: str = "1", **means: Any) -> dict[str, Any]:
    words = {"number": number, "invoice": f"id-{once}", **({"once": once} if once else {}), **means}
    return called("send_invoice", 201, **words)


def lost(call: dict[str, Any]) -> dict[str, Any]:
    """A call that was taken, and whose answer was lost."""
    means = {"duty": "send_invoice", "outcome": "unknown", "once": call["means"]["once"]}
    return {**call, "means": means, "answer": None, "committed": True, "fault": "cut_after_commit"}


def finished(*calls: dict[str, Any], **otherwise: Any) -> Telling:
    told = Telling()
    told.act("send_invoice", *calls, invoice={**INVOICE, **otherwise})
    return told


# --- once ---------------------------------------------------------------------------------------------------


def test_one_sending_is_right_and_a_second_one_that_is_taken_is_not() -> None:
    told = finished(sent("a"))
    assert (told.verdict(ONCE), told.judged(ONCE).looked) == ("passed", 1)
    told.tick(sent("b"))
    assert told.verdict(ONCE) == "failed"


def test_a_second_one_without_any_id_of_the_clients_own_is_as_wrong() -> None:
    assert finished(sent(None), sent(None)).verdict(ONCE) == "failed"


@pytest.mark.parametrize(
    "again",
    [called("send_invoice", 409, once="a"), sent("a")],
    ids=["refused", "answered like the first"],
)
def test_an_id_that_the_client_keeps_makes_one_invoice_of_two_calls(again: dict[str, Any]) -> None:
    assert finished(sent("a"), again).verdict(ONCE) == "passed"


def test_what_nobody_answered_may_be_sent_again() -> None:
    told = finished(lost(sent("a")))
    assert told.verdict(ONCE) == "not_applicable"
    told.tick(called("read_invoice", 404, invoice="id-a"), sent("b"))
    assert told.verdict(ONCE) == "passed"


def test_two_invoices_of_one_number_are_two_if_the_user_finished_both() -> None:
    told = finished(sent("a"))
    told.act("send_invoice", sent("b"), invoice=INVOICE)
    assert told.verdict(ONCE) == "passed"


# --- as told ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("otherwise", "right"),
    [
        ({}, True),
        ({"reference": "RF18 1001 6"}, True),
        ({"reference": "00000 10016"}, True),
        ({"reference": "10029"}, False),
        ({"reference": None}, False),
        ({"total": money("100.00")}, False),
        ({"due_date": "2026-01-14"}, False),
        ({"number": "1001"}, False),
    ],
)
def test_the_provider_holds_what_the_user_finished(otherwise: dict[str, Any], right: bool) -> None:
    told = finished(sent("a"))
    held = {"number": "1", "total": money("124.00"), "due_date": "2026-01-28", "reference": "10016"}
    told.fact("invoice_sent", invoice="id-a", **{**held, **otherwise})
    assert (told.verdict(TOLD), told.judged(TOLD).looked) == ("passed" if right else "failed", 1)


@pytest.mark.parametrize(
    ("channel", "routed", "right"),
    [
        ("einvoice", True, True),
        ("print", False, False),
        ("none", False, True),
        ("none", True, False),
        (None, False, True),
    ],
)
def test_an_invoice_goes_to_its_recipient_unless_the_company_delivers_it(
    channel: str | None, routed: bool, right: bool
) -> None:
    told = finished(sent("a"), channel=channel)
    held = {"number": "1", "total": money("124.00"), "due_date": "2026-01-28", "reference": "10016"}
    told.fact("invoice_sent", invoice="id-a", routed=routed, **held)
    assert told.verdict(TOLD) == ("passed" if right else "failed")


@pytest.mark.parametrize(
    ("means", "right"),
    [
        ({}, True),
        ({"amount": "124.0", "due_date": "2026-01-28", "reference": "10016"}, True),
        ({"amount": "100.00"}, False),
        ({"due_date": "2026-01-29"}, False),
        ({"reference": "10029"}, False),
    ],
)
def test_without_facts_the_answer_tells_what_it_holds(means: dict[str, Any], right: bool) -> None:
    assert finished(sent("a", **means)).verdict(TOLD) == ("passed" if right else "failed")


def test_an_invoice_that_the_client_did_not_send_is_not_judged() -> None:
    told = Telling()
    told.fact("invoice_sent", invoice="id-a", number="1", total=money("1.00"))
    assert told.verdict(TOLD) == "not_applicable"
    assert Telling().verdict(ONCE) == "not_applicable"
