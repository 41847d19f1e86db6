"""The end of a case is no payment: what nobody paid is not shown as paid."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called, money

END = "case.end-pays-nothing"


def collected(total: str = "100.00") -> Telling:
    told = Telling()
    told.send("1", total=total)
    told.at("2026-02-04T09:00").case("1")
    return told.at("2026-02-10T06:00")


def ended(told: Telling, reason: str = "uncollectable") -> Telling:
    told.fact("case_closed", case="case-1", number="1", reason=reason)
    return told


def paid(told: Telling, amount: str, reference: str | None = "19") -> None:
    told.fact("creditor_paid", number="1", amount=money(amount), reference=reference)
    told.bank((amount, [(amount, reference, "Debtor Oy")]))


def shown(told: Telling, state: str | None, **words: Any) -> str:
    told.tick(times=2)
    row = {"number": "1", **({} if state is None else {"state": state}), **words}
    told.expect(told.view(invoices=[row]))
    return told.verdict(END)


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("paid", "failed"), ("credited", "failed"), ("closed", "passed"), ("in_collection", "passed")],
)
def test_what_nobody_paid_is_neither_paid_nor_credited_when_its_case_has_ended(
    state: str, verdict: str
) -> None:
    told = ended(collected())
    assert shown(told, state, open_amount="100.00") == verdict


def test_that_a_client_shows_nothing_open_does_not_make_it_paid() -> None:
    told = ended(collected())
    shown(told, "paid", open_amount="0.00")
    found = told.judged(END)
    assert (found.verdict, found.looked) == ("failed", 1)
    assert "100.00 are open" in found.expected


def test_a_part_that_was_paid_leaves_the_rest_open() -> None:
    told = collected()
    told.settle("40.00")
    assert shown(ended(told), "paid") == "failed"


def test_money_that_comes_after_the_end_pays_it() -> None:
    told = ended(collected())
    assert shown(told, "closed") == "passed"
    paid(told, "100.00")
    assert shown(told, "paid") == "passed"


def test_a_credit_note_pays_it_as_well() -> None:
    told = collected()
    told.act("credit_invoice", number="1", credit_note_number="C-1", amount="100.00", date="2026-02-10")
    assert shown(ended(told, "credited"), "credited") == "not_applicable"


def test_a_client_that_found_out_whose_money_it_was_is_right() -> None:
    told = ended(collected())
    paid(told, "100.00", None)
    assert shown(told, "paid") == "not_applicable"


def test_nothing_is_judged_while_a_settlement_is_on_the_way() -> None:
    told = collected()
    told.fact(
        "payment_received", case="case-1", number="1", amount=money("100.00"), principal=money("100.00")
    )
    assert shown(ended(told, "paid"), "paid") == "not_applicable"


def test_an_open_case_and_a_client_that_shows_no_state_are_not_looked_at() -> None:
    assert shown(collected(), "paid") == "not_applicable"
    assert shown(ended(collected()), None, open_amount="100.00") == "not_applicable"


def test_a_second_case_after_the_first_has_ended_is_looked_at_by_itself() -> None:
    told = ended(collected())
    told.fact("case_opened", case="case-2", number="1", principal=money("100.00"))
    assert shown(told, "paid") == "not_applicable"


def test_on_the_wire_alone_a_case_ends_where_an_answer_says_so() -> None:
    told = Telling()
    told.send("1", total="100.00")
    told.tick(called("read_case", case="case-1", number="1", state="open"))
    told.tick(called("read_case", case="case-1", number="1", state="closed"))
    assert shown(told, "paid") == "failed"
