"""A world and its sandboxes from within the process: the public face."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from stdnum import vatin

import simulator
from simulator import Refused, World
from simulator.domain import identifiers
from tests.simulator.company import Company
from tests.simulator.stage import KEY


def test_every_public_name_is_there_and_no_other() -> None:
    for name in simulator.__all__:
        assert getattr(simulator, name) is not None
    with pytest.raises(AttributeError, match="it has: "):
        _ = simulator.Nothing


def test_two_worlds_know_nothing_of_each_other() -> None:
    one, other = World(), World()
    sandbox = one.create(seed=1)
    assert other.sandboxes == []
    assert one.key != other.key
    assert other.by_secret(sandbox.secret("maventa")) is None
    with pytest.raises(Refused, match="there is no sandbox '1'") as refused:
        other.get("1")
    assert refused.value.kind == "not_found"


def test_a_sandbox_cannot_be_removed_twice() -> None:
    world = World(key=KEY)
    world.create()
    world.remove("1")
    with pytest.raises(Refused):
        world.remove("1")


def test_a_start_with_an_offset_is_that_instant_and_one_without_is_local() -> None:
    world = World(key=KEY)
    local = world.create(start=datetime(2026, 7, 1, 9))
    instant = world.create(start=datetime(2026, 7, 1, 6, tzinfo=UTC))
    assert local.now == instant.now == datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Helsinki"))
    assert local.zone == ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize("country", ["DK", "XX", "", "fi"])
def test_a_country_whose_law_is_not_known_is_refused(country: str) -> None:
    with pytest.raises(Refused, match="it can be in: FI, SE, NO"):
        World(key=KEY).create(country=country)


@pytest.mark.parametrize(
    ("country", "is_business_id"),
    [
        ("FI", identifiers.is_finnish_business_id),
        ("SE", identifiers.is_swedish_organisation_number),
        ("NO", identifiers.is_norwegian_organisation_number),
    ],
)
def test_companies_and_debtors_have_right_check_digits(
    country: str, is_business_id: Callable[[str], bool]
) -> None:
    for seed in range(20):
        company = Company(seed=seed, words={"country": country})
        words = company.sandbox.company
        assert words["bank_accounts"][0]["iban"].startswith(country)
        assert identifiers.is_iban(words["bank_accounts"][0]["iban"])
        assert vatin.is_valid(words["vat_number"])
        assert is_business_id(words["business_id"])
        debtor = company.sandbox.put_debtor("acme", {"kind": "company"})
        assert is_business_id(debtor["business_id"])
        assert debtor["business_id"] != words["business_id"]


@pytest.mark.parametrize(
    ("country", "currency", "zone", "language", "form", "reference"),
    [
        ("FI", "EUR", "Europe/Helsinki", "fi", "Oy", "10016"),
        ("SE", "SEK", "Europe/Stockholm", "sv", "AB", "100164"),
        ("NO", "NOK", "Europe/Oslo", "nb", "AS", "10017"),
    ],
)
def test_a_sandbox_is_of_its_country_in_all_that_is_made_for_it(
    country: str, currency: str, zone: str, language: str, form: str, reference: str
) -> None:
    sandbox = World(key=KEY).create(seed=7, country=country, start=datetime(2026, 1, 12, 9))
    assert sandbox.now == datetime(2026, 1, 12, 9, tzinfo=ZoneInfo(zone))
    company = sandbox.company
    assert (company["country"], company["language"], company["time_zone"]) == (country, language, zone)
    assert company["bank_accounts"][0]["currency"] == currency
    assert company["name"].endswith(f" {form}")
    debtor = sandbox.put_debtor("kunde", {"kind": "consumer"})
    assert (debtor["language"], debtor["address"]["country"]) == (language, country)
    words = {"number": "1001", "debtor": "kunde", "total": Decimal("1250.00"), "due_date": date(2026, 1, 28)}
    draft = sandbox.draft_invoice(words)
    assert (draft["currency"], draft["reference"], draft["language"]) == (currency, reference, language)
    vat = {"FI": "25.5", "SE": "25", "NO": "25"}[country]
    assert draft["rows"][0]["vat_percent"] == vat


def test_a_debtor_may_be_of_another_country_than_the_company() -> None:
    sandbox = World(key=KEY).create(seed=7, country="SE")
    debtor = sandbox.put_debtor("nabo", {"kind": "company", "country": "NO"})
    assert identifiers.is_norwegian_organisation_number(debtor["business_id"])
    with pytest.raises(Refused, match="no names for 'DK'; there are for: FI, SE, NO"):
        sandbox.put_debtor("nabo", {"kind": "company", "country": "DK"})


def test_a_draft_is_a_complete_invoice_to_the_debtor() -> None:
    sandbox = Company().sandbox
    details = sandbox.put_debtor("acme", {"kind": "company", "name": "Velallinen Oy"})
    words = {"number": "1001", "debtor": "acme", "total": Decimal("1240.00"), "due_date": date(2026, 1, 28)}
    made = sandbox.draft_invoice(words)
    assert (made["number"], made["date"], made["due_date"]) == ("1001", "2026-01-12", "2026-01-28")
    assert (made["total"], made["currency"], made["reference"]) == ("1240.00", "EUR", "10016")
    assert made["debtor"] == details
    [row] = made["rows"]
    assert (row["unit_price"], row["vat_percent"], row["total"]) == ("988.05", "25.5", "1240.00")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"debtor": "nobody"}, "there is no debtor 'nobody'"),
        ({"total": "1.005"}, "too many decimals"),
        ({"total": "many"}, "many"),
    ],
)
def test_a_draft_that_cannot_be_made_is_refused(words: dict[str, Any], said: str) -> None:
    sandbox = Company().sandbox
    sandbox.put_debtor("acme", {"kind": "company"})
    with pytest.raises(Refused, match=said):
        sandbox.draft_invoice(
            {"number": "1001", "debtor": "acme", "total": "1.00", "due_date": "2026-01-28", **words}
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [({"kind": "dog"}, "company.* consumer"), ({"colour": "red"}, "'colour'"), ({"country": "DK"}, "FI")],
)
def test_a_debtor_that_cannot_be_is_refused(words: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        Company().sandbox.put_debtor("acme", words)


def test_the_references_of_drafts_are_sound_whatever_the_number() -> None:
    sandbox = Company().sandbox
    sandbox.put_debtor("acme", {"kind": "company"})
    for number in ("1", "A", "Lasku-7", "0000", "99999999999999999999999", "2026/10"):
        words = {"number": number, "debtor": "acme", "total": "1.00", "due_date": "2026-01-28"}
        reference = sandbox.draft_invoice(words)["reference"]
        assert identifiers.finnish_reference(reference[:-1]) == reference, number


def test_running_stops_at_a_message_and_goes_on_once_it_is_answered() -> None:
    company = Company(settings={"ropo.confirmation_banking_days": [1, 1]})
    hook = {
        "destination_type": "WEBHOOK",
        "destination": "http://127.0.0.1:9/x",
        "events": ["RECEIVABLES.SERVICE.ACTIVATED"],
    }
    company.client.call("POST", "/v1/company/notifications", hook)
    company.ask()
    for action in ("sign", "pass_kyc"):
        company.sandbox.onboarding("ropo", action)
    goal = company.sandbox.now + timedelta(days=30)
    assert company.sandbox.run_until(goal).isoformat() == "2026-01-13T09:00:00+02:00"
    assert company.sandbox.run_until(goal).isoformat() == "2026-01-13T09:00:00+02:00"
    [message] = company.sandbox.due_messages()
    assert (message.attempt, message.url, message.headers["Content-Type"]) == (
        1,
        "http://127.0.0.1:9/x",
        "application/json",
    )
    company.sandbox.answered(message.id, None)
    assert company.sandbox.due_messages() == []
    assert company.sandbox.run_until(goal).isoformat() == "2026-01-13T09:01:00+02:00"
    [again] = company.sandbox.due_messages()
    assert (again.id, again.body, again.attempt) == (message.id, message.body, 2)
    company.sandbox.answered(message.id, 204)
    assert company.sandbox.run_until(goal) == goal


def test_an_answer_to_a_message_that_there_is_not_is_refused() -> None:
    with pytest.raises(Refused):
        Company().sandbox.answered("nothing", 200)


def test_time_never_goes_backwards() -> None:
    sandbox = Company().sandbox
    with pytest.raises(Refused, match="time only goes forward") as refused:
        sandbox.run_until(sandbox.now - timedelta(microseconds=1))
    assert refused.value.kind == "conflict"


def test_what_is_next_is_known() -> None:
    company = Company(settings={"ropo.confirmation_banking_days": [2, 2]})
    assert company.sandbox.next_due() is None
    company.ask()
    for action in ("sign", "pass_kyc"):
        company.sandbox.onboarding("ropo", action)
    following = company.sandbox.next_due()
    assert following is not None
    assert following.isoformat() == "2026-01-14T09:00:00+02:00"


def test_what_is_next_is_never_in_the_past() -> None:
    company = Company(settings={"ropo.pause_over_after_banking_days": 0}).activate()
    company.open_case()
    company.until("2026-02-04T15:30")
    sandbox = company.sandbox
    # Over at 09:00 of its last day, which is today.
    sandbox.decide(sandbox.case_id("1001"), "suspend", until=sandbox.now.date())
    following = sandbox.next_due()
    assert following == sandbox.now
    sandbox.run_until(following)
    assert company.times("collection_resumed") == ["2026-02-04T15:30"]


def test_many_small_steps_and_one_large_one_lead_to_the_same() -> None:
    stories = []
    for step in (timedelta(hours=7), timedelta(days=200)):
        company = Company().activate()
        company.sandbox.put_debtor("acme", {"kind": "company", "pays": {"after": "demand", "days": 3}})
        company.sandbox.put_invoice(
            "1001", {"due_date": "2026-01-28", "total": "1240.00", "currency": "EUR"}, "acme", False
        )
        company.open_case()
        goal = datetime(2026, 6, 1, 9, tzinfo=company.sandbox.zone)
        while company.sandbox.now < goal:
            company.pass_to(min(company.sandbox.now + step, goal))
        stories.append(company.sandbox.facts())
    assert stories[0] == stories[1]


def test_who_listens_hears_every_exchange_until_it_stops_listening() -> None:
    company = Company()
    heard: list[str | None] = []
    stop = company.world.listen(lambda exchange: heard.append(exchange.operation))
    company.client.call("GET", "/v1/events")
    stop()
    company.client.call("GET", "/v1/events")
    assert heard == ["postOauth2Token", "getV1Events"]


def test_the_journal_keeps_the_last_ten_thousand_exchanges() -> None:
    company = Company()
    company.client.get("/v1/events")
    _, exchange = company.sandbox.journal.read()[0]
    for _ in range(10_001):
        company.sandbox.journal.write(exchange)
    kept = company.sandbox.journal.read()
    assert (len(kept), kept[0][0], kept[-1][0]) == (10_000, 4, 10_003)


def test_a_hundred_sandboxes_live_side_by_side() -> None:
    world = World(key=KEY)
    made = [world.create(seed=seed) for seed in range(100)]
    assert [sandbox.id for sandbox in world.sandboxes] == [str(n) for n in range(1, 101)]
    assert len({sandbox.secret("maventa") for sandbox in made}) == 100
    assert len({sandbox.company["business_id"] for sandbox in made}) > 95
