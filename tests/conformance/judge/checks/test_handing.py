"""What an agency's rules keep at home is not handed over, and what they want told of an invoice goes along with it."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, booked, called

TRANSFER = called("transfer", invoice="id-1", number="1")
REFUSED = called("transfer", 422, invoice="id-1", number="1")
PERSON = {"name": "Maija Malli", "email": "maija@example.fi", "phone": "+358 50 123"}


def erp(debtor: dict[str, Any] | None = None, **invoice: Any) -> Telling:
    """An ERP whose user has finished invoice 1 of 100.00."""
    told = Telling(provider="erp")
    words = {"number": "1", "due_date": "2026-01-10", "total": "100.00", "currency": "EUR", **invoice}
    told.act("send_invoice", invoice={**words, "debtor": {"kind": "company", **(debtor or {})}})
    return told


def handed_over(told: Telling, *calls: dict[str, Any], outcome: str = "pending") -> Telling:
    told.act("transfer_invoice", *calls, outcome=outcome, number="1")
    return told


# --- prohibition ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calls", "verdict"), [((), "passed"), ((TRANSFER,), "failed"), ((REFUSED,), "failed")]
)
def test_what_is_prohibited_is_not_transferred_for_anybody(calls: Any, verdict: str) -> None:
    told = handed_over(erp({"collection_prohibited": True}), *calls)
    assert told.verdict("transfer.not-prohibited") == verdict


def test_what_is_not_prohibited_is_no_matter_of_that_check() -> None:
    assert handed_over(erp(), TRANSFER).verdict("transfer.not-prohibited") == "not_applicable"


# --- collection -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "more", "verdict"),
    [
        (("reminder", "notice"), {}, "passed"),
        (("reminder",), {}, "failed"),
        ((), {}, "failed"),
        ((), {"collection_status": "reminded"}, "passed"),  # set by hand
    ],
)
def test_collection_comes_after_a_reminder_and_a_notice(
    kinds: tuple[str, ...], more: dict[str, Any], verdict: str
) -> None:
    sent = [{"date": "2026-01-11", "kind": kind} for kind in kinds]
    told = handed_over(
        erp(reminders_sent=sent, **more), called("transfer", invoice="id-1", number="1", kind="collection")
    )
    assert told.verdict("transfer.reminded-first") == verdict


# --- what goes along ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("means", "verdict"),
    [
        (
            {
                "auxiliary_name": "mallin  kukka",
                "contact_email": "Maija@example.fi",
                "contact_phone": "+35850123",
            },
            "passed",
        ),
        ({"auxiliary_name": "Mallin Kukka", "contact_email": "maija@example.fi"}, "failed"),
        (
            {
                "auxiliary_name": "Malli Oy",
                "contact_email": "maija@example.fi",
                "contact_phone": "+358 50 123",
            },
            "failed",
        ),
    ],
)
def test_a_transfer_tells_name_and_contact_person(means: dict[str, Any], verdict: str) -> None:
    told = erp({"contact_person": PERSON}, auxiliary_name="Mallin Kukka")
    handed_over(told, called("transfer", invoice="id-1", number="1", **means))
    assert told.verdict("transfer.tells") == verdict


@pytest.mark.parametrize(("means", "verdict"), [({"temporary": True}, "passed"), ({}, "failed")])
def test_a_transfer_tells_that_a_customer_is_one_for_once(means: dict[str, Any], verdict: str) -> None:
    told = handed_over(erp({"temporary": True}), called("transfer", invoice="id-1", number="1", **means))
    assert told.verdict("transfer.tells") == verdict


# --- interest, currency ---------------------------------------------------------------------------------------


def test_an_invoice_that_no_user_made_is_not_transferred() -> None:
    assert handed_over(erp(), TRANSFER).verdict("transfer.no-interest-invoice") == "passed"
    rows = [{"invoice": "id-1", "number": "1"}, {"invoice": "id-1-K", "number": "1-K", "amount": "5.35"}]
    told = handed_over(erp(), called("transfer", items=rows))
    found = told.judged("transfer.no-interest-invoice")
    assert found.verdict == "failed"
    assert "1-K" in str(found.message)


def test_a_foreign_currency_goes_once_at_the_most_and_as_it_is() -> None:
    crowns = called("transfer", invoice="id-1", number="1", currency="SEK")
    told = handed_over(erp(currency="SEK"), crowns)
    assert told.verdict("transfer.currency-once") == "passed"
    assert handed_over(told, outcome="refused").verdict("transfer.currency-once") == "passed"
    assert handed_over(told, crowns).verdict("transfer.currency-once") == "failed"
    euros = called("transfer", invoice="id-1", number="1", currency="EUR")
    assert handed_over(erp(currency="SEK"), euros).verdict("transfer.currency-once") == "failed"
    assert handed_over(erp(), euros, euros).verdict("transfer.currency-once") == "not_applicable"


def test_a_try_that_was_refused_as_a_whole_may_be_made_again() -> None:
    told = handed_over(
        erp(currency="SEK"), called("transfer", 422, invoice="id-1", number="1", currency="SEK")
    )
    handed_over(told, called("transfer", invoice="id-1", number="1", currency="SEK"))
    assert told.verdict("transfer.currency-once") == "passed"


# --- payments and credit notes --------------------------------------------------------------------------------


def with_case() -> Telling:
    told = erp()
    told.act("transfer_invoice", TRANSFER, number="1")
    told.fact(
        "case_opened",
        case="case-1",
        invoice="id-1",
        number="1",
        principal={"amount": "100.00", "currency": "EUR"},
    )
    return told


def test_a_credit_note_is_told_as_a_payment_where_the_rules_want_that() -> None:
    credit = {"number": "1", "amount": "40.00", "credit_note_number": "C-1"}
    payment = called("report_payment", invoice="id-1", number="1", amount="40.00")
    told = with_case()
    told.act("credit_invoice", payment, **credit)
    told.tick(times=2)
    assert told.verdict("credit.as-payment") == "passed"
    assert told.verdict("payment.direct-reported") == "passed"
    told = with_case()
    told.act("credit_invoice", called("report_credit", invoice="id-1", number="1", amount="40.00"), **credit)
    told.tick(times=2)
    assert told.verdict("credit.as-payment") == "failed"


@pytest.mark.parametrize(
    ("reports", "verdict"), [(0, "not_applicable"), (1, "not_applicable"), (2, "failed")]
)
def test_a_credit_note_that_was_never_answered_may_be_told_as_one_payment_or_not(
    reports: int, verdict: str
) -> None:
    payment = called("report_payment", invoice="id-1", number="1", amount="40.00")
    killed = {"fault": {"kind": "killed", "message": "the process was killed"}}
    told = with_case()
    told.op("act", reply=killed, action="credit_invoice", number="1", amount="40.00")
    told.tick(*[payment] * reports)
    told.tick(times=2)
    assert told.verdict("payment.direct-reported") == verdict


def test_a_credit_note_that_is_told_as_a_payment_twice_is_one_too_many() -> None:
    payment = called("report_payment", invoice="id-1", number="1", amount="40.00")
    told = with_case()
    told.act("credit_invoice", payment, number="1", amount="40.00", credit_note_number="C-1")
    told.tick(payment, times=2)
    assert told.verdict("payment.direct-reported") == "failed"


def test_a_credit_note_that_is_never_told_is_missed_by_one_check() -> None:
    told = with_case()
    told.act("credit_invoice", number="1", amount="40.00", credit_note_number="C-1")
    told.tick(times=3)
    assert told.verdict("payment.direct-reported") == "failed"
    assert told.verdict("credit.reported") == "not_applicable"


@pytest.mark.parametrize(
    ("outcome", "rows", "verdict"),
    [
        ("done", [booked("direct_payment", "30.00"), booked("reversal", "-30.00")], "passed"),
        ("refused", [booked("direct_payment", "30.00")], "passed"),
        ("done", [], "failed"),
        ("done", [booked("reversal", "-30.00")], "failed"),
    ],
)
def test_a_payment_stays_in_the_ledger(outcome: str, rows: list[dict[str, Any]], verdict: str) -> None:
    told = with_case()
    told.act("record_payment", number="1", amount="30.00")
    told.act("delete_payment", outcome=outcome, number="1", amount="30.00")
    told.view(ledger=rows)
    assert told.verdict("payment.stays") == verdict


def test_a_payment_from_before_the_transfer_can_be_deleted() -> None:
    told = erp()
    told.act("record_payment", number="1", amount="30.00")
    told.act("transfer_invoice", TRANSFER, number="1")
    told.act("delete_payment", number="1", amount="30.00")
    told.view(ledger=[])
    assert told.verdict("payment.stays") == "not_applicable"


# --- taken back -----------------------------------------------------------------------------------------------


def test_who_wants_a_transfer_undone_is_sent_to_the_agency() -> None:
    told = with_case()
    answer = {"ok": {"outcome": "refused", "message": "Write to the agency.", "contact": "provider"}}
    told.op("act", reply=answer, action="cancel", number="1", provider="erp")
    assert told.verdict("request.by-contact") == "passed"
    told = with_case()
    told.act("cancel", outcome="refused", number="1")
    assert told.verdict("request.by-contact") == "failed"
    told.view(messages=[{"number": "1", "text": "Write to the agency.", "contact": "provider"}])
    assert told.verdict("request.by-contact") == "passed"


def test_who_had_the_case_ended_all_the_same_is_right() -> None:
    told = with_case()
    told.fact("case_closed", case="case-1", number="1")
    told.act("cancel", number="1")
    assert told.verdict("request.by-contact") == "not_applicable"
