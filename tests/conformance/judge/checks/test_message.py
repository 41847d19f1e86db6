"""The provider's words reach the user, and an act's outcome is what came of it."""

from typing import Any

import pytest

from tests.conformance.judge.calls import call, transfer, transfer_read
from tests.conformance.judge.traces import Telling, called

WHOLE, TRUE = "message.whole", "outcome.true"
TEXTS = ["Not allowed", "the debtor is under protection"]
BOTH = "Sorry: Not allowed. (the debtor  is\nunder protection) Ask us."


def sent() -> Telling:
    told = Telling()
    told.send()
    return told


def refused(message: str, outcome: str = "refused", **words: Any) -> Telling:
    """The user's transfer is refused."""
    told = sent()
    reply = {"ok": {"outcome": outcome, "message": message}}
    refusal = transfer(403, problem=TEXTS, **words)
    told.op("act", refusal, reply=reply, action="transfer_invoice", provider="agency", number="1")
    return told


def test_a_refusal_stands_whole_in_the_acts_message() -> None:
    told = refused(BOTH)
    assert (told.judged(WHOLE).verdict, told.judged(WHOLE).looked) == ("passed", 1)


def test_a_text_of_the_clients_own_is_not_enough() -> None:
    found = refused("It failed").judged(WHOLE)
    assert found.verdict == "failed"
    assert found.expected == "; ".join(TEXTS)


def test_half_of_it_is_not_enough() -> None:
    assert refused("Not allowed").verdict(WHOLE) == "failed"


@pytest.mark.parametrize(
    ("view", "verdict"),
    [
        ({"messages": [{"number": "1", "text": BOTH}]}, "passed"),
        ({"messages": [{"number": "1", "text": TEXTS[0]}, {"number": "1", "text": TEXTS[1]}]}, "passed"),
        ({"invoices": [{"number": "1", "messages": [BOTH]}]}, "passed"),
        ({"invoices": [{"number": "1", "messages": [{"text": BOTH}]}]}, "passed"),
        ({"messages": [{"number": None, "text": BOTH}]}, "failed"),
        ({"messages": [{"number": "2", "text": BOTH}]}, "failed"),
        ({"messages": []}, "failed"),
    ],
)
def test_a_refusal_at_a_tick_is_shown_at_the_invoice(view: dict[str, Any], verdict: str) -> None:
    told = sent()
    told.act("transfer_invoice", number="1", outcome="pending")
    told.tick(transfer(403, problem=TEXTS))
    told.tick(times=2)
    told.view(**view)
    assert told.verdict(WHOLE) == verdict


def test_there_are_two_ticks_to_show_it_and_a_view_without_messages_shows_none() -> None:
    told = sent()
    told.tick(transfer(403, problem=TEXTS))
    told.tick()
    told.view(messages=[])
    told.tick(times=3)
    told.view(ledger=[])
    assert told.verdict(WHOLE) == "not_applicable"


def test_what_was_done_after_all_before_anybody_looked_needs_no_message() -> None:
    told = sent()
    told.tick(transfer(403, problem=TEXTS))
    told.tick(transfer())
    told.tick(times=3)
    told.view(messages=[])
    assert told.verdict(WHOLE) == "not_applicable"


@pytest.mark.parametrize("status", [401, 408, 409, 425, 429, 503])
def test_what_asks_for_patience_is_no_news_for_the_user(status: int) -> None:
    told = sent()
    told.tick(transfer(status, problem=TEXTS))
    told.tick(times=3)
    told.view(messages=[])
    assert told.verdict(WHOLE) == "not_applicable"


def test_what_the_client_only_reads_is_no_news_for_the_user() -> None:
    told = sent()
    told.tick(transfer_read(404, problem=TEXTS))
    told.tick(times=3)
    told.view(messages=[])
    assert told.verdict(WHOLE) == "not_applicable"


@pytest.mark.parametrize(("text", "verdict"), [("No such postal code.", "passed"), ("It failed.", "failed")])
def test_why_a_transfer_failed_later_is_shown_too(text: str, verdict: str) -> None:
    told = sent()
    told.tick(transfer_read(state="error", text="No such postal code."))
    told.tick(transfer_read(state="error", text="No such postal code."), times=2)
    told.view(messages=[{"number": "1", "text": text}])
    assert told.judged(WHOLE).verdict == verdict
    assert told.judged(WHOLE).looked == 1


def test_the_refusal_of_a_service_may_stand_under_no_invoice() -> None:
    told = Telling()
    told.act("activate", outcome="pending")
    told.tick(call("PUT", "/service", 400, duty="activate", problem=TEXTS))
    told.tick(times=2)
    told.view(messages=[{"number": None, "text": BOTH}])
    assert told.verdict(WHOLE) == "passed"


def test_a_refused_invoice_is_known_by_the_act_that_sent_it() -> None:
    told = Telling()
    refusal = call("POST", "/invoices", 400, duty="send_invoice", problem=TEXTS)
    told.act("send_invoice", refusal, outcome="refused", invoice={"number": "7"})
    told.tick(times=2)
    told.view(messages=[{"number": "7", "text": BOTH}])
    assert told.verdict(WHOLE) == "passed"


@pytest.mark.parametrize(
    ("outcome", "verdict"), [("refused", "passed"), ("pending", "passed"), ("done", "failed")]
)
def test_a_refused_transfer_is_not_done(outcome: str, verdict: str) -> None:
    assert refused(BOTH, outcome).verdict(TRUE) in (verdict, "not_applicable")
    assert (refused(BOTH, outcome).verdict(TRUE) == "failed") is (verdict == "failed")


def test_what_the_provider_says_is_pending_is_not_done() -> None:
    told = Telling()
    told.act("activate", called("activate", state="pending"))
    assert told.verdict(TRUE) == "failed"
    told = Telling()
    told.act("activate", called("activate", state="pending"), called("read_service", state="active"))
    assert told.verdict(TRUE) == "passed"


def test_a_transfer_that_was_taken_may_be_called_done_unless_a_look_says_pending() -> None:
    told = sent()
    told.act("transfer_invoice", transfer(), number="1")
    assert told.verdict(TRUE) == "passed"
    told = sent()
    told.act("transfer_invoice", transfer(), transfer_read(state="pending"), number="1")
    assert told.verdict(TRUE) == "failed"


def test_a_closing_that_was_taken_is_not_refused() -> None:
    told = Telling()
    told.act("close_service", called("close", 204), outcome="refused")
    assert told.verdict(TRUE) == "failed"


def test_an_act_without_a_call_is_not_judged() -> None:
    told = Telling()
    told.act("activate")
    told.act("close_service", outcome="refused")
    assert told.verdict(TRUE) == "not_applicable"
