"""The company's bank: one statement an account and banking day, which never changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from simulator import Refused
from simulator.domain.calendar import is_banking_day
from tests.simulator.company import CAMT, Company, balances, texts


def test_every_banking_day_has_a_statement_and_each_opens_with_what_the_last_closed_with() -> None:
    company = Company().activate()
    company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001", "400.00")
    company.until("2026-02-14T10:00")
    company.pay("1001", "100.00", to="creditor")
    company.until("2026-03-20T10:00")
    days = [date(2026, 1, 12) + timedelta(days=n) for n in range(67)]
    closing, numbers, entries = Decimal(10_000), [], 0
    for day in days:
        if is_banking_day("FI", day):
            statement = company.statement(day.isoformat())
            opening, then = balances(statement)
            assert opening == closing, day
            closing = then
            numbers += texts(statement, "ElctrncSeqNb")
            entries += len(list(statement.iter(f"{CAMT}Ntry")))
    assert closing == Decimal("10488.00")  # 383.72 of principal, 4.28 of interest, 100.00 directly
    assert numbers == [str(n) for n in range(1, 50)]
    assert entries == 3


def test_a_direct_payment_is_one_entry_with_the_debtors_name_and_reference() -> None:
    company = Company().activate()
    company.sandbox.put_debtor("acme", {"kind": "company", "name": "Velallinen Oy"})
    company.send("1001")
    company.sandbox.put_invoice(
        "1001", {"due_date": "2026-01-28", "total": "1240.00", "currency": "EUR"}, "acme", False
    )
    company.pay("1001", "1000.00")
    company.pay("1001", "200.00", reference="none")
    company.pay("1001", "40.00", reference="wrong")
    company.until("2026-01-15T00:00")
    statement = company.statement("2026-01-14")
    assert texts(statement, "Ntry", "Amt") == ["1000.00", "200.00", "40.00"]
    assert texts(statement, "Dbtr", "Nm") == ["Velallinen Oy"] * 3
    right, wrong = texts(statement, "CdtrRefInf", "Ref")
    assert right == "10016"
    assert wrong.startswith("99")


@pytest.mark.parametrize(
    ("paid", "booked"),
    [
        ("2026-02-13T23:59", "2026-02-13"),
        ("2026-02-14T00:01", "2026-02-16"),
        ("2026-04-03T12:00", "2026-04-07"),
    ],
)
def test_what_is_paid_on_a_closed_day_is_booked_on_the_next_open_one(paid: str, booked: str) -> None:
    company = Company().activate()
    company.send("1001")
    company.until(paid)
    company.pay("1001")
    company.until("2026-04-20T12:00")
    statement = company.statement(booked)
    assert texts(statement, "Ntry", "Amt") == ["1240.00"]
    assert set(texts(statement, "BookgDt", "Dt")) == {booked}


def test_a_statement_never_changes_whatever_happens_later() -> None:
    company = Company().activate()
    company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001", "400.00")
    company.until("2026-02-10T00:00")
    first = company.sandbox.statements(date(2026, 2, 9))
    company.pay("1001", to="creditor")
    company.until("2026-02-27T10:00")
    company.pay("1001")
    company.client.call("DELETE", "/v2/services/ropo/receivables")
    company.until("2027-01-04T10:00")
    assert company.sandbox.statements(date(2026, 2, 9)) == first


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-01-14", "conflict"),  # today
        ("2026-01-15", "conflict"),
        ("2030-01-15", "conflict"),
        ("2026-01-10", "not_found"),  # a Saturday before the beginning
        ("2026-01-17", "not_found"),  # a Saturday to come
        ("2026-04-03", "not_found"),  # Good Friday to come
        ("2026-01-09", "not_found"),  # a banking day before the beginning
    ],
)
def test_a_day_without_a_statement_is_refused(day: str, kind: str) -> None:
    company = Company().activate()
    with pytest.raises(Refused) as refused:
        company.statement(day)
    assert refused.value.kind == kind


@pytest.mark.parametrize("day", ["2026-01-17", "2026-04-03", "2026-04-06"])
def test_a_past_day_on_which_banks_were_closed_has_no_statement(day: str) -> None:
    company = Company()
    company.until("2026-05-04T09:00")
    with pytest.raises(Refused, match="no banking day") as refused:
        company.statement(day)
    assert refused.value.kind == "not_found"


@pytest.mark.parametrize("day", [date.min, date(2019, 1, 2), date(2036, 1, 2), date.max])
def test_a_day_outside_the_calendar_is_refused_in_a_sentence(day: date) -> None:
    with pytest.raises(Refused):
        Company().sandbox.statements(day)


def test_a_day_closes_at_midnight_of_the_accounts_zone() -> None:
    company = Company().activate()
    company.until("2026-01-14T23:59:59")
    with pytest.raises(Refused):
        company.statement("2026-01-14")
    company.until("2026-01-15T00:00")
    assert balances(company.statement("2026-01-14")) == (Decimal(10_000), Decimal(10_000))


def test_each_active_account_has_its_own_statement_in_its_own_currency() -> None:
    accounts = [
        {
            "iban": "FI2112345600000785",
            "bic": "NDEAFIHH",
            "bank": "Nordea",
            "currency": "EUR",
            "active": True,
        },
        {
            "iban": "FI5542345670000081",
            "bic": "NDEAFIHH",
            "bank": "Nordea",
            "currency": "SEK",
            "active": True,
        },
        {
            "iban": "FI3715903000000776",
            "bic": "NDEAFIHH",
            "bank": "Nordea",
            "currency": "EUR",
            "active": False,
        },
    ]
    company = Company(words={"bank_accounts": accounts}, settings={"bank.opening_balance": "0.00"}).activate()
    company.send("1001")
    company.pay("1001")
    company.until("2026-01-15T00:00")
    made = company.sandbox.statements(date(2026, 1, 14))
    assert [statement.account for statement in made] == ["FI2112345600000785", "FI5542345670000081"]
    assert "1240.00" in made[0].content
    assert 'Ccy="SEK">0.00' in made[1].content
    assert "1240.00" not in made[1].content
