from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.explore.cutting import smaller
from conformance.explore.drawing import plans
from conformance.explore.plan import PLAIN_MONDAY, Plan
from tests.conformance.explore.ground_of_a_test import doing, ground, owed, plan


def smallest(one: Plan, fails: Callable[[Plan], bool]) -> Plan:
    for candidate in smaller(one):
        if fails(candidate):
            return smallest(candidate, fails)
    return one


def has(kind: str) -> Callable[[Plan], bool]:
    return lambda one: kind in [each.kind for each in one.doings]


def test_all_that_does_not_matter_is_left_out() -> None:
    drawn = plan(
        doing("records", invoice=1, wait="nine days"),
        doing("pays", invoice=1, wait="three days", share="more", choice=3),
        doing("looks"),
        invoices=(owed(), owed(debtor=1, total=Decimal("100.00"), opens_in=4)),
        monday=date(2026, 6, 15),
        consumers=(False, True),
        behaviours=(3, 2),
    )
    cut = smallest(drawn, has("pays"))
    assert cut.doings == (doing("pays"),)
    assert cut.invoices == (owed(handed_over=False),)
    assert (cut.monday, cut.consumers, cut.behaviours) == (PLAIN_MONDAY, (False, False), (0, 0))


def test_what_was_done_about_an_invoice_stays_with_it_when_another_is_left_out() -> None:
    total = Decimal("100.00")
    drawn = plan(doing("looks"), doing("pays", invoice=1), invoices=(owed(), owed(debtor=1, total=total)))

    def fails(one: Plan) -> bool:
        return any(each.kind == "pays" and one.invoices[each.invoice].total == total for each in one.doings)

    cut = smallest(drawn, fails)
    assert (cut.doings, [each.total for each in cut.invoices]) == ((doing("pays"),), [total])


@settings(max_examples=40, deadline=None, database=None, derandomize=True)
@given(st.data())
def test_cutting_comes_to_an_end_and_never_answers_the_plan_itself(data: st.DataObject) -> None:
    drawn = data.draw(plans(ground("kravia")))
    assert drawn not in list(smaller(drawn))
    nothing = smallest(drawn, lambda one: True)
    assert (nothing.doings, len(nothing.invoices), list(smaller(nothing))) == ((), 1, [])
