"""A company asks for the service, signs, is identified, and is confirmed by the agency. Or not."""

import pytest

from simulator import Refused, Sandbox
from tests.simulator.company import SERVICE, Company
from tests.simulator.stage import PAYER

DAYS = "ropo.confirmation_banking_days"


def after(days: int, start: str) -> Company:
    """A company that has asked, of an agency that confirms so many banking days later."""
    company = Company(start, settings={DAYS: [days, days]})
    assert company.ask().status == 200
    return company


def refusal(sandbox: Sandbox, action: str) -> str:
    with pytest.raises(Refused) as refused:
        sandbox.onboarding("ropo", action)
    assert refused.value.kind == "conflict"
    return str(refused.value)


def test_a_service_that_nobody_asked_for_is_disabled_and_names_no_contact() -> None:
    assert Company().client.get(SERVICE) == {"status": "DISABLED"}


def test_asking_makes_it_pending_and_sends_the_agreement_to_the_contact() -> None:
    company = Company()
    assert company.ask("allekirjoittaja@example.fi").json == {
        "status": "PENDING",
        "agreement_contact_email": "allekirjoittaja@example.fi",
    }
    assert [fact["email"] for fact in company.facts("agreement_sent")] == ["allekirjoittaja@example.fi"]


@pytest.mark.parametrize("order", [("sign", "pass_kyc"), ("pass_kyc", "sign")])
@pytest.mark.parametrize(("days", "confirmed"), [(1, "2026-01-13T09:00"), (2, "2026-01-14T09:00")])
def test_it_is_active_some_banking_days_after_both_steps_at_the_same_time_of_day(
    order: tuple[str, str], days: int, confirmed: str
) -> None:
    company = after(days, "2026-01-09T15:00")
    company.sandbox.onboarding("ropo", order[0])
    company.until("2026-01-12T09:00")
    company.sandbox.onboarding("ropo", order[1])
    assert company.status == "PENDING"
    company.until(confirmed.replace("09:00", "08:59"))
    assert company.status == "PENDING"
    company.until(confirmed)
    assert company.status == "ACTIVE"
    assert company.times("service_activated") == [confirmed]


def test_the_confirmation_passes_over_weekends_and_holidays() -> None:
    company = after(2, "2026-04-02T11:30")  # Maundy Thursday
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.until("2026-04-30T12:00")
    assert company.times("service_activated") == ["2026-04-08T11:30"]


def test_the_time_of_day_is_kept_across_the_change_to_summer_time() -> None:
    company = after(1, "2026-03-27T16:00")
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.until("2026-03-31T00:00")
    assert [fact["at"] for fact in company.facts("service_activated")] == ["2026-03-30T16:00:00+03:00"]


def test_the_agency_takes_one_or_two_banking_days_as_the_seed_says() -> None:
    taken = set()
    for seed in range(8):
        company = Company("2026-01-12T09:00", seed=seed).activate()
        taken |= set(company.times("service_activated"))
    assert taken == {"2026-01-13T09:00", "2026-01-14T09:00"}


@pytest.mark.parametrize("only", ["sign", "pass_kyc"])
def test_with_one_step_only_it_stays_pending_for_ever(only: str) -> None:
    company = after(1, "2026-01-12T09:00")
    company.sandbox.onboarding("ropo", only)
    company.until("2026-07-01T09:00")
    assert company.status == "PENDING"


@pytest.mark.parametrize(
    ("action", "reason"), [("decline", "agreement_declined"), ("fail_kyc", "kyc_failed")]
)
def test_a_declined_activation_never_becomes_active_by_itself(action: str, reason: str) -> None:
    company = after(1, "2026-01-12T09:00")
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", action)
    company.until("2026-03-02T09:00")
    assert company.status == "DISABLED"
    assert [fact["reason"] for fact in company.facts("service_declined")] == [reason]


@pytest.mark.parametrize("action", ["decline", "fail_kyc"])
def test_it_can_still_be_declined_while_the_confirmation_is_awaited(action: str) -> None:
    company = after(2, "2026-01-12T09:00")
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.until("2026-01-13T09:00")
    company.sandbox.onboarding("ropo", action)
    company.until("2026-02-02T09:00")
    assert company.status == "DISABLED"
    assert company.facts("service_activated") == []


