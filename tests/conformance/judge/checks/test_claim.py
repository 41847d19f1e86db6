"""A transfer claims what is open, of the invoice's debtor, and no costs that nobody charged."""

from datetime import date
from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called, money

AMOUNT, DEBTOR, COSTS = "transfer.amount", "transfer.debtor", "transfer.own-costs"
WHOLE = "transfer.whole-address"
PARTY: dict[str, Any] = {
    "kind": "company",
    "name": "Esimerkki Oy",
    "address": {
        "street": "Esimerkkikatu 1 A 12",
        "postal_code": "00100",
        "city": "Helsinki",
        "country": "FI",
    },
}
NAMED = {
    "debtor_name": "Esimerkki Oy",
    "debtor_street": "Esimerkkikatu 1 A 12",
    "debtor_postal_code": "00100",
    "debtor_city": "Helsinki",
    "debtor_country": "FI",
}


def transfer(status: int = 202, **means: Any) -> dict[str, Any]:
    return called("transfer", status, invoice="id-1", **means)


def lost(call: dict[str, Any], *, taken: bool) -> dict[str, Any]:
    """The same call, to which no answer came."""
    means = {**call["means"], "outcome": "unknown"}
    return {**call, "means": means, "answer": None, "committed": taken, "fault": "reset"}


def paid(*ticks: str) -> Telling:
    """An invoice of 100.00 of which 40.00 were paid, on a statement of 3 February 06:00, and some ticks since."""
    told = Telling()
    told.send("1")
    told.at("2026-02-02T06:00")
    told.bank(("40.00", [("40.00", "19", "Debtor")]), came="2026-02-03T06:00")
    for moment in ticks:
        told.at(moment).tick()
    return told


# --- the amount ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [202, 400])
@pytest.mark.parametrize(("claimed", "right"), [("60.0", True), ("100.00", False), ("65.00", False)])
def test_the_principal_is_what_is_open(status: int, claimed: str, right: bool) -> None:
    told = paid("2026-02-03T06:00", "2026-02-03T08:00")
    told.at("2026-02-04T09:00").act(
        "transfer_invoice", transfer(status, amount=claimed), number="1", outcome="refused"
    )
    assert (told.verdict(AMOUNT), told.judged(AMOUNT).looked) == ("passed" if right else "failed", 1)


@pytest.mark.parametrize(("claimed", "right"), [("60.00", True), ("100.00", True), ("90.00", False)])
def test_what_the_client_has_just_heard_of_may_be_off_or_not(claimed: str, right: bool) -> None:
    told = paid("2026-02-03T06:00")
    told.at("2026-02-03T08:00").tick(transfer(amount=claimed))
    assert told.verdict(AMOUNT) == ("passed" if right else "failed")


@pytest.mark.parametrize(
    ("outcome", "claimed", "right"),
    [
        ("done", "70.00", True),
        ("done", "100.00", False),
        ("refused", "70.00", True),
        ("refused", "100.00", True),
    ],
)
def test_credit_notes_are_off_it_and_one_that_was_refused_may_be(
    outcome: str, claimed: str, right: bool
) -> None:
    told = Telling()
    told.send("1")
    told.act("credit_invoice", number="1", amount="30.00", outcome=outcome)
    told.at("2026-01-13T08:00").tick()
    told.at("2026-01-14T08:00").tick()
    told.at("2026-02-04T09:00").act("transfer_invoice", transfer(amount=claimed), number="1")
    assert told.verdict(AMOUNT) == ("passed" if right else "failed")


