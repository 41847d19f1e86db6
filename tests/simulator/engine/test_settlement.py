"""The agency pays out: principal each banking day, interest on the first banking day of the month after."""

from datetime import date
from decimal import Decimal

import pytest

from simulator.domain.facts import PaymentReceived, PrincipalSettled
from simulator.domain.identifiers import finnish_reference
from tests.simulator.company import CAMT, Company, balances, texts
from tests.simulator.desk import Desk


def case_paid_at(moment: str, start: str, due: str, transfer: str) -> Company:
    """A case of 1,000.00 EUR that is paid in full at a moment."""
    company = Company(f"{start}T09:00").activate()
    invoice = company.send("1001", "1000.00", due)
    company.until(f"{transfer}T09:00")
    assert company.transfer(invoice).status == 202
    company.until(moment)
    company.pay("1001")
    return company


@pytest.mark.parametrize(
    ("paid", "settled"),
    [
        ("2026-02-09T10:00", "2026-02-09T15:00"),
        ("2026-02-09T14:59", "2026-02-09T15:00"),
        ("2026-02-09T15:01", "2026-02-10T15:00"),
        ("2026-02-13T16:00", "2026-02-16T15:00"),  # Friday afternoon
        ("2026-02-14T10:00", "2026-02-16T15:00"),  # Saturday
        ("2026-02-15T23:59", "2026-02-16T15:00"),
        ("2026-04-02T16:00", "2026-04-07T15:00"),  # Maundy Thursday to Tuesday after Easter
        ("2026-03-29T12:00", "2026-03-30T15:00"),  # the day of 23 hours
        ("2026-04-30T16:00", "2026-05-04T15:00"),  # May Day is a Friday
    ],
)
def test_collected_principal_is_paid_out_on_the_next_payout_of_a_banking_day(paid: str, settled: str) -> None:
    company = case_paid_at(paid, "2026-01-12", "2026-01-28", "2026-02-04")
    company.until("2026-05-29T12:00")
    assert company.times("principal_settled") == [settled]
    [fact] = company.facts("principal_settled")
    assert (fact["total"], fact["booked"]) == ({"amount": "1000.00", "currency": "EUR"}, settled[:10])


@pytest.mark.parametrize(
    ("start", "due", "transfer", "paid", "month", "settled"),
    [
        ("2026-01-12", "2026-01-28", "2026-02-04", "2026-02-09T10:00", "2026-02", "2026-03-02T15:00"),
        ("2026-01-12", "2026-01-28", "2026-02-04", "2026-02-28T23:30", "2026-02", "2026-03-02T15:00"),
        ("2026-01-12", "2026-01-28", "2026-02-04", "2026-03-01T00:30", "2026-03", "2026-04-01T15:00"),
        # Over the year's end: New Year's Day is closed.
        ("2025-12-01", "2025-12-10", "2025-12-18", "2025-12-30T10:00", "2025-12", "2026-01-02T15:00"),
        ("2025-12-01", "2025-12-10", "2025-12-18", "2025-12-31T16:00", "2025-12", "2026-01-02T15:00"),
        # 1 April 2024 is Easter Monday.
        ("2024-02-01", "2024-02-14", "2024-02-22", "2024-03-28T10:00", "2024-03", "2024-04-02T15:00"),
        # 1 May 2026 is a holiday and the days after it a weekend.
        ("2026-01-12", "2026-01-28", "2026-02-04", "2026-04-09T10:00", "2026-04", "2026-05-04T15:00"),
    ],
)
def test_a_months_interest_is_paid_out_on_the_first_banking_day_of_the_next(
    start: str, due: str, transfer: str, paid: str, month: str, settled: str
) -> None:
    company = case_paid_at(paid, start, due, transfer)
    year, following = divmod(int(paid[:4]) * 12 + int(paid[5:7]) + 1, 12)
    company.until(f"{year}-{following + 1:02d}-15T12:00")
    assert company.times("interest_settled") == [settled]
    [fact] = company.facts("interest_settled")
    assert fact["month"] == month
    assert fact["total"] == company.facts("payment_received")[0]["interest"]


def test_a_days_principal_is_one_entry_with_a_row_an_invoice_under_its_original_reference() -> None:
    company = Company().activate()
    invoices = {
        number: company.send(number, total) for number, total in [("1001", "100.00"), ("1002", "250.50")]
    }
    company.until("2026-02-04T09:00")
    for invoice in invoices.values():
        assert company.transfer(invoice).status == 202
    company.until("2026-02-09T10:00")
    company.pay("1001")
    company.until("2026-02-09T14:00")
    company.pay("1002")
    company.until("2026-02-10T00:00")
    statement = company.statement("2026-02-09")
    [entry] = statement.iter(f"{CAMT}Ntry")
    assert texts(statement, "Ntry", "Amt") == ["350.50"]
    assert texts(entry, "TxDtls", "AmtDtls", "TxAmt", "Amt") == ["100.00", "250.50"]
    assert texts(entry, "CdtrRefInf", "Ref") == ["10016", "10029"]
    assert set(texts(entry, "Dbtr", "Nm")) == {"Ropo Capital Oy"}
    assert set(texts(entry, "Dbtr", "Id", "OrgId", "Othr", "Id")) == {"2262509-5"}


