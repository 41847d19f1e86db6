"""What an agency needs of an invoice, refuses and changes: right clients of several kinds, and wrong ones."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

CORRECTED, SHOWN, DETAILS = ("invoice.corrected", "invoice.error-shown", "invoice.payment-details")
INVOICE: dict[str, Any] = {"number": "1", "date": "2026-01-12", "due_date": "2026-01-28", "total": "124.00"}


def in_error(**corrections: Any) -> Telling:
    """Invoice 1 is sent and fails."""
    told = Telling()
    told.act("send_invoice", called("send_invoice", 201, number="1", invoice="a"), invoice=INVOICE)
    told.fact("invoice_sent", invoice="a", **INVOICE)
    told.tick(called("read_invoice", number="1", invoice="a", state="failed"))
    return told


def sent_again(**means: Any) -> dict[str, Any]:
    words = {"number": "1", "date": "2026-01-12", "due_date": "2026-02-20", **means}
    return called("send_invoice", 201, invoice="b", **words)


@pytest.mark.parametrize(
    ("means", "right"),
    [
        ({}, True),
        ({"due_date": "2026-01-28"}, False),
        ({"number": "1-2"}, False),
        ({"date": "2026-01-13"}, False),
    ],
)
def test_what_is_sent_again_is_as_corrected_under_its_number_and_date(
    means: dict[str, str], right: bool
) -> None:
    told = in_error()
    told.act("resend_invoice", sent_again(**means), number="1", corrections={"due_date": "2026-02-20"})
    assert (told.verdict(CORRECTED), told.judged(CORRECTED).looked) == ("passed" if right else "failed", 1)


def test_to_reroute_it_and_to_refuse_is_as_right_and_done_without_a_sending_is_not() -> None:
    rerouted = in_error()
    rerouted.act("resend_invoice", called("resend_invoice", invoice="a"), number="1")
    assert rerouted.verdict(CORRECTED) == "not_applicable"
    refused = in_error()
    refused.act("resend_invoice", outcome="refused", number="1")
    assert refused.verdict(CORRECTED) == "not_applicable"
    idle = in_error()
    idle.act("resend_invoice", number="1")
    assert idle.verdict(CORRECTED) == "failed"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"state": "error", "messages": [{"text": "Postal code for X could not be found"}]}, "passed"),
        ({"state": "error"}, "passed"),  # it shows no messages at all
        ({"state": "credited", "messages": [{"text": "x"}]}, "passed"),
        ({"state": "sent", "messages": [{"text": "x"}]}, "failed"),
        ({"state": "error", "messages": []}, "failed"),
        ({}, "not_applicable"),
    ],
)
def test_an_invoice_that_failed_is_shown_in_error_with_a_message(row: dict[str, Any], verdict: str) -> None:
    told = in_error()
    told.at("2026-01-13T08:00").tick()
    told.at("2026-01-14T08:00").tick()
    told.view(invoices=[{"number": "1", **row}])
    assert told.verdict(SHOWN) == verdict


def test_before_the_second_tick_nothing_has_to_be_shown() -> None:
    told = in_error()
    told.view(invoices=[{"number": "1", "state": "sent"}])
    assert told.verdict(SHOWN) == "not_applicable"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"payment_iban": "FI72 1590 3000 0044 14", "payment_reference": "0045799"}, "passed"),
        ({"payment_reference": "10016"}, "failed"),
        ({"payment_iban": "FI2112345600000785"}, "failed"),
        ({}, "not_applicable"),
    ],
)
def test_what_the_debtor_was_given_is_what_was_sent(row: dict[str, Any], verdict: str) -> None:
    told = Telling()
    told.act("send_invoice", called("send_invoice", 201, number="1", invoice="a"), invoice=INVOICE)
    told.fact("invoice_routed", number="1", invoice="a", iban="FI7215903000004414", reference="45799")
    told.tick(called("read_invoice", number="1", invoice="a", state="delivered"))
    told.at("2026-01-13T08:00").tick()
    told.at("2026-01-14T08:00").tick()
    told.view(invoices=[{"number": "1", "state": "sent", **row}])
    assert told.verdict(DETAILS) == verdict


SENT = "invoice.sent"


def finished(outcome: str = "done", service: str = "active", *calls: dict[str, Any]) -> Telling:
    """The user finishes an invoice, and two ticks pass."""
    told = Telling(provider="routing")
    told.tick(called("read_service", state=service))
    told.act("send_invoice", *calls, outcome=outcome, invoice=INVOICE)
    told.tick(times=3)
    return told


@pytest.mark.parametrize(
    ("told", "shown", "verdict"),
    [
        (finished(), [], "failed"),
        (finished(), [{"number": "1", "state": "sent"}], "failed"),
        (finished(), [{"number": "1", "state": "draft"}], "not_applicable"),
        (finished(), [{"number": "1", "state": "error"}], "not_applicable"),
        (finished("refused"), [], "not_applicable"),
        (finished("pending"), [], "not_applicable"),
        (finished("done", "pending"), [], "not_applicable"),  # by whatever means it goes out then
        (finished("done", "active", called("send_invoice", 201, number="1")), [], "passed"),
        (finished("done", "active", called("send_invoice", 400)), [], "passed"),
    ],
)
def test_what_the_user_is_told_is_sent_is_sent_or_shown_as_not_sent(
    told: Telling, shown: list[dict[str, str]], verdict: str
) -> None:
    told.view(invoices=shown)
    assert told.verdict(SENT) == verdict


def test_what_goes_out_with_the_next_tick_was_sent_and_of_what_is_not_shown_nothing_is_known() -> None:
    told = Telling(provider="routing")
    told.tick(called("read_service", state="active"))
    told.act("send_invoice", invoice=INVOICE)
    told.view(invoices=[])
    told.tick(called("send_invoice", 201, number="1"), times=3)
    told.view(invoices=[])
    assert told.verdict(SENT) == "passed"
    silent = finished()
    silent.view()
    assert silent.verdict(SENT) == "not_applicable"


@pytest.mark.parametrize(
    ("rows", "held", "verdict"),
    [
        (["100.00", "24.00"], "124.00", "passed"),
        (["100.00", "24.00"], "123.99", "failed"),
        (["100.00", "24.00"], None, "passed"),  # the document does not say
        (["100.00", "23.99"], "123.99", "passed"),  # so its user finished it
    ],
)
def test_rows_that_add_up_are_sent_as_such(rows: list[str], held: str | None, verdict: str) -> None:
    told = Telling(provider="routing")
    words = {**INVOICE, "rows": [{"total": total} for total in rows]}
    told.act("send_invoice", called("send_invoice", 201, number="1", invoice="a"), invoice=words)
    told.fact("invoice_sent", invoice="a", **INVOICE, rows_total=held)
    assert told.verdict("invoice.complete") == verdict


def past(
    provider: str = "routing",
    reference: str | None = "10016",
    company: Any = None,
    **sent: str,
) -> Telling:
    """An invoice that goes to its recipient as it was sent, past the agency."""
    told = Telling(provider=provider, company=company or {"bank_accounts": [{"iban": "FI2112345600000785"}]})
    told.act("send_invoice", called("send_invoice", 201, number="1", invoice="a"), invoice=INVOICE)
    told.fact("invoice_sent", invoice="a", **INVOICE, reference=reference, **sent)
    told.fact("invoice_bypassed", number="1", invoice="a", why="currency")
    told.fact("invoice_delivered", number="1", invoice="a")
    told.tick(called("read_invoice", number="1", invoice="a", state="delivered"))
    told.at("2026-01-13T08:00").tick()
    told.at("2026-01-14T08:00").tick()
    return told


@pytest.mark.parametrize(
    ("row", "verdict", "looked"),
    [
        ({"payment_iban": "FI21 1234 5600 0007 85", "payment_reference": "0010016"}, "passed", 2),
        ({"payment_reference": "RF83 1001 6"}, "passed", 1),
        ({"payment_iban": "FI7215903000004414"}, "failed", 1),
        ({"payment_reference": "45799"}, "failed", 1),
        ({}, "not_applicable", 0),
    ],
)
def test_of_an_invoice_that_went_past_the_agency_the_companys_own_details_are_shown(
    row: dict[str, Any], verdict: str, looked: int
) -> None:
    told = past()
    told.view(invoices=[{"number": "1", "state": "sent", **row}])
    assert (told.verdict(DETAILS), told.judged(DETAILS).looked) == (verdict, looked)


@pytest.mark.parametrize(
    ("shown", "verdict"), [("FI5810171000000122", "passed"), ("FI2112345600000785", "failed")]
)
def test_of_several_accounts_of_the_company_the_one_of_the_document_is_right(
    shown: str, verdict: str
) -> None:
    accounts = [{"iban": "FI2112345600000785"}, {"iban": "FI5810171000000122"}]
    told = past(company={"bank_accounts": accounts}, iban="FI5810171000000122")
    told.view(invoices=[{"number": "1", "state": "sent", "payment_iban": shown}])
    assert told.verdict(DETAILS) == verdict


def test_where_nobody_knows_what_the_debtor_was_given_nothing_is_judged() -> None:
    strange = {"number": "1", "state": "sent", "payment_iban": "DE00", "payment_reference": "45799"}
    elsewhere = past(provider="agency")  # no agency that every invoice goes through
    elsewhere.view(invoices=[strange])
    assert elsewhere.verdict(DETAILS) == "not_applicable"
    unknown = past(reference=None, company={"name": "A company that tells of no accounts"})
    unknown.view(invoices=[strange])
    assert unknown.verdict(DETAILS) == "not_applicable"


@pytest.mark.parametrize(
    ("debtor", "told", "verdict"),
    [
        ({"kind": "company", "business_id": "7654321-2"}, "7654321-2", "passed"),
        ({"kind": "company", "business_id": "7654321-2"}, "FI76543212", "passed"),
        ({"kind": "company", "business_id": "7654321-2"}, None, "failed"),
        ({"kind": "company", "business_id": "7654321-2"}, "1234567-1", "failed"),
        ({"kind": "company"}, "7654321-2", "passed"),  # the client knew more than it was told
        ({"kind": "consumer"}, None, "passed"),
        ({"kind": "consumer"}, "1234567-1", "failed"),
    ],
)
def test_a_company_is_sent_with_its_business_id_and_a_consumer_with_none(
    debtor: dict[str, str], told: str | None, verdict: str
) -> None:
    words = {**INVOICE, "debtor": {"name": "Acme", **debtor}}
    telling = Telling(provider="routing")
    telling.act("send_invoice", called("send_invoice", 201, number="1", invoice="a"), invoice=words)
    recipient = {"name": "Acme", "kind": debtor["kind"], **({"business_id": told} if told else {})}
    telling.fact("invoice_sent", invoice="a", recipient=recipient, **INVOICE)
    assert telling.verdict("invoice.complete") == verdict