@pytest.mark.parametrize(
    ("verb", "outcome", "claimed", "right"),
    [
        ("reverse_payment", "done", "100.00", True),
        ("delete_payment", "done", "100.00", True),
        ("delete_payment", "done", "70.00", False),
        ("delete_payment", "refused", "70.00", True),
    ],
)
def test_a_payment_that_was_taken_back_is_not_off_it(
    verb: str, outcome: str, claimed: str, right: bool
) -> None:
    told = Telling()
    told.send("1")
    told.act("record_payment", number="1", amount="30.00")
    told.act(verb, number="1", amount="30.00", outcome=outcome)
    told.at("2026-01-13T08:00").tick()
    told.at("2026-01-14T08:00").tick()
    told.at("2026-02-04T09:00").act("transfer_invoice", transfer(amount=claimed), number="1")
    assert told.verdict(AMOUNT) == ("passed" if right else "failed")


def test_a_repetition_may_say_the_same_as_the_try_that_nobody_answered() -> None:
    told = Telling()
    told.send("1")
    told.at("2026-02-02T09:00").act(
        "transfer_invoice", lost(transfer(amount="100.00"), taken=False), number="1"
    )
    told.bank(("40.00", [("40.00", "19", "Debtor")]), came="2026-02-03T06:00")
    for hour in ("06", "08", "10"):
        told.at(f"2026-02-03T{hour}:00").tick()
    told.tick(transfer(amount="100.00"))
    assert told.verdict(AMOUNT) == "passed"
    told.tick(transfer(amount="100.00"))  # a new one, and not a repetition
    assert told.verdict(AMOUNT) == "failed"


def test_what_came_without_a_reference_may_be_off_or_not() -> None:
    for claimed in ("60.00", "100.00"):
        told = Telling()
        told.send("1")
        told.at("2026-02-02T10:00").fact(
            "creditor_paid", number="1", amount=money("40.00"), booked="2026-02-02", reference=None
        )
        told.bank(("40.00", [("40.00", None, "Debtor")]), came="2026-02-03T06:00")
        for hour in ("06", "08", "10"):
            told.at(f"2026-02-03T{hour}:00").tick()
        told.at("2026-02-04T09:00").act("transfer_invoice", transfer(amount=claimed), number="1")
        assert told.verdict(AMOUNT) == "passed"


def test_a_transfer_that_names_no_amount_or_follows_a_case_or_of_nothing_open_is_not_judged() -> None:
    told = paid("2026-02-03T06:00", "2026-02-03T08:00")
    told.tick(transfer())
    assert told.verdict(AMOUNT) == "not_applicable"
    told = Telling()
    told.send("1")
    told.case("1")
    told.tick(transfer(amount="12.00"))
    assert told.verdict(AMOUNT) == "not_applicable"
    told = Telling()
    told.send("1", total="40.00")
    told.bank(("40.00", [("40.00", "19", "Debtor")]))
    told.tick(times=1)
    told.at("2026-01-13T08:00").tick()
    told.at("2026-02-04T09:00").tick(transfer(amount="40.00"))
    assert told.verdict(AMOUNT) == "not_applicable"


# --- the debtor ---------------------------------------------------------------------------------------------


def named(debtor: Any = None, status: int = 202, **otherwise: Any) -> Telling:
    told = Telling()
    invoice = {"number": "1", "due_date": "2026-01-28", "total": "100.00", "debtor": debtor or PARTY}
    told.act("send_invoice", called("send_invoice", number="1", invoice="id-1"), invoice=invoice)
    means = {name: text for name, text in {**NAMED, **otherwise}.items() if text is not None}
    told.tick(transfer(status, **means))
    return told


@pytest.mark.parametrize("status", [202, 400])
@pytest.mark.parametrize(
    ("otherwise", "right"),
    [
        ({}, True),
        ({"debtor_name": " ESIMERKKI  OY "}, True),
        ({"debtor_name": "Oy Esimerkki"}, True),
        ({"debtor_name": "Testiyritys Oy"}, False),
        ({"debtor_street": "Esimerkkikatu 1"}, True),  # the rest in a second line
        ({"debtor_street": "Esimerkkikatu 1, A 12, c/o Malli"}, True),
        ({"debtor_street": "Mallikatu 1 A 12"}, False),
        ({"debtor_postal_code": "FI-00100"}, True),
        ({"debtor_postal_code": "00 100"}, True),
        ({"debtor_postal_code": "00200"}, False),
        ({"debtor_city": "HELSINKI"}, True),
        ({"debtor_city": "Turku"}, False),
        ({"debtor_country": None, "debtor_postal_code": None}, True),
    ],
)
def test_the_debtor_is_the_invoices_however_it_is_written(status: int, otherwise: Any, right: bool) -> None:
    told = named(None, status, **otherwise)
    assert (told.verdict(DEBTOR), told.judged(DEBTOR).looked) == ("passed" if right else "failed", 1)


