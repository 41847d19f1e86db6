"""To whose account an agency pays: the one that it was given with the order, or has been told of since."""

from __future__ import annotations

from datetime import date

from simulator.domain import facts as f
from tests.simulator.agreement import OTHER
from tests.simulator.desk import Desk
from tests.simulator.stage import DETAILS


def settled(desk: Desk, number: str, day: int) -> str:
    """Have an invoice routed and paid, and answer to which account its principal went."""
    desk.debtor("acme")
    desk.send(number, due=date(2026, 2, day))
    desk.pass_days(1)
    desk.pay(number)
    desk.pass_days(7)
    paid = [each.fact for each in desk.state.timeline if isinstance(each.fact, f.PrincipalSettled)]
    return next(fact.account for fact in paid if fact.rows[0].number == number)


def test_an_agency_pays_to_the_account_that_it_was_given_until_customer_service_changes_it() -> None:
    desk = Desk("kassavirta").activate()
    given = desk.state.account("EUR")
    assert settled(desk, "1001", 10) == given
    desk.sandbox.decide_service("kassavirta", "change_bank_account", **OTHER)
    assert settled(desk, "1002", 20) == OTHER["iban"]


def test_the_account_stays_when_the_agreement_moves_or_the_service_is_closed() -> None:
    desk = Desk("kassavirta").activate()
    desk.sandbox.decide_service("kassavirta", "change_bank_account", **OTHER)
    desk.debtor("acme")
    desk.send("1001", due=date(2026, 2, 10))
    desk.pass_days(1)
    desk.move("perinta")
    desk.pay("1001")
    desk.pass_days(7)
    (paid,) = [each.fact for each in desk.state.timeline if isinstance(each.fact, f.PrincipalSettled)]
    assert (paid.provider, paid.account) == ("kassavirta", OTHER["iban"])


def test_what_an_agency_invoices_goes_to_the_address_that_was_given() -> None:
    desk = Desk("kassavirta").activate()
    desk.debtor("acme")
    desk.send("1001", due=date(2026, 1, 26))
    desk.until("2026-02-20T12:00")
    desk.decide("1001", "stop")
    desk.until("2026-03-10T12:00")
    (invoiced,) = [each.fact for each in desk.state.timeline if isinstance(each.fact, f.FeesInvoiced)]
    assert invoiced.billing == DETAILS["billing_address"]
