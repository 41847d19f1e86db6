"""A service is activated once."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

ONCE = "activation.once"
PUT = called("activate", state="pending")


def test_one_order_is_enough_however_long_it_is_pending() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.tick(called("read_service", state="pending"), times=5)
    told.fact("service_activated", provider="agency")
    told.tick(called("read_service", state="active"))
    assert told.judged(ONCE).verdict == "passed"
    assert told.judged(ONCE).rules == ("AGENCY-ACT-5",)


def test_an_order_at_a_tick_while_the_first_is_pending_fails() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.at("2026-01-13T08:00").tick(PUT)
    found = told.judged(ONCE)
    assert found.verdict == "failed"
    assert found.at == "2026-01-13T08:00:00+02:00"
    assert found.evidence == (3, 5)


def test_two_orders_for_one_click_fail() -> None:
    told = Telling()
    told.act("activate", PUT, PUT)
    assert told.verdict(ONCE) == "failed"


def test_an_order_when_it_is_active_already_fails() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.tick(called("read_service", state="active"), called("activate", state="active"))
    assert told.verdict(ONCE) == "failed"


def test_passing_on_the_users_second_click_is_a_warning() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.act("activate", PUT)
    assert told.verdict(ONCE) == "warned"


def test_a_client_that_answers_the_second_click_by_itself_is_right() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.act("activate", outcome="pending")
    assert told.verdict(ONCE) == "passed"


def test_after_a_refusal_or_a_lost_answer_it_is_ordered_again() -> None:
    told = Telling()
    lost = {**PUT, "means": {**PUT["means"], "outcome": "unknown"}, "fault": "reset", "answer": None}
    told.act("activate", called("activate", 503), called("activate", 400), lost, PUT)
    assert told.judged(ONCE).verdict == "passed"
    assert told.judged(ONCE).looked == 1


@pytest.mark.parametrize(
    "end",
    [
        lambda told: told.tick(called("read_service", state="inactive")),
        lambda told: told.act("close_service", called("close", 204)),
        lambda told: told.deliver(kind="service_rejected"),
        lambda told: told.fact("service_declined", provider="agency"),
    ],
)
def test_after_it_was_declined_or_closed_it_may_be_ordered_again(end: object) -> None:
    told = Telling()
    told.act("activate", PUT)
    end(told)  # type: ignore[operator]  # one of the four above
    told.act("activate", PUT)
    assert told.verdict(ONCE) == "passed"


def test_another_providers_service_is_another_service() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.act("activate", called("activate", provider="other"))
    assert told.verdict(ONCE) == "passed"


def test_without_an_order_there_is_nothing_to_look_at() -> None:
    told = Telling()
    told.tick(called("read_service", state="inactive"))
    assert told.verdict(ONCE) == "not_applicable"


ASKED = "activation.asked"


def test_an_order_that_the_user_asked_for_is_right_also_at_a_later_tick() -> None:
    told = Telling()
    told.act("activate", outcome="pending")
    told.tick(called("activate", 503))
    told.tick(PUT)
    assert (told.verdict(ASKED), told.judged(ASKED).looked) == ("passed", 1)


def test_an_order_before_anybody_asked_fails() -> None:
    told = Telling()
    told.op("configure", PUT, settings={})
    told.act("activate", outcome="pending")
    assert "although nobody had asked" in told.judged(ASKED).message


def test_an_order_after_a_decline_needs_a_new_wish() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.fact("service_declined", provider="agency")
    told.tick(PUT)
    assert "anew after its end" in told.judged(ASKED).message
    told = Telling()
    told.act("activate", PUT)
    told.fact("service_declined", provider="agency")
    told.act("activate", PUT)
    assert told.verdict(ASKED) == "passed"


@pytest.mark.parametrize(
    ("action", "words", "outcome", "verdict"),
    [
        ("transfer_invoice", {"number": "1"}, "pending", "passed"),
        ("transfer_invoice", {"number": "1"}, "refused", "failed"),
        ("change_settings", {"settings": {"auto_transfer": {"enabled": True}}}, "done", "passed"),
        ("change_settings", {"settings": {"auto_transfer": {"enabled": False}}}, "done", "failed"),
        ("comment", {"number": "1", "text": "Moved."}, "done", "failed"),
    ],
)
def test_what_needs_the_service_asks_for_it_too(
    action: str, words: dict[str, object], outcome: str, verdict: str
) -> None:
    told = Telling()
    told.act(action, outcome=outcome, **words)
    told.tick(PUT)
    assert told.verdict(ASKED) == verdict


def test_a_wish_that_overtook_the_closing_counts() -> None:
    told = Telling()
    told.act("activate", PUT)
    told.act("close_service", outcome="pending")
    told.act("activate", outcome="pending")
    told.tick(called("close"))
    told.fact("service_closed", provider="agency")
    told.tick(PUT)
    assert told.verdict(ASKED) == "passed"


def test_without_acts_or_orders_nobody_can_have_asked() -> None:
    told = Telling()
    told.tick(PUT)
    assert told.verdict(ASKED) == "not_applicable"
    told = Telling()
    told.act("activate", called("activate", 400), outcome="refused")
    assert told.verdict(ASKED) == "not_applicable"


WHOLE = {
    "iban": "FI2112345600000785",
    "bic": "NDEAFIHH",
    "bank": "Nordea",
    "contact_name": "Tiina",
    "contact_email": "talous@example.fi",
    "contact_phone": "+358401234567",
    "service_email": "palvelu@example.fi",
    "service_phone": "+358207654321",
    "billing_street": "Esimerkkikatu 1",
    "billing_postal_code": "00100",
    "billing_city": "Helsinki",
    "billing_country": "FI",
}


def ordered(**means: Any) -> Telling:
    told = Telling()
    told.act("activate", called("activate", state="pending", **means))
    return told


def test_an_order_with_all_its_details_is_right() -> None:
    assert ordered(**WHOLE).verdict("activation.details") == "passed"


@pytest.mark.parametrize("name", WHOLE)
def test_an_order_without_one_of_its_details_is_warned_of(name: str) -> None:
    for means in ({**WHOLE, name: " "}, {each: value for each, value in WHOLE.items() if each != name}):
        found = ordered(**means).judged("activation.details")
        assert (found.verdict, found.severity) == ("warned", "should")


def test_an_order_that_takes_no_details_is_not_looked_at() -> None:
    assert ordered().verdict("activation.details") == "not_applicable"


@pytest.mark.parametrize(("means", "verdict"), [({"link": "{link:1}"}, "not_applicable"), ({}, "failed")])
def test_nobody_has_to_be_named_where_a_link_leads_to_the_form(means: dict[str, Any], verdict: str) -> None:
    told = Telling()
    order = called("activate", state="pending", **means)
    told.act("activate", order, signatory_email="ceo@example.fi")
    assert told.verdict("activation.contact") == verdict


# --- what a company needs before it orders ------------------------------------------------------------------

ADDRESS = {"street": "Esimerkkikatu 1", "postal_code": "00100", "city": "Helsinki"}
ACCOUNT = {"iban": "FI2112345600000785", "bic": "NDEAFIHH"}
CLOSED = {**ACCOUNT, "active": False}


def prepared(provider: str = "portal", **otherwise: Any) -> Telling:
    """A company, but for what is otherwise of it, and its order."""
    told = Telling(provider=provider)
    company = {"business_id": "1234567-1", "address": ADDRESS, "bank_accounts": [ACCOUNT], **otherwise}
    told.op("configure", company=company, fresh=True)
    told.act("activate", PUT)
    return told


@pytest.mark.parametrize(
    ("otherwise", "right"),
    [
        ({}, True),
        ({"bank_accounts": [CLOSED, ACCOUNT]}, True),
        ({"bank_accounts": [{**CLOSED, "bic": None}, ACCOUNT]}, True),  # only that of an active one is needed
        ({"bank_accounts": [CLOSED]}, False),
        ({"bank_accounts": []}, False),
        ({"bank_accounts": [ACCOUNT, {**ACCOUNT, "bic": None}]}, False),
        ({"business_id": None}, False),
        ({"address": {**ADDRESS, "city": ""}}, False),
        ({"address": None}, False),
    ],
)
def test_a_service_is_ordered_once_the_company_has_what_is_needed(
    otherwise: dict[str, Any], right: bool
) -> None:
    found = prepared(**otherwise).judged("activation.prepared")
    assert (found.verdict, found.looked) == ("passed" if right else "failed", 1)


def test_an_order_names_what_is_missing_and_is_none_of_who_needs_nothing_or_was_told_nothing() -> None:
    found = prepared(bank_accounts=[], business_id=None).judged("activation.prepared")
    assert "business_id, bank_account" in str(found.message)
    assert prepared("agency", bank_accounts=[]).verdict("activation.prepared") == "not_applicable"
    told = Telling(provider="portal")
    told.act("activate", PUT)
    assert told.verdict("activation.prepared") == "not_applicable"


def test_details_that_came_with_a_later_life_are_those_that_count() -> None:
    told = prepared()
    told.op("configure", company={"business_id": "1234567-1", "address": ADDRESS, "bank_accounts": []})
    told.act("activate", PUT)
    assert told.verdict("activation.prepared") == "failed"