def test_after_a_refusal_it_can_be_asked_for_anew_and_needs_both_steps_again() -> None:
    company = after(1, "2026-01-12T09:00")
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.sandbox.onboarding("ropo", "decline")
    assert company.ask().json["status"] == "PENDING"
    company.sandbox.onboarding("ropo", "sign")
    company.until("2026-01-20T09:00")
    assert company.status == "PENDING"
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.until("2026-01-21T09:00")
    assert company.times("service_activated") == ["2026-01-21T09:00"]


def test_asking_again_while_pending_sends_the_agreement_again_and_changes_no_step() -> None:
    company = after(1, "2026-01-12T09:00")
    company.sandbox.onboarding("ropo", "sign")
    again = company.ask("toinen@example.fi")
    assert (again.status, again.json["status"]) == (200, "PENDING")
    assert [fact["email"] for fact in company.facts("agreement_sent")] == [
        "talous@example.fi",
        "toinen@example.fi",
    ]
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.until("2026-01-13T09:00")
    assert company.status == "ACTIVE"


def test_asking_again_while_active_changes_nothing() -> None:
    company = Company().activate()
    before = company.sandbox.facts_total
    again = company.ask("toinen@example.fi")
    assert (again.status, again.json) == (
        200,
        {"status": "ACTIVE", "agreement_contact_email": "talous@example.fi"},
    )
    assert company.sandbox.facts_total == before


def test_the_answer_to_asking_can_be_201_where_a_tester_assumes_so() -> None:
    assert Company(settings={"ropo.activation_status": 201}).ask().status == 201


def test_a_step_out_of_turn_is_refused_with_what_stands() -> None:
    company = Company()
    assert "inactive" in refusal(company.sandbox, "sign")
    company.ask()
    company.sandbox.onboarding("ropo", "sign")
    assert "signed already" in refusal(company.sandbox, "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    assert "passed already" in refusal(company.sandbox, "pass_kyc")
    company.banking_days(2)
    assert "active" in refusal(company.sandbox, "decline")


def test_closing_answers_204_also_where_there_is_nothing_to_close() -> None:
    company = Company().activate()
    assert company.client.call("DELETE", SERVICE).status == 204
    assert company.status == "DISABLED"
    assert company.client.call("DELETE", SERVICE).status == 204
    assert len(company.facts("service_closed")) == 1


def test_a_pending_activation_can_be_closed_and_is_then_not_confirmed() -> None:
    company = after(2, "2026-01-12T09:00")
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    assert company.client.call("DELETE", SERVICE).status == 204
    company.until("2026-01-30T09:00")
    assert company.status == "DISABLED"


def test_a_closed_service_takes_no_transfer_while_its_open_cases_go_on() -> None:
    company = Company().activate()
    second = company.send("1002")
    first = company.open_case("1001")
    assert company.client.call("DELETE", SERVICE).status == 204
    refused = company.transfer(second)
    assert refused.status == 403
    assert "closed" in refused.json["details"][0]
    company.until("2026-02-05T10:00")
    assert company.case(first)["collection_status"] == "reminder_sent"
    company.pay("1001")
    assert company.case(first)["status"] == "closed"


def test_a_closed_service_can_be_asked_for_anew() -> None:
    company = Company().activate()
    company.client.call("DELETE", SERVICE)
    assert company.ask().json["status"] == "PENDING"


@pytest.mark.parametrize(
    "words", [{}, {"agreement_contact_email": "no address"}, {"agreement_contact_email": 5}, []]
)
def test_asking_without_a_sound_address_is_refused_and_starts_nothing(words: object) -> None:
    company = Company()
    refused = company.client.call("PUT", SERVICE, words)
    assert refused.status == 400
    assert refused.json["code"] == "invalid_parameters"
    assert company.status == "DISABLED"


def test_a_transfer_before_the_service_is_active_is_refused_with_the_reason() -> None:
    company = Company("2026-02-10T09:00")
    invoice = company.send("1001")
    for status in ("inactive", "pending"):
        refused = company.transfer(invoice, payers=[PAYER])
        assert (refused.status, refused.json["code"]) == (403, "forbidden")
        assert status in refused.json["details"][0]
        company.ask()
    assert company.facts("transfer_requested") == []
