"""Smaller versions of a plan: with something left out, or simpler in one place. What hypothesis leaves is cut so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from conformance.explore.plan import PLAIN_MONDAY, SHARES, TOTALS, WAITS, Doing, Plan

_T = TypeVar("_T")


def smaller(plan: Plan) -> Iterator[Plan]:
    """Plans that are a step simpler, what leaves out most first. None of them is the plan itself."""
    yield from (one for one in _candidates(plan) if one != plan)


def _candidates(plan: Plan) -> Iterator[Plan]:
    for place in reversed(range(len(plan.doings))):
        yield replace(plan, doings=_without(plan.doings, place))
    for place in reversed(range(len(plan.invoices) if len(plan.invoices) > 1 else 0)):
        yield _without_invoice(plan, place)
    yield replace(plan, monday=PLAIN_MONDAY)
    yield replace(plan, consumers=(False,) * len(plan.consumers))
    for place in range(len(plan.behaviours)):
        yield replace(plan, behaviours=_with(plan.behaviours, place, 0))
    yield from _simpler_invoices(plan)
    yield from _simpler_doings(plan)


def _without_invoice(plan: Plan, place: int) -> Plan:
    """Without one invoice: what was done about it is left out, and the others keep what was done about them."""
    count = len(plan.invoices)
    doings = tuple(
        replace(one, invoice=one.invoice - (one.invoice > place))
        for one in plan.doings
        if one.invoice != place
    )
    return replace(plan, invoices=_without(plan.invoices, place), doings=doings) if count > 1 else plan


def _simpler_invoices(plan: Plan) -> Iterator[Plan]:
    for place, owed in enumerate(plan.invoices):
        for simple in (
            replace(owed, debtor=0),
            replace(owed, opens_in=-1),
            replace(owed, total=TOTALS[0]),
            replace(owed, handed_over=False),
        ):
            yield replace(plan, invoices=_with(plan.invoices, place, simple))


def _simpler_doings(plan: Plan) -> Iterator[Plan]:
    for place, doing in enumerate(plan.doings):
        for simple in _simpler(doing):
            yield replace(plan, doings=_with(plan.doings, place, simple))


def _simpler(doing: Doing) -> Iterator[Doing]:
    for wait in WAITS[: WAITS.index(doing.wait)]:
        yield replace(doing, wait=wait)
    yield replace(doing, choice=0)
    for share in SHARES[: SHARES.index(doing.share)]:
        yield replace(doing, share=share)


def _without(things: tuple[_T, ...], place: int) -> tuple[_T, ...]:
    return things[:place] + things[place + 1 :]


def _with(things: tuple[_T, ...], place: int, thing: _T) -> tuple[_T, ...]:
    return (*things[:place], thing, *things[place + 1 :])
