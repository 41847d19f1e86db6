"""The story's own literals."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, booked, called, money

STORY = "story.expect"


def judged(view: dict[str, Any], *, told: Telling | None = None, **words: Any) -> str:
    told = told or with_bank()
    told.expect(told.view(**view), **words)
    return told.verdict(STORY)


def with_bank() -> Telling:
    told = Telling()
    told.send("1")
    told.bank()
    return told


@pytest.mark.parametrize(
    ("shown", "wanted", "verdict"),
    [
        ("active", "active", "passed"),
        ("pending", "active", "failed"),
        ("declined", "inactive", "passed"),
        ("inactive", "declined", "passed"),
        ("inactive", "closed", "passed"),
        ("active", "closed", "failed"),
    ],
)
def test_states_of_a_service_that_the_wire_cannot_tell_apart_pass(
    shown: str, wanted: str, verdict: str
) -> None:
    assert (
        judged({"services": [{"provider": "agency", "state": shown}]}, services={"agency": wanted}) == verdict
    )


def test_a_service_that_is_not_shown_is_inactive() -> None:
    assert judged({"services": []}, services={"agency": "active"}) == "failed"
    assert judged({"services": []}, services={"agency": "inactive"}) == "passed"


def test_fields_of_an_invoice_are_compared_as_what_they_are() -> None:
    row = {"number": "1", "state": "paid", "open_amount": "0", "action_needed": False}
    wanted = {"state": "paid", "open_amount": "0.00", "action_needed": False, "collection_status": "closed"}
    assert judged({"invoices": [row]}, invoices={"1": wanted}) == "passed"
    assert judged({"invoices": [row]}, invoices={"1": {"open_amount": "0.01"}}) == "failed"
    assert judged({"invoices": [row]}, invoices={"1": {"action_needed": True}}) == "failed"


def test_what_a_view_leaves_out_is_not_judged() -> None:
    wanted: dict[str, Any] = {
        "services": {"agency": "active"},
        "invoices": {"1": {"state": "paid"}},
        "ledger": [booked("fee", "5.00")],
        "no_ledger": [{"kind": "fee"}],
        "messages": [{"number": "1"}],
    }
    assert judged({}, **wanted) == "not_applicable"
    assert judged({"invoices": [{"number": "1"}]}, invoices={"1": {"state": "paid"}}) == "not_applicable"


def test_an_invoice_that_the_client_was_told_of_has_to_be_in_its_view() -> None:
    assert judged({"invoices": []}, invoices={"1": {"state": "sent"}}) == "failed"
    assert judged({"invoices": []}, invoices={"77": {"state": "sent"}}) == "not_applicable"


def test_bookings_are_sums_of_a_kind() -> None:
    ledger = [
        booked("direct_payment", "60.00"),
        booked("direct_payment", "40.00"),
        booked("fee", "3.00", None),
    ]
    wanted = [
        booked("direct_payment", "30.00"),
        booked("direct_payment", "70.00"),
        {"kind": "fee", "amount": "3.00"},
    ]
    assert judged({"ledger": ledger}, ledger=wanted) == "passed"
    assert judged({"ledger": ledger[:1]}, ledger=wanted[:2]) == "failed"


def test_a_booking_that_must_not_be_there() -> None:
    ledger = [booked("direct_payment", "60.00")]
    assert judged({"ledger": ledger}, no_ledger=[{"number": "2", "kind": "direct_payment"}]) == "passed"
    assert judged({"ledger": ledger}, no_ledger=[{"kind": "direct_payment"}]) == "failed"


def test_bookings_of_statements_are_not_expected_of_a_client_that_takes_none() -> None:
    told = Telling()
    told.send("1")
    wanted = [booked("settlement_principal", "100.00")]
    assert judged({"ledger": []}, told=told, ledger=wanted) == "not_applicable"
    told.act("record_payment", number="1", amount="100.00", date="2026-02-10", from_agency=True)
    told.tick(times=2)
    assert judged({"ledger": []}, told=told, ledger=wanted) == "failed"


def test_an_open_amount_is_not_judged_while_its_settlement_is_on_the_way() -> None:
    told = with_bank()
    told.case("1")
    told.fact(
        "payment_received", case="case-1", number="1", amount=money("100.00"), principal=money("100.00")
    )
    wanted = {"invoices": {"1": {"open_amount": "100.00", "state": "in_collection"}}}
    shown = {"invoices": [{"number": "1", "open_amount": "0.00", "state": "paid"}]}
    assert judged(shown, told=told, **wanted) == "not_applicable"


def test_an_open_amount_is_not_judged_in_the_two_ticks_after_the_statement() -> None:
    for ticks, verdict in ((1, "not_applicable"), (2, "failed")):
        told = with_bank()
        told.bank(("100.00", [("100.00", "19", "Debtor")]))
        told.tick(times=ticks)
        shown = {"invoices": [{"number": "1", "open_amount": "100.00"}]}
        assert judged(shown, told=told, invoices={"1": {"open_amount": "0.00"}}) == verdict


def test_a_message_may_stand_in_the_view_on_the_invoice_or_in_the_answer_to_an_act() -> None:
    wanted = [{"number": "1", "contact": "provider"}]
    row = {"number": "1", "text": "x", "contact": "provider"}
    assert judged({"messages": [row]}, messages=wanted) == "passed"
    assert judged({"messages": []}, messages=wanted) == "failed"
    assert (
        judged({"messages": [], "invoices": [{"number": "1", "messages": ["x"]}]}, messages=[{"number": "1"}])
        == "passed"
    )
    told = with_bank()
    reply = {"ok": {"outcome": "refused", "message": "call them", "contact": "provider"}}
    told.op("act", action="transfer_invoice", number="1", reply=reply)
    assert judged({"messages": []}, told=told, messages=wanted) == "passed"


def test_a_finding_says_where_in_the_story_it_was_expected() -> None:
    told = with_bank()
    told.recorder.add(
        "expect",
        {"place": "look", "view": told.view(services=[]), "words": {"services": {"a": "active"}}, "line": 12},
    )
    found = told.judged(STORY)
    assert "line 12" in found.message
    assert (found.expected, found.actual) == ("active", "inactive")


def collected(told: Telling) -> tuple[tuple[int, ...], int, int]:
    """The evidence of a story that looks for the collection of invoice 1 in vain; its view and expectation."""
    view = told.view(invoices=[{"number": "1", "state": "sent"}])
    expect = told.expect(view, invoices={"1": {"state": "in_collection"}})
    return told.judged(STORY).evidence, view, expect


def test_what_the_provider_refused_of_the_invoice_is_evidence() -> None:
    told = with_bank()
    told.case("2")
    told.tick(called("transfer", 403, invoice="id-1"), called("transfer", 403, invoice="id-2"))
    refused = told.trace().exchanges("transfer")[1]
    evidence, view, expect = collected(told)
    assert evidence == (refused.id, view, expect)


def test_a_refusal_in_the_users_act_on_the_invoice_is_evidence_whatever_it_names() -> None:
    told = with_bank()
    told.act("transfer_invoice", called("authenticate", 401), number="1")
    [refused] = told.trace().exchanges("authenticate")
    assert collected(told)[0][0] == refused.id


def test_a_refusal_is_no_evidence_once_the_same_was_accepted() -> None:
    told = with_bank()
    told.tick(called("transfer", 403, invoice="id-1"))
    told.tick(called("transfer", 202, invoice="id-1"))
    evidence, view, expect = collected(told)
    assert evidence == (view, expect)


def test_a_story_that_is_stuck_tells_what_the_provider_refused() -> None:
    told = Telling()
    told.act("activate", called("activate", 400))
    [refused] = told.trace().exchanges("activate")
    stuck = {"place": "step", "line": 9, "words": {}, "view": None, "unmet": "no agreement was sent"}
    expect = told.recorder.add("expect", stuck)
    assert told.judged(STORY).evidence == (refused.id, expect)


def test_a_booking_that_a_reversal_of_the_same_invoice_took_back_is_not_there() -> None:
    twice = [booked("fee", "5.00"), booked("fee", "5.00")]
    for sign in ("", "-"):
        ledger = [*twice, booked("reversal", f"{sign}5.00")]
        assert judged({"ledger": ledger}, ledger=[booked("fee", "5.00")]) == "passed"
        assert judged({"ledger": ledger[1:]}, no_ledger=[{"number": "1", "kind": "fee"}]) == "passed"
        assert judged({"ledger": ledger[1:]}, no_ledger=[{"kind": "fee"}]) == "passed"
    other = [*twice, booked("reversal", "5.00", "2")]
    assert judged({"ledger": other}, ledger=[booked("fee", "5.00")]) == "failed"


def test_an_expected_booking_without_a_number_belongs_to_no_invoice() -> None:
    for wanted in ({"kind": "fee", "amount": "3.00"}, booked("fee", "3.00", None)):
        assert (
            judged({"ledger": [booked("fee", "3.00", None), booked("fee", "9.00")]}, ledger=[wanted])
            == "passed"
        )
        assert judged({"ledger": [booked("fee", "3.00")]}, ledger=[wanted]) == "failed"


def test_pending_passes_for_declined_after_a_new_order_only() -> None:
    for facts, verdict in (
        (["agreement_sent", "service_declined"], "failed"),
        (["agreement_sent", "service_declined", "agreement_sent"], "passed"),
        (["agreement_sent"], "failed"),
    ):
        told = with_bank()
        for kind in facts:
            told.fact(kind, provider="agency")
        shown = {"services": [{"provider": "agency", "state": "pending"}]}
        assert judged(shown, told=told, services={"agency": "declined"}) == verdict


@pytest.mark.parametrize(
    ("wanted", "shown", "verdict"),
    [
        ("paid", "closed", "passed"),
        ("credited", "closed", "passed"),
        ("in_collection", "closed", "failed"),
        ("closed", "paid", "failed"),
        ("paid", "credited", "failed"),
    ],
)
def test_an_invoice_that_is_closed_may_be_paid_or_credited(wanted: str, shown: str, verdict: str) -> None:
    row = {"number": "1", "state": shown}
    assert judged({"invoices": [row]}, invoices={"1": {"state": wanted}}) == verdict


def test_what_no_provider_has_seen_may_be_a_draft_in_place_of_in_error() -> None:
    row, told = {"number": "1", "state": "draft"}, Telling()
    told.act("send_invoice", outcome="refused", invoice={"number": "1"})
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "error"}}) == "passed"
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "sent"}}) == "failed"
    told.fact("invoice_sent", number="1", invoice="a")
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "error"}}) == "failed"


def settled_case(told: Telling) -> None:
    told.case("1")
    told.settle("100.00")
    told.tick(times=3)


def test_what_is_paid_may_be_shown_in_collection_as_long_as_its_case_is_open() -> None:
    row = {"number": "1", "state": "in_collection", "open_amount": "0.00"}
    told = with_bank()
    settled_case(told)
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "paid"}}) == "passed"
    told.fact("case_closed", case="case-1", number="1")
    told.tick()
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "paid"}}) == "passed"
    told.tick(times=2)
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "paid"}}) == "failed"


def test_what_is_shown_with_money_open_is_not_paid_whether_its_case_is_open_or_not() -> None:
    row = {"number": "1", "state": "in_collection", "open_amount": "100.00"}
    told = with_bank()
    told.case("1")
    told.tick(times=3)
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "paid"}}) == "failed"


def test_without_a_case_what_is_paid_is_not_in_collection() -> None:
    told = with_bank()
    told.tick(times=3)
    row = {"number": "1", "state": "in_collection"}
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "paid"}}) == "failed"


CREDITED: dict[str, Any] = {
    "invoices": {"1": {"state": "credited", "open_amount": "0.00"}},
    "ledger": [booked("credit", "100.00")],
    "no_ledger": [{"kind": "direct_payment", "number": "1"}, {"kind": "direct_payment"}],
    "messages": [{"number": "1"}],
}


@pytest.mark.parametrize(
    ("outcome", "ledger", "verdict"),
    [
        ("refused", [booked("direct_payment", "100.00")], "passed"),
        ("refused", [booked("credit", "100.00")], "failed"),
        ("done", [], "failed"),
    ],
)
def test_of_an_invoice_whose_credit_note_was_refused_nothing_is_judged(
    outcome: str, ledger: list[dict[str, Any]], verdict: str
) -> None:
    told = with_bank()
    told.act("credit_invoice", outcome=outcome, number="1", credit_note_number="C", amount="100.00")
    told.tick(times=3)
    row = {"number": "1", "state": "sent", "open_amount": "100.00"}
    assert judged({"invoices": [row], "ledger": ledger, "messages": []}, told=told, **CREDITED) == verdict


def loose(told: Telling, line: int, **then: Any) -> Telling:
    words = {"line": line, "fault": "meanwhile", "on": "list_events", "then": then, "struck": 0}
    told.recorder.add("end", {"never_struck": [words]})
    return told


@pytest.mark.parametrize(("line", "verdict"), [(10, "not_applicable"), (30, "failed")])
def test_what_never_came_to_pass_is_not_judged_from_its_line_on(line: int, verdict: str) -> None:
    told = with_bank()
    view = told.view(invoices=[{"number": "1", "state": "sent"}], ledger=[])
    words = {"invoices": {"1": {"state": "paid"}}, "ledger": [booked("direct_payment", "100.00")]}
    told.recorder.add("expect", {"place": "look", "view": view, "words": words, "line": 20})
    assert loose(told, line, debtor={"pays": {"number": "1"}}).verdict(STORY) == verdict


def test_what_never_came_to_pass_says_nothing_of_another_invoice_but_a_providers_step_does() -> None:
    for then, verdict in (
        ({"debtor": {"pays": {"number": "2"}}}, "failed"),
        ({"provider": {"sign": {}}}, "not_applicable"),
    ):
        told = with_bank()
        told.expect(
            told.view(invoices=[{"number": "1", "state": "sent"}], services=[]),
            invoices={"1": {"state": "paid"}},
            services={"agency": "active"},
        )
        assert loose(told, 5, **then).verdict(STORY) == verdict


def test_a_fault_without_anything_that_was_to_happen_changes_nothing() -> None:
    told = with_bank()
    told.expect(told.view(invoices=[{"number": "1", "state": "sent"}]), invoices={"1": {"state": "paid"}})
    told.recorder.add("end", {"never_struck": [{"line": 5, "fault": "reset", "on": "transfer", "struck": 0}]})
    assert told.verdict(STORY) == "failed"


def test_paid_and_credited_are_alike_only_where_an_invoice_is_both() -> None:
    row = {"number": "1", "state": "credited", "open_amount": "0.00"}
    for credit, verdict in ((True, "passed"), (False, "failed")):
        told = with_bank()
        told.bank(("60.00", [("60.00", "19", "Debtor Oy")]))
        if credit:
            told.act("credit_invoice", number="1", credit_note_number="C", amount="40.00")
        told.tick(times=3)
        assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "paid"}}) == verdict


@pytest.mark.parametrize(("ticks", "verdict"), [(1, "passed"), (2, "failed")])
def test_a_wish_of_just_now_may_not_be_shown_yet(ticks: int, verdict: str) -> None:
    told = with_bank()
    told.tick(times=3)
    told.act("transfer_invoice", outcome="pending", number="1")
    told.tick(times=ticks)
    row = {"number": "1", "state": "sent"}
    assert judged({"invoices": [row]}, told=told, invoices={"1": {"state": "transfer_pending"}}) == verdict


def test_an_invoice_with_an_open_case_may_be_shown_in_collection_where_it_is_sent_and_no_more() -> None:
    for case, verdict in ((True, "passed"), (False, "failed")):
        told = Telling()
        told.send()
        if case:
            told.case()
        view = {"invoices": [{"number": "1", "state": "in_collection"}]}
        assert judged(view, told=told, invoices={"1": {"state": "sent"}}) == verdict