def test_a_months_interest_is_one_entry_without_an_invoice() -> None:
    company = Company().activate()
    for number in ("1001", "1002"):
        company.send(number)
    company.until("2026-02-04T09:00")
    for invoice in company.client.get("/v1/invoices", "direction=SENT"):
        assert company.transfer(invoice["id"]).status == 202
    company.until("2026-02-09T10:00")
    company.pay("1001")
    company.until("2026-02-10T10:00")
    company.pay("1002")
    company.until("2026-03-03T00:00")
    statement = company.statement("2026-03-02")
    # 4.28 for 12 days; 1240 x 0.105 x 13 / 365 = 4.6373.
    assert texts(statement, "Ntry", "Amt") == ["8.92"]
    assert texts(statement, "RmtInf", "Ustrd") == ["Late payment interest 2026-02"]
    assert texts(statement, "CdtrRefInf", "Ref") == []


def test_fees_are_the_agencys_and_never_reach_the_company() -> None:
    company = case_paid_at("2026-02-17T10:00", "2026-01-12", "2026-01-28", "2026-02-04")
    company.until("2026-04-15T10:00")
    received = company.facts("payment_received")[0]
    assert received["fees"]["amount"] == "82.00"  # 12.00 and 70.00
    settled = [
        fact["total"]["amount"] for fact in company.sandbox.facts() if fact["kind"].endswith("_settled")
    ]
    assert settled == ["1000.00", received["interest"]["amount"]]


def test_a_day_without_payments_settles_nothing() -> None:
    company = Company().activate()
    company.open_case()
    company.until("2026-04-15T10:00")
    assert company.facts("principal_settled") == []


@pytest.mark.parametrize(("carried", "carries"), [("invoice", True), ("none", False), ("garbled", False)])
def test_what_the_rows_of_a_settlement_carry_is_an_assumption(carried: str, carries: bool) -> None:
    company = Company(settings={"ropo.settlement_reference": carried}).activate()
    company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001")
    company.until("2026-02-10T00:00")
    statement = company.statement("2026-02-09")
    [fact] = company.facts("principal_settled")
    shown = texts(statement, "CdtrRefInf", "Ref")
    assert (fact["rows"][0]["reference"] in shown) is carries
    assert len(shown) == (carried != "none")
    assert all(finnish_reference(reference[:-1]) == reference for reference in shown)
    # Without the reference nothing else on the row tells of the case either.
    assert (texts(statement, "Refs", "EndToEndId") == ["NOTPROVIDED"]) is not carries
    assert texts(statement, "Dbtr", "Nm") == ["Ropo Capital Oy"]
    assert texts(statement, "TxAmt", "Amt") == ["1240.00"]


def test_the_payers_name_and_id_are_what_a_tester_assumes() -> None:
    settings = {"ropo.payer_name": "Toinen Perijä Oy", "ropo.payer_business_id": "0112038-9"}
    company = Company(settings=settings).activate()
    company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001")
    company.until("2026-02-10T00:00")
    statement = company.statement("2026-02-09")
    assert texts(statement, "Dbtr", "Nm") == ["Toinen Perijä Oy"]
    assert balances(statement) == (Decimal(10_000), Decimal(11_240))


def test_what_comes_in_the_second_of_a_payout_and_after_it_is_paid_out_on_the_next_banking_day() -> None:
    desk = Desk(settings={"debtor.pays_at": "15:00"}).activate()
    words = {"after": "reminder", "days": 3, "amount": "100.00", "times": 2}
    desk.debtor("acme", {"pays": words})
    desk.hold("1001", due=date(2025, 12, 20))
    desk.transfer("1001")
    desk.until("2026-01-30T12:00")
    received = [each for each in desk.state.timeline if isinstance(each.fact, PaymentReceived)]
    assert len({each.at for each in received}) == 1
    settled = [each.fact for each in desk.state.timeline if isinstance(each.fact, PrincipalSettled)]
    # Sunday 18 January is no banking day: paid on Monday the 19th, and the second time after that day's payout.
    assert [each.booked for each in settled] == [date(2026, 1, 19), date(2026, 1, 20)]
    assert len({each.settlement for each in settled}) == 2
