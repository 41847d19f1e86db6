"""Kassavirta has every invoice on its way: what it lets through, lets pass by, and refuses, and what becomes of that.

2026-01-12 is a Monday; the service is active since Wednesday the 14th at 09:00 at the latest.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.state import Invoice
from tests.simulator.desk import Desk

ROUTED = timedelta(minutes=15)
DAY = date(2026, 1, 14)
BANK: dict[str, Any] = {"kind": "consumer", "business_id": None, "by_bank": True}


def desk(**settings: Any) -> Desk:
    settings = {"amili.confirmation_banking_days": [2, 2], **settings}
    made = Desk("kassavirta", settings=settings).activate()
    assert made.state.today == DAY
    return made


def sent(at: Desk, number: str = "1001", **words: Any) -> Invoice:
    """An invoice that has been at the agency."""
    invoice = at.send(number, debtor=None, **{"due": DAY + timedelta(days=30), "day": DAY, **words})
    at.sandbox.run_until(at.sandbox.now + ROUTED)
    return at.state.invoices[invoice]


def fault(invoice: Invoice) -> str | None:
    return invoice.failures[-1].fault if invoice.status == "failed" else None


def cases(at: Desk, number: str = "1001") -> list[str]:
    """The states of all cases of a number, and why those that ended did."""
    found = [at.state.cases[case] for case in at.state.case_ids.get(number, ())]
    return [f"{case.state} {case.reason}" if case.closed_at else case.state for case in found]


def told(at: Desk, *kinds: type[f.Fact]) -> list[Any]:
    return [happened.fact for happened in at.state.timeline if isinstance(happened.fact, kinds)]


# --- through, past, and not at all ----------------------------------------------------------------------


def test_an_invoice_goes_through_with_the_agencys_account_and_reference_and_has_a_case_of_its_own_reference() -> (
    None
):
    at = desk()
    invoice = sent(at, reference="10016")
    assert invoice.routed is not None
    assert invoice.routed.iban == at.state.settings["amili.iban"]
    assert invoice.routed.payee == "Visma Amili Oy"
    assert invoice.routed.reference != "10016" == invoice.sent.reference
    assert at.case().opened.reference == "10016"
    assert (cases(at), at.case().open_principal) == (["opened"], at.money("1240.00"))
    at.pass_days(1)
    assert (invoice.status, [what for _, what in invoice.actions]) == (
        "delivered",
        ["created", "routed", "delivered"],
    )


def test_every_invoice_has_another_reference_at_the_agency() -> None:
    at = desk()
    invoices = [sent(at, f"{n}") for n in range(20)]
    assert len({invoice.routed.reference for invoice in invoices if invoice.routed}) == 20


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"reference": None}, "reference"),
        ({"rows": "1240.01"}, "rows"),
        ({"rows": "1239.99"}, "rows"),
        ({"made_as": "OIOUBL21"}, "format"),
        ({"due": date(2026, 1, 19)}, "due_date"),
        ({"due": date(2026, 1, 14)}, "due_date"),
        ({"due": date(2025, 12, 1)}, "due_date"),
        ({"address": {"street": "", "postal_code": "33100", "city": "Tampere"}}, "address"),
        ({"address": {"street": "Mallitie 2", "postal_code": "33100", "city": ""}}, "address"),
        ({"address": None}, "address"),
        (
            {"address": {"street": "Mallitie 2", "postal_code": "33100", "city": "Helsinki"}},
            "postal_code",
        ),
        ({"address": {"street": "Mallitie 2", "postal_code": "99998", "city": "Tampere"}}, "postal_code"),
    ],
)
def test_what_it_cannot_take_ends_in_error_with_an_open_case(words: dict[str, Any], why: str) -> None:
    at = desk()
    invoice = sent(at, **words)
    assert (fault(invoice), cases(at)) == (why, ["in_error"])
    at.pass_days(10)
    assert told(at, f.InvoiceDelivered, f.InvoiceRouted, f.LetterSent) == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"due": date(2026, 1, 19)}, "The due date is within three days or has passed"),
        (
            {"address": {"street": "Tie 1", "postal_code": "99998", "city": "Ylöjärvi"}},
            "Postal code for Ylöjärvi could not be found",
        ),
    ],
)
def test_the_documented_reasons_are_to_the_letter(words: dict[str, Any], reason: str) -> None:
    assert sent(desk(), **words).failures[0].reason == reason


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-01-15T09:00", date(2026, 1, 21)),  # a Thursday: Friday, Monday, Tuesday, Wednesday
        ("2026-01-17T09:00", date(2026, 1, 22)),  # a Saturday: Monday to Thursday
        ("2026-01-15T23:59", date(2026, 1, 21)),  # seen by the agency on the next day
        ("2026-04-01T09:00", date(2026, 4, 9)),  # Good Friday and Easter Monday are between
    ],
)
def test_the_due_date_is_four_banking_days_after_the_day_of_sending(now: str, first: date) -> None:
    for due, outcome in ((first - timedelta(days=1), "due_date"), (first, None)):
        at = desk()
        at.until(now)
        assert fault(sent(at, due=due)) == outcome


def test_rows_that_come_to_the_total_to_the_cent_are_taken_and_those_of_no_sum_too() -> None:
    at = desk()
    assert [fault(sent(at, "1", rows="1240.00")), fault(sent(at, "2", rows=None))] == [None, None]


def test_an_invoice_in_another_currency_goes_past_whatever_else_is_wrong_with_it() -> None:
    at = desk()
    invoice = sent(at, currency="SEK", reference=None, due=DAY, address=None)
    at.pass_days(30)
    assert (invoice.status, invoice.routed, cases(at)) == ("delivered", None, [])
    assert [fact.why for fact in told(at, f.InvoiceBypassed)] == ["currency"]


def test_an_invoice_that_is_sent_before_the_activation_is_never_routed() -> None:
    at = Desk("kassavirta")
    invoice = at.state.invoices[at.send("1001", debtor=None, due=date(2026, 2, 14))]
    at.activate()
    assert (invoice.status, invoice.routed, cases(at)) == ("delivered", None, [])


def test_an_invoice_that_is_with_the_agency_when_the_service_closes_goes_on_as_it_is() -> None:
    at = desk()
    invoice = at.state.invoices[at.send("1001", debtor=None, due=date(2026, 2, 14))]
    at.do(c.CloseService(provider="kassavirta"))
    at.pass_days(1)
    assert (invoice.status, invoice.routed, cases(at)) == ("delivered", None, [])


# --- consumers by their banks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        # Active on Wednesday the 14th: five banking days end with Wednesday the 21st.
        ("2026-01-21T23:59", "past"),
        ("2026-01-22T00:00", "consumer_bank"),
    ],
)
def test_a_consumers_e_invoice_goes_past_for_five_banking_days_and_then_ends_in_error(
    now: str, outcome: str
) -> None:
    at = desk()
    at.until(now)
    invoice = sent(at, due=date(2026, 2, 20), **BANK)
    if outcome == "past":
        assert [fact.why for fact in told(at, f.InvoiceBypassed)] == ["consumer_grace"]
        assert (invoice.routed, cases(at)) == (None, [])
    else:
        assert (fault(invoice), cases(at)) == (outcome, ["in_error"])


@pytest.mark.parametrize(
    ("change", "account", "outcome"),
    [
        (True, None, None),
        (False, None, "consumer_bank"),
        (True, "FI2112345600000785", "consumer_bank"),
    ],
)
def test_only_a_change_that_names_the_agencys_account_lets_consumers_e_invoices_through(
    change: bool, account: str | None, outcome: str | None
) -> None:
    at = desk()
    accounts = ("FI5810171000000122", account or at.state.settings["amili.iban"])
    at.do(c.SendBankMessage(message=None, change=change, accounts=accounts))
    at.until("2026-01-22T09:00")
    assert fault(sent(at, due=date(2026, 2, 20), **BANK)) == outcome


def test_a_consumer_without_a_bank_is_routed_from_the_start() -> None:
    at = desk()
    assert sent(at, kind="consumer", business_id=None).routed is not None
    assert at.case().opened.debtor_kind == "consumer"


# --- one number, several invoices -----------------------------------------------------------------------


def test_a_second_invoice_of_a_number_and_date_is_refused_and_has_no_case() -> None:
    at = desk()
    sent(at)
    second = sent(at)
    assert fault(second) == "duplicate"
    assert second.failures[0].reason == "Invoice already exists"
    assert cases(at) == ["opened"]


def test_two_of_a_number_that_are_sent_at_once_have_one_case() -> None:
    at = desk()
    both = [at.send("1001", debtor=None, due=date(2026, 2, 14)) for _ in range(2)]
    at.sandbox.run_until(at.sandbox.now + ROUTED)
    assert sorted(str(fault(at.state.invoices[one])) for one in both) == ["None", "duplicate"]
    assert cases(at) == ["opened"]


@pytest.mark.parametrize("is_open", [True, False])
def test_one_of_another_date_is_taken_whatever_became_of_the_first(is_open: bool) -> None:
    at = desk()
    sent(at)
    if not is_open:
        at.credit("1001", at.money("1240.00"))
    assert fault(sent(at, day=DAY + timedelta(days=1))) is None
    assert cases(at) == ["opened" if is_open else "closed credited", "opened"]


def test_one_of_the_same_date_is_taken_once_the_first_ended_without_money() -> None:
    at = desk()
    sent(at)
    at.decide("1001", "stop")
    assert fault(sent(at)) is None
    assert cases(at) == ["closed cancelled", "opened"]


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("by", ["report", "credit", "payment"])
def test_one_of_the_same_date_is_refused_once_anything_was_paid_or_credited(by: str, ended: bool) -> None:
    at = desk()
    at.debtor("acme")
    at.send("1001", due=DAY + timedelta(days=30), day=DAY)
    at.sandbox.run_until(at.sandbox.now + ROUTED)
    some = at.money("1.00")
    match by:
        case "report":
            at.report("1001", some)
        case "credit":
            at.credit("1001", some)
        case _:
            at.pay("1001", "1.00")
    if ended:
        at.decide("1001", "stop")
    assert fault(sent(at)) == "duplicate"


def test_a_payment_that_only_paid_a_fee_stands_against_another_too() -> None:
    at = desk()
    at.debtor("acme")
    at.send("1001", due=DAY + timedelta(days=30), day=DAY)
    at.until("2026-03-02T09:00")
    assert at.case().state == "reminded"
    fee = at.case().open_fees
    at.pay("1001", f"{fee.decimal:.2f}")
    at.decide("1001", "stop")
    assert at.case().opened.principal == at.case().given_back == at.money("1240.00")
    assert fault(sent(at, due=date(2026, 4, 1))) == "duplicate"


def test_a_payment_that_came_after_the_end_and_went_back_stands_against_nothing() -> None:
    at = desk()
    at.debtor("acme")
    at.send("1001", due=DAY + timedelta(days=30), day=DAY)
    at.sandbox.run_until(at.sandbox.now + ROUTED)
    at.decide("1001", "stop")
    at.pay("1001", "1240.00", to="agency")
    [received] = told(at, f.PaymentReceived)
    assert received.returned == received.amount == at.money("1240.00")
    assert (fault(sent(at)), cases(at)) == (None, ["closed cancelled", "opened"])


def test_an_invoice_that_keeps_its_account_and_names_none_is_told_the_companys_active_one() -> None:
    at = desk()
    at.do(c.AmendService(provider="kassavirta", to=None, accountable_party="company"))
    at.state.company["bank_accounts"][0]["active"] = False
    second = {
        "iban": "FI5810171000000122",
        "bic": "OKOYFIHH",
        "bank": "OP",
        "currency": "EUR",
        "active": True,
    }
    at.state.company["bank_accounts"].append(second)
    plain = sent(at)
    assert plain.routed is not None
    assert (plain.routed.iban, plain.routed.bic) == ("FI5810171000000122", "OKOYFIHH")


# --- in error -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 1, 13, 14, 20])
def test_an_invoice_in_error_is_sent_anew_under_its_number_and_takes_the_place_of_the_first(
    days: int,
) -> None:
    at = desk()
    sent(at, reference=None)
    at.pass_days(days)
    anew = sent(at, due=date(2026, 4, 1))
    assert (fault(anew), cases(at)) == (None, ["closed sent_anew", "opened"])
    assert at.case().opened.invoice == anew.sent.invoice


def test_what_is_sent_anew_and_is_still_wrong_has_the_only_open_case() -> None:
    at = desk()
    sent(at, reference=None)
    assert fault(sent(at, rows="1.00")) == "rows"
    assert cases(at) == ["closed sent_anew", "in_error"]


def test_an_invoice_in_error_of_which_something_was_credited_is_not_sent_anew() -> None:
    at = desk()
    sent(at, reference=None)
    at.credit("1001", at.money("40.00"))
    assert fault(sent(at)) == "duplicate"
    assert cases(at) == ["in_error"]


# --- rerouted -------------------------------------------------------------------------------------------


def reroute(at: Desk, invoice: Invoice, **recipient: Any) -> None:
    at.do(c.RerouteInvoice(invoice=invoice.sent.invoice, recipient=recipient))
    at.sandbox.run_until(at.sandbox.now + ROUTED)


def test_an_invoice_in_error_that_is_rerouted_goes_the_way_of_any_other() -> None:
    at = desk()
    invoice = sent(at, address={"street": "Tie 1", "postal_code": "99998", "city": "Tampere"})
    first = at.case().id
    reroute(at, invoice, address={"street": "Tie 1", "postal_code": "33100", "city": "Tampere"})
    assert invoice.routed is not None
    assert cases(at) == ["closed sent_anew", "opened"]
    assert at.case().id != first
    at.pass_days(1)
    assert invoice.status == "delivered"


def test_days_are_counted_from_when_it_was_rerouted_and_a_third_case_has_an_id_of_its_own() -> None:
    at = desk()
    invoice = sent(at, due=date(2026, 1, 22), reference=None)
    at.until("2026-01-16T09:00")
    reroute(at, invoice, operator="003721291126")
    assert [one.fault for one in invoice.failures] == ["reference", "reference"]
    at.until("2026-01-19T09:00")
    reroute(at, invoice, operator="003721291126")
    assert fault(invoice) == "due_date"
    assert cases(at) == ["closed sent_anew", "closed sent_anew", "in_error"]


@pytest.mark.parametrize("when", ["pending", "delivered"])
def test_an_invoice_that_did_not_fail_is_not_rerouted(when: str) -> None:
    at = desk()
    invoice = at.state.invoices[at.send("1001", debtor=None, due=date(2026, 2, 14))]
    if when == "delivered":
        at.pass_days(1)
    with pytest.raises(Refusal, match=f"invoice 1001 is {when}: only a failed one") as refused:
        reroute(at, invoice)
    assert refused.value.kind == "forbidden"


def test_an_invoice_that_nobody_sent_is_not_rerouted() -> None:
    with pytest.raises(Refusal, match="no invoice with the id nothing"):
        desk().do(c.RerouteInvoice(invoice="nothing", recipient={}))


def test_after_the_service_closed_what_failed_is_rerouted_to_its_recipient_alone() -> None:
    at = desk()
    invoice = sent(at, reference=None)
    at.do(c.CloseService(provider="kassavirta"))
    reroute(at, invoice)
    at.pass_days(1)
    assert (invoice.status, invoice.routed, cases(at)) == ("delivered", None, ["in_error"])
