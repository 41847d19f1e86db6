from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.cli.bundle import vocabulary
from conformance.explore.acting import KINDS
from conformance.explore.drawing import plans
from conformance.explore.plan import BEHAVIOURS, SHARES, WAITS, Doing, Plan
from conformance.explore.telling import file_text, flow, told
from tests.conformance.explore.ground_of_a_test import doing, ground, owed, plan, scenario

PROVIDERS = sorted(vocabulary().providers)


def text(one: Plan, provider: str = "ropo") -> str:
    return file_text(told(one, ground(provider)), "explored", ["CLIENT-PAY-1"])


@pytest.mark.parametrize("provider", PROVIDERS)
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(st.data())
def test_whatever_is_drawn_is_told_without_a_mistake(provider: str, data: st.DataObject) -> None:
    drawn = data.draw(plans(ground(provider)))
    found = scenario(text(drawn, provider))
    assert found.id == f"{provider}/explored"
    assert found.expect == {"services": {provider: "active"}}


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_is_told_somewhere(kind: str) -> None:
    before = [doing("records")] if kind in ("takes back", "again") else []
    kept = owed(handed_over=kind not in ("hands over", "changes the due date", "automates"))
    bare = len(scenario(text(plan(*before, invoices=(kept,)), "perinta")).story)
    assert len(scenario(text(plan(*before, doing(kind), invoices=(kept,)), "perinta")).story) == bare + 1


def test_days_have_their_names_and_the_file_says_what_happens() -> None:
    told_as = text(plan(doing("pays", share="half"), doing("comments", wait="next morning")))
    assert 'title: "Of 1 invoice: the debtor pays, then the user comments"' in told_as
    lines = [line.split("#") for line in told_as.splitlines() if "#" in line]
    assert [(clock.strip(), note.strip()) for clock, note in lines] == [
        ("start: 2026-01-12T07:30", "Monday"),
        ("- clock: {to: 2026-01-12T08:30}", "two ticks, in which a client places the order"),
        (
            "- clock: {to: 2026-01-14T09:00}",
            "Wednesday: two banking days, by which the service is active",
        ),
        ("- clock: {to: 2026-01-15T09:30}", "Thursday"),
    ]


def test_what_happens_at_one_moment_has_one_clock() -> None:
    steps = scenario(text(plan(doing("pays"), doing("pays"), doing("records")))).story
    assert [step.actor for step in steps[-4:]] == ["client", "debtor", "debtor", "client"]


def test_an_invoice_is_due_so_that_its_agency_takes_it_on_the_day_that_was_drawn() -> None:
    steps = scenario(text(plan(invoices=(owed(opens_in=1),)))).story
    [sent] = [step for step in steps if step.verb == "send_invoice"]
    assert sent.words["due_date"] == date(2026, 1, 8)  # the 7 days of a company end on Thursday the 15th


def test_one_that_is_followed_from_its_sending_falls_due_later_and_is_handed_over_by_nobody() -> None:
    steps = scenario(text(plan(doing("hands over"), doing("automates")), "kassavirta")).story
    [sent] = [step for step in steps if step.verb == "send_invoice"]
    assert sent.words["due_date"] > date(2026, 1, 14)
    assert steps[-1] is sent


@pytest.mark.parametrize(
    "idle",
    [
        doing("takes back"),
        doing("hands over"),
        doing("changes the due date"),
        doing("credits", share="all"),
    ],
    ids=lambda idle: idle.kind,
)
def test_what_is_not_possible_where_it_stands_is_left_out(idle: Doing) -> None:
    credited = doing("credits", share="all")
    assert text(plan(credited, idle)) == text(plan(credited))


def test_a_debtor_that_goes_bankrupt_does_not_pay_when_the_story_says_so() -> None:
    bankrupt = next(nth for nth, one in enumerate(BEHAVIOURS) if "bankrupt" in one)
    for kind in ("pays", "pays the creditor"):
        broke = replace(plan(doing(kind)), behaviours=(bankrupt,))
        steps = [step.verb for step in scenario(text(broke)).story]
        assert steps == [step.verb for step in scenario(text(replace(broke, doings=()))).story]


def test_again_is_the_same_amount_of_the_same_invoice_once_more() -> None:
    acts = [
        doing("records", share="third"),
        doing("looks"),
        doing("again", share="half", wait="next morning"),
    ]
    steps = [step for step in scenario(text(plan(*acts))).story if step.verb == "record_payment"]
    assert [step.words for step in steps] == [{"number": "501", "amount": Decimal("333.33")}] * 2


def test_a_credit_note_takes_no_more_than_is_left() -> None:
    steps = scenario(text(plan(doing("records", share="half"), doing("credits", share="more")))).story
    assert steps[-1].words["amount"] == Decimal("500.00")


def test_amounts_are_cut_to_cents() -> None:
    steps = scenario(text(plan(*(doing("pays", share=share) for share in SHARES)))).story
    assert [step.words["amount"] for step in steps[-5:]] == [
        Decimal(amount) for amount in ("1000.00", "500.00", "333.33", "40.00", "1050.00")
    ]


def test_a_long_title_is_cut_at_a_comma() -> None:
    title = told(plan(*[doing("pays the creditor")] * 8), ground("ropo")).title
    assert len(title) <= 210
    assert title.endswith("the debtor pays the company and more")


@pytest.mark.parametrize("wait", WAITS)
def test_every_wait_leads_to_a_moment_that_is_not_before(wait: str) -> None:
    steps = scenario(text(plan(doing("pays", wait=wait), doing("comments", wait=wait)))).story
    clocks = [step.words["to"] for step in steps if step.actor == "clock"]
    assert clocks == sorted(set(clocks))


def test_yaml_is_written_as_the_language_reads_it() -> None:
    words = {
        "number": "501",
        "text": "It came.",
        "on": "list_events",
        "ok": True,
        "rows": [Decimal("1.50"), 2],
    }
    assert flow(words) == '{number: "501", text: "It came.", on: list_events, ok: true, rows: [1.50, 2]}'
