"""Sandboxes are made, looked at and removed; each is a world of its own."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import World
from simulator.channels import channels
from tests.simulator.company import SERVICE, Company
from tests.simulator.stage import KEY, Client, Heard, Stage

IBANS = ("FI2112345600000785", "FI5542345670000081")


@pytest.fixture
def stage() -> Stage:
    return Stage(World(key=KEY))


def make(stage: Stage, **words: Any) -> Any:
    heard = stage.control("POST", "/sandboxes", words)
    assert heard.status == 201, heard.body
    return heard.json


def refused(stage: Stage, status: int, **words: Any) -> str:
    before = len(stage.world.sandboxes)
    heard = stage.control("POST", "/sandboxes", words)
    assert heard.status == status, heard.body
    assert heard.headers["content-type"] == "application/problem+json"
    assert len(stage.world.sandboxes) == before
    return str(heard.json["detail"])


def test_one_of_nothing_but_defaults_begins_on_a_monday_morning(stage: Stage) -> None:
    made = make(stage)
    assert (made["id"], made["name"], made["seed"], made["clock"]) == ("1", "1", 0, "frozen")
    assert made["now"] == "2026-01-05T08:00:00+02:00"
    assert set(made["endpoints"]["maventa"]) == {
        "base_url", "receivables_base_url", "token_url", "client_id", "client_secret", "vendor_api_key",
    }  # fmt: skip
    assert stage.control("GET", "/sandboxes/1").json == made
    assert stage.control("GET", "/sandboxes").json == [made]


@pytest.mark.parametrize(
    ("start", "now"),
    [
        ("2026-01-12T09:00", "2026-01-12T09:00:00+02:00"),
        ("2026-07-01T00:00:00", "2026-07-01T00:00:00+03:00"),
        ("2026-01-12T09:00Z", "2026-01-12T11:00:00+02:00"),
        ("2026-01-12T09:00:00-05:00", "2026-01-12T16:00:00+02:00"),
        ("2026-03-29T03:30", "2026-03-29T04:00:00+03:00"),  # the clocks skip from 03:00 to 04:00
        ("2026-10-25T03:30", "2026-10-25T03:30:00+03:00"),  # shown twice: the first
        ("2020-01-01T00:00", "2020-01-01T00:00:00+02:00"),
        ("2034-12-31T23:59", "2034-12-31T23:59:00+02:00"),
    ],
)
def test_it_begins_when_it_is_told_to_in_local_time_unless_an_offset_is_given(
    stage: Stage, start: str, now: str
) -> None:
    assert make(stage, start=start)["now"] == now


@pytest.mark.parametrize(
    "start",
    [
        "2019-12-31T23:59",
        "2035-01-01T00:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59Z",
        "2026-02-30T09:00",
        "2026-01-12",
        "now",
        "2026-01-12T24:01",
        "2026-01-12T09:00+99:99",
    ],
)
def test_it_cannot_begin_outside_the_calendar_or_at_no_time(stage: Stage, start: str) -> None:
    assert refused(stage, 400, start=start)


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "-x", "ä", "x" * 65, "a/b", 5, None])
def test_a_name_that_cannot_stand_in_a_path_is_refused(stage: Stage, name: Any) -> None:
    assert refused(stage, 400, name=name)


def test_a_name_is_taken_once_and_numbers_pass_over_names(stage: Stage) -> None:
    assert make(stage, name="2")["id"] == "2"
    assert "'2' exists already" in refused(stage, 409, name="2")
    numbers = [make(stage)["id"] for _ in range(2)]
    assert len({*numbers, "2"}) == 3


def test_of_two_sandboxes_of_one_seed_nothing_but_the_secrets_differs(stage: Stage) -> None:
    one, other = make(stage, seed=7), make(stage, seed=7)
    assert one["company"] == other["company"]
    for name, channel in channels().items():
        secret = one["endpoints"][name].pop(channel.credential)
        assert secret != other["endpoints"][name].pop(channel.credential)
    assert one["endpoints"] == other["endpoints"]


def test_two_sandboxes_of_one_seed_share_nothing() -> None:
    world = World(key=KEY)
    one, other = Company(world=world), Company(world=world)
    before = other.stage.control("GET", "/sandboxes/2").json
    one.activate()
    one.sandbox.put_debtor("acme", {"kind": "company"})
    one.open_case()
    one.pay("1001")
    one.until("2026-03-03T09:00")
    assert other.stage.control("GET", "/sandboxes/2").json == before
    assert (other.sandbox.facts(), other.status) == ([], "DISABLED")
    for path in ("/v1/assignments", "/v1/events", "/v1/company/notifications"):
        assert other.client.get(path) == []
    assert other.client.get("/v1/invoices", "direction=SENT") == []
    assert other.stage.control("GET", "/sandboxes/2/settlements").json == []
    assert other.stage.control("PUT", "/sandboxes/2/invoices/1001", held("1001", "acme")).status == 404
    # The same requests give the other what they gave the one.
    other.activate()
    other.sandbox.put_debtor("acme", {"kind": "company"})
    other.open_case()
    assert other.sandbox.facts() == one.sandbox.facts()[: other.sandbox.facts_total]


def held(number: str, key: str, /, **words: Any) -> dict[str, Any]:
    invoice = {
        "number": number,
        "date": "2026-01-14",
        "due_date": "2026-01-28",
        "currency": "EUR",
        "total": "1240.00",
    }
    return {"debtor_key": key, "sent": True, "invoice": {**invoice, **words}}


def test_a_removed_sandbox_is_gone_with_its_credentials(stage: Stage) -> None:
    make(stage)
    client = Client(stage.world.get("1"), stage)
    headers = {"authorization": f"Bearer {client.token}"}
    words = client.words
    assert stage.control("DELETE", "/sandboxes/1").body == b""
    assert stage.control("GET", "/sandboxes/1").status == 404
    assert stage.control("DELETE", "/sandboxes/1").status == 404
    assert stage.call("GET", f"/maventa{SERVICE}", headers=headers).status == 401
    make(stage, name="another")
    heard: Heard = Client(stage.world.get("another"), stage).ask_token(client_secret=words["client_secret"])
    assert heard.status == 401


def test_the_number_of_a_removed_sandbox_opens_no_new_one(stage: Stage) -> None:
    make(stage)
    headers = {"authorization": f"Bearer {Client(stage.world.get('1'), stage).token}"}
    stage.control("DELETE", "/sandboxes/1")
    make(stage)
    assert stage.call("GET", f"/maventa{SERVICE}", headers=headers).status == 401


@pytest.mark.parametrize(
    "words",
    [
        {"seed": -1},
        {"seed": 2**53},
        {"seed": 1.5},
        {"seed": "7"},
        {"seed": True},
        {"company": {"colour": "red"}},
        {"company": {"country": "DK"}},
        {"company": {"country": "finland"}},
        {"company": {"name": ""}},
        {"company": {"bank_accounts": []}},
        {"company": {"bank_accounts": [{"iban": "FI2112345600000785"}]}},
        {"company": {"contact": {"email": "nowhere"}}},
        {"company": {"time_zone": "Mars/Olympus_Mons"}},
        {"company": {"time_zone": "../../etc/passwd"}},
        {"company": {"time_zone": ""}},
        {"settings": {"ropo.first_reminder": 2}},
        {"settings": {"ropo.first_reminder_banking_days": -1}},
        {"settings": {"ropo.first_reminder_banking_days": "one"}},
        {"settings": {"ropo.payment_allocation": ["fees", "fees", "principal"]}},
        {"settings": {"agency.payout_at": "25:00"}},
        {"settings": {"ropo.confirmation_banking_days": [2, 1]}},
        {"settings": {"invoice.delivery_minutes": [5, 4]}},
        {"settings": {"ropo.transfer_minutes": [120, 5]}},
        {"settings": {"amili.iban": "FI7215903000004415"}},
        {"settings": {"amili.bic": "12345678"}},
        {"settings": {"amili.payee": "x"}},
        {"settings": {"amili.payee": "  "}},
        {"settings": []},
        {"credentials": {"nobody": {"client_secret": "x"}}},
        {"credentials": {"maventa": {"client_secret": ""}}},
        {"credentials": {"maventa": {"password": "x"}}},
    ],
    ids=str,
)
def test_a_sandbox_that_cannot_be_meant_is_not_made(stage: Stage, words: dict[str, Any]) -> None:
    assert refused(stage, 400, **words)


def test_an_unknown_setting_is_answered_with_the_nearest_known_one(stage: Stage) -> None:
    said = refused(stage, 400, settings={"ropo.first_reminder_days": 2})
    assert "did you mean 'ropo.first_reminder_banking_days'?" in said


def test_credentials_of_another_sandbox_are_a_conflict(stage: Stage) -> None:
    own = {"maventa": {"client_id": "c", "client_secret": "s"}}
    assert make(stage, credentials=own)["endpoints"]["maventa"]["client_secret"] == "s"
    assert "client_secret" in refused(stage, 409, credentials=own)


def test_what_is_given_of_a_company_is_taken_and_the_rest_is_made_up(stage: Stage) -> None:
    made = make(stage, company={"name": "Testiyritys Oy", "business_id": "1234567-1", "vat_liable": False})[
        "company"
    ]
    assert (made["name"], made["business_id"], made["vat_number"]) == (
        "Testiyritys Oy",
        "1234567-1",
        "FI12345671",
    )
    assert made["vat_liable"] is False
    assert made["contact"]["email"] == "talous@testiyritys-oy.example.fi"


@pytest.mark.parametrize("name", ["!!!", "株式会社", "ÄÖÅ & Co. \u0000", "x" * 300])
def test_a_company_of_any_name_is_made_as_documented(stage: Stage, name: str) -> None:
    assert make(stage, company={"name": name})["company"]["name"] == name


def test_a_company_in_another_zone_lives_in_its_time(stage: Stage) -> None:
    made = make(stage, company={"time_zone": "Europe/Stockholm"}, start="2026-01-12T09:00")
    assert made["now"] == "2026-01-12T09:00:00+01:00"


def bank(stage: Stage, accounts: list[dict[str, Any]], day: str = "2026-01-14") -> Heard:
    make(stage, company={"bank_accounts": accounts}, start="2026-01-12T09:00")
    stage.control("POST", "/sandboxes/1/clock/advance", {"to": "2026-01-20T09:00"})
    return stage.control("GET", f"/sandboxes/1/bank/statements/{day}")


def test_an_account_needs_no_more_than_its_number_and_currency(stage: Stage) -> None:
    assert bank(stage, [{"iban": IBANS[0], "currency": "EUR"}]).status == 200


def test_a_company_without_an_active_account_has_no_statement(stage: Stage) -> None:
    assert bank(stage, [{"iban": IBANS[0], "currency": "EUR", "active": False}]).status in (404, 409)


def test_an_account_is_named_by_its_number(stage: Stage) -> None:
    bank(stage, [{"iban": iban, "currency": "EUR"} for iban in IBANS])
    path = "/sandboxes/1/bank/statements/2026-01-14"
    assert IBANS[1].encode() in stage.control("GET", path, query=f"account={IBANS[1]}").body
    heard = stage.control("GET", path, query="account=FI00")
    assert heard.status == 404
    assert IBANS[0] in heard.json["detail"]


@pytest.mark.parametrize(
    "accounts",
    [
        [{"iban": IBANS[0], "bic": "NDEAFIHH", "currency": "SEK"}],
        [
            {"iban": IBANS[0], "bic": "NDEAFIHH", "currency": "SEK"},
            {"iban": IBANS[1], "bic": "NDEAFIHH", "currency": "EUR"},
        ],
        [{"iban": IBANS[0], "bic": "NDEAFIHH", "currency": "EUR", "active": False}],
    ],
    ids=["kronor only", "kronor first", "closed"],
)
@pytest.mark.parametrize("amount", [None, "100.00"])
def test_whatever_accounts_a_company_has_time_goes_on_after_a_payment(
    accounts: list[dict[str, Any]], amount: str | None
) -> None:
    company = Company(words={"bank_accounts": accounts}).activate()
    company.open_case()
    words = {} if amount is None else {"amount": amount}
    company.stage.control("POST", "/sandboxes/1/invoices/1001/payments", words)
    heard = company.stage.control("POST", "/sandboxes/1/clock/advance", {"to": "2026-03-20T09:00"})
    assert heard.status == 200