def test_what_nobody_says_of_a_debtor_is_not_judged() -> None:
    assert named({"kind": "company"}).verdict(DEBTOR) == "not_applicable"
    assert named({"kind": "company", "name": "Esimerkki Oy"}, debtor_city="Turku").verdict(DEBTOR) == "passed"
    told = Telling()
    told.send("1")
    told.tick(transfer())
    assert told.verdict(DEBTOR) == "not_applicable"


@pytest.mark.parametrize(
    ("outcome", "street", "right"),
    [
        ("done", "Uusikatu 3", True),
        ("done", "Esimerkkikatu 1 A 12", False),
        ("refused", "Uusikatu 3", False),
        ("refused", "Esimerkkikatu 1 A 12", True),
    ],
)
def test_an_address_that_was_corrected_is_the_debtors_from_then_on(
    outcome: str, street: str, right: bool
) -> None:
    told = named()
    address = {**PARTY["address"], "street": "Uusikatu 3"}
    told.act("resend_invoice", number="1", corrections={"address": address}, outcome=outcome)
    means: dict[str, Any] = {**NAMED, "debtor_street": street}
    told.tick(transfer(**means))
    assert told.verdict(DEBTOR) == ("passed" if right else "failed")


# --- the whole of its address -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [202, 400])
@pytest.mark.parametrize(
    ("otherwise", "right"),
    [
        ({}, True),
        ({"debtor_country": None}, True),  # the rule does not ask for it
        ({"debtor_city": "Turku"}, True),  # that it is another one is judged elsewhere
        ({"debtor_postal_code": None}, False),
        ({"debtor_postal_code": " "}, False),
        ({"debtor_street": None, "debtor_city": ""}, False),
        ({"debtor_street": None, "debtor_postal_code": None, "debtor_city": None}, False),
    ],
)
def test_nothing_that_the_rule_asks_for_is_left_out(status: int, otherwise: Any, right: bool) -> None:
    told = named(None, status, provider="overdue", **otherwise)
    found = told.judged(WHOLE)
    assert (found.verdict, found.looked) == ("passed" if right else "failed", 1)
    if not right and "debtor_street" not in otherwise:
        assert found.expected == "postal code 00100"


@pytest.mark.parametrize(("left_out", "verdict"), [((), "passed"), (("street", "city"), "failed")])
def test_a_transfer_that_names_nobody_is_about_whom_the_invoice_was_sent_to(
    left_out: tuple[str, ...], verdict: str
) -> None:
    nobody: dict[str, Any] = dict.fromkeys(NAMED)
    told = named(provider="overdue", **nobody)
    assert told.verdict(WHOLE) == "not_applicable"
    told = Telling()
    address = {part: text for part, text in PARTY["address"].items() if part not in left_out}
    told.fact("invoice_sent", number="1", recipient={"address": address})
    invoice = {"number": "1", "due_date": "2026-01-28", "total": "100.00", "debtor": PARTY}
    told.act("send_invoice", called("send_invoice", number="1", invoice="id-1"), invoice=invoice)
    told.tick(transfer(provider="overdue"))
    assert told.verdict(WHOLE) == verdict


def test_an_address_that_nobody_gave_or_that_no_rule_asks_for_is_not_judged() -> None:
    assert named({"kind": "company"}, provider="overdue").verdict(WHOLE) == "not_applicable"
    assert named(None, debtor_city=None).verdict(WHOLE) == "not_applicable"


