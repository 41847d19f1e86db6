"""The letters of a sandbox: what stood in each of them on the day on which it was sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.letters import sent
from simulator.letters.letter import Letter
from simulator.letters.text import text
from tests.simulator.agreement import Agreement
from tests.simulator.creditor import Creditor
from tests.simulator.desk import RECIPIENT, Desk
from tests.simulator.documents.invoices import document
from tests.simulator.stage import DETAILS


def letters(desk: Desk) -> list[Letter]:
    return [sent.letter(desk.state, at.at, fact) for at, fact in sent.letters(desk.state)]


def kassavirta(**recipient: Any) -> Desk:
    desk = Desk("kassavirta", start="2026-01-12T09:00").activate()
    desk.debtor("acme", kind=recipient.get("kind", "company"))
    desk.send("1001", due=date(2026, 1, 28), **recipient)
    return desk


def test_a_letter_tells_where_the_invoice_told_to_pay() -> None:
    desk = kassavirta()
    desk.until("2026-02-20T12:00")
    routed = desk.state.invoices[desk.case().opened.invoice].routed
    assert routed is not None
    first, second = letters(desk)
    assert [(each.name, each.day.isoformat()) for each in (first, second)] == [
        ("reminder", "2026-02-09"),
        ("demand", "2026-02-19"),
    ]
    for each in (first, second):
        assert (each.iban, each.bic, each.reference) == (routed.iban, routed.bic, routed.reference)
        assert (each.agency, each.payee) == ("Visma Amili Oy", routed.payee)
        assert each.contact == (
            DETAILS["customer_service_email"],
            DETAILS["customer_service_phone_number"],
        )
        assert each.address == ("Mallitie 2", "33100 Tampere")
        assert not each.disputable
    # 10 days after 9 and 19 February; 12 and 22 days of interest: 1240.00 x 0.105 x 12 / 365 = 4.2805, x 22 = 7.8477.
    assert [each.pay_by.isoformat() for each in (first, second)] == ["2026-02-19", "2026-03-01"]
    assert [each.interest.text for each in (first, second)] == ["4.28", "7.85"]
    assert [each.total.text for each in (first, second)] == ["1256.28", "1329.85"]
    assert (first.rate, second.rate) == (1050, 1050)


def test_a_vip_customers_reminder_shows_no_fee() -> None:
    desk = Desk("kassavirta").activate()
    group = c.SetGroup(provider="kassavirta", business_id=str(RECIPIENT["business_id"]), group="vip")
    desk.do(group)
    desk.send("1001", debtor=None)
    desk.until("2026-02-12T12:00")
    [reminder] = letters(desk)
    assert reminder.fees == ()
    assert "kulu" not in text(reminder)
    assert reminder.total == reminder.principal + reminder.interest


def test_a_letter_asks_for_what_a_debtor_that_pays_that_day_pays() -> None:
    desk = kassavirta(kind="consumer", business_id=None)
    desk.until("2026-02-02T10:00")
    desk.pay("1001", "100.00", to="creditor")
    desk.report("1001", desk.money("100.00"))
    desk.credit("1001", desk.money("40.00"))
    desk.until("2026-02-16T10:00")
    desk.pay("1001", "300.00")
    desk.until("2026-02-25T10:00")
    desk.pay("1001")
    *_, demand = letters(desk)
    received = [
        happened.fact for happened in desk.state.timeline if isinstance(happened.fact, f.PaymentReceived)
    ]
    assert demand.total == received[-1].amount
    assert demand.day == date(2026, 2, 25)
    assert demand.disputable


def test_a_letter_stays_what_it_was_whatever_comes_after_it() -> None:
    desk = kassavirta()
    desk.until("2026-02-10T12:00")
    [before] = letters(desk)
    desk.pay("1001", "300.00")
    desk.until("2026-03-01T12:00")
    assert letters(desk)[0] == before


@pytest.mark.parametrize("asked", ["SV", None])
def test_a_letter_about_a_routed_invoice_is_in_the_language_of_the_invoice_alone(asked: str | None) -> None:
    desk = Desk("kassavirta").activate()
    desk.debtor("acme")
    details: dict[str, Any] = {"number": "1001", "language": "en", "due_date": "2026-01-28", "total": "10.00"}
    desk.do(c.HoldInvoice(number="1001", debtor="acme", invoice={**details, "currency": "EUR"}, sent=False))
    desk.send("1001", debtor=None, language=asked)
    desk.until("2026-02-12T12:00")
    [reminder] = letters(desk)
    assert reminder.language == ("sv" if asked else "fi")


@pytest.mark.parametrize(
    ("provider", "country", "language"), [("ropo", "FI", "fi"), ("ropo", "SE", "sv"), ("ropo", "NO", "nb")]
)
def test_every_agencys_letters_can_be_read(provider: str, country: str, language: str) -> None:
    desk = Desk(provider, country).activate()
    desk.debtor("acme")
    desk.hold("1001", due=date(2026, 1, 28))
    desk.until("2026-02-05T09:00")
    desk.transfer("1001")
    desk.pass_days(30)
    found = letters(desk)
    assert [each.name for each in found] == ["reminder", "demand"]
    for each in found:
        assert (each.language, each.iban[:2]) == (language, country)
        assert each.iban != desk.state.account(desk.state.currency)
        assert each.debtor in text(each)
        assert each.pay_by > each.day
    assert found[0].iban == found[1].iban
    assert found[0].day + timedelta(days=9) < found[1].day


def test_kravias_letters_can_be_read_too() -> None:
    creditor = Creditor().sign()
    creditor.until("2026-02-04T09:00")
    creditor.register(invoiceDate="2026-01-14")
    creditor.until("2026-03-04T09:00")
    found = creditor.stage.control("GET", f"/sandboxes/{creditor.sandbox.id}/letters").json["letters"]
    assert [each["letter"] for each in found] == ["reminder", "demand"]
    for each in found:
        written = creditor.stage.control("GET", f"/sandboxes/{creditor.sandbox.id}/letters/{each['seq']}")
        assert "Esimerkki Oy" in written.body.decode()
        assert "Mallitie 2\n33100 Tampere" in written.body.decode()


def test_an_uploaded_invoices_language_code_is_that_of_its_letters() -> None:
    company = Agreement().active()
    content = document("UTF-8", ("20260128<", "20260213<"))
    assert company.client.upload(content).status == 201
    company.until("2026-02-24T12:00")  # ten days after Friday 13 February is a Monday
    [each] = company.stage.control("GET", "/sandboxes/1/letters").json["letters"]
    assert (each["language"], each["letter"], each["number"]) == ("sv", "reminder", "1001")
    written = company.stage.control("GET", f"/sandboxes/1/letters/{each['seq']}").body.decode()
    assert "BETALNINGSPÅMINNELSE" in written
    assert "Äyräs Öljy Oy\nHämeentie 1" in written


@pytest.mark.parametrize("party", ["company", "vfsfi"])
def test_whoever_is_accountable_is_the_payee_of_letters_as_of_the_invoice(party: str) -> None:
    company = Agreement()
    assert company.order(service_type="full", accountable_party=party).status == 200
    company.answer(company.page, action="pass_kyc")
    company.banking_days(2)
    company.client.upload(document("UTF-8", ("20260128<", "20260213<")))
    company.until("2026-02-24T12:00")
    [each] = company.stage.control("GET", "/sandboxes/1/letters").json["letters"]
    written = company.stage.control("GET", f"/sandboxes/1/letters/{each['seq']}").body.decode()
    payee = company.sandbox.company["name"] if party == "company" else "Visma Amili Oy"
    [line] = [line for line in written.splitlines() if line.startswith("Mottagare ")]
    assert line.partition(" ")[2].strip() == payee