# --- costs of the creditor's own ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "costs", "interest", "right"),
    [
        ([], "0", "0.00", True),
        ([], "5.00", "0", False),
        ([], "0", "1.25", False),
        ([{"date": "2026-02-01", "cost": "5.00"}], "5.00", "1.25", True),
        ([{"date": "2026-02-01", "cost": "5.00"}], "10.00", "0", False),
    ],
)
def test_costs_of_its_own_are_those_of_the_reminders_that_it_sent(
    sent: Any, costs: str, interest: str, right: bool
) -> None:
    told = Telling()
    invoice = {"number": "1", "due_date": date(2026, 1, 28).isoformat(), "total": "100.00", "debtor": PARTY}
    told.act(
        "send_invoice",
        called("send_invoice", number="1", invoice="id-1"),
        invoice={**invoice, "reminders_sent": sent},
    )
    told.tick(transfer(own_costs=costs, own_interest=interest))
    assert (told.verdict(COSTS), told.judged(COSTS).looked) == ("passed" if right else "failed", 1)


def test_a_transfer_that_names_no_costs_is_not_judged() -> None:
    told = Telling()
    told.send("1")
    told.tick(transfer())
    assert told.verdict(COSTS) == "not_applicable"


# --- what the company's own reminders have cost ------------------------------------------------------------


def reminded(kind: str, currency: str, told_of: list[str] | str | None, provider: str = "portal") -> Telling:
    """An invoice that was reminded for 4.00 and for 5.00, and its transfer."""
    told = Telling(provider=provider)
    sent = [{"date": "2026-02-02", "cost": "4.00"}, {"date": "2026-02-05", "cost": "5.00"}]
    invoice = {"number": "1", "total": "100.00", "currency": currency, "debtor": {"kind": kind}}
    call = called("send_invoice", number="1", invoice="id-1")
    told.act("send_invoice", call, invoice={**invoice, "reminders_sent": sent})
    if isinstance(told_of, list):
        told.tick(transfer(items=[{"amount": cost} for cost in told_of]))
    else:
        told.tick(transfer(own_costs=told_of))
    return told


@pytest.mark.parametrize(
    ("kind", "told_of", "right"),
    [
        ("company", ["4.00", "5.00"], True),  # 9.00, below the limit of 12.00
        ("company", "9.00", True),  # in one sum
        ("company", ["5.00"], False),
        ("company", ["0", "0"], False),
        ("company", None, False),
        ("consumer", ["4.00", "5.00"], True),  # the agency cuts them to 5.00
        ("consumer", "5.00", True),  # or the client does
        ("consumer", ["4.00"], False),
    ],
)
def test_what_the_companys_reminders_have_cost_goes_along_up_to_the_limit(
    kind: str, told_of: list[str] | str | None, right: bool
) -> None:
    found = reminded(kind, "EUR", told_of).judged("transfer.own-costs-told")
    assert (found.verdict, found.looked) == ("passed" if right else "failed", 1)


def test_costs_are_not_asked_for_in_another_currency_or_of_who_has_no_such_rule_or_sent_no_reminder() -> None:
    assert reminded("company", "SEK", None).verdict("transfer.own-costs-told") == "not_applicable"
    assert reminded("company", "EUR", None, "agency").verdict("transfer.own-costs-told") == "not_applicable"
    told = Telling(provider="portal")
    told.send("1")
    told.tick(transfer())
    assert told.verdict("transfer.own-costs-told") == "not_applicable"


def test_costs_that_are_told_reminder_by_reminder_are_no_more_than_were_charged() -> None:
    assert reminded("company", "EUR", ["4.00", "5.00"]).verdict(COSTS) == "passed"
    assert reminded("company", "EUR", ["5.00", "5.00"]).verdict(COSTS) == "failed"
