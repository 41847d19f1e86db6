"""The automation transfers what its user set it to, and not before."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

EARLY, ASKED, SET = "transfer.not-early", "transfer.asked", "transfer.as-set"
TRANSFER = called("transfer", invoice="id-1")


def automated(**words: Any) -> Telling:
    """An automation, and invoice 1 of 100.00 to a company of the group `partners`, due on 28 January."""
    told = Telling()
    told.act("change_settings", settings={"auto_transfer": {"enabled": True, **words}})
    told.act(
        "send_invoice",
        called("send_invoice", number="1", invoice="id-1"),
        invoice={
            "number": "1",
            "due_date": "2026-01-28",
            "total": "100.00",
            "debtor": {"kind": "company", "group": "partners"},
        },
    )
    return told


@pytest.mark.parametrize(
    ("day", "verdict"), [("2026-02-04", "failed"), ("2026-02-06", "failed"), ("2026-02-07", "passed")]
)
def test_the_automation_waits_as_long_as_its_user_wants(day: str, verdict: str) -> None:
    told = automated(b2b_days=10, b2c_days=30)
    told.at(f"{day}T08:00").tick(TRANSFER)
    assert told.verdict(EARLY) == verdict


def test_fewer_days_than_the_agencys_do_not_count_nor_do_any_for_what_is_asked_for_by_hand() -> None:
    told = automated(b2b_days=1)
    told.at("2026-02-03T08:00").tick(TRANSFER)
    assert told.verdict(EARLY) == "failed"
    told = automated(b2b_days=10)
    told.at("2026-02-04T08:00").act("transfer_invoice", TRANSFER, number="1")
    assert told.verdict(EARLY) == "passed"


def test_a_change_says_all_or_only_what_changes() -> None:
    told = automated(b2b_days=10)
    told.act("change_settings", settings={"auto_transfer": {"enabled": True}})
    told.at("2026-02-04T08:00").tick(TRANSFER)
    assert told.verdict(EARLY) == "passed"


def test_what_a_change_that_the_client_refused_says_does_not_hold() -> None:
    told = automated()
    told.act(
        "change_settings", outcome="refused", settings={"auto_transfer": {"enabled": True, "b2b_days": 10}}
    )
    told.at("2026-02-04T08:00").tick(TRANSFER)
    assert told.verdict(EARLY) == "passed"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ({}, "passed"),
        ({"minimum_amount": "100.00", "prevented_group": "others"}, "passed"),
        ({"minimum_amount": "100.01"}, "failed"),
        ({"prevented_group": "partners"}, "failed"),
    ],
)
def test_the_automation_leaves_alone_what_its_user_keeps_out(words: dict[str, str], verdict: str) -> None:
    told = automated(**words)
    told.at("2026-02-04T08:00").tick(TRANSFER)
    assert (told.verdict(SET), told.judged(SET).looked) == (verdict, 1)


def test_prohibited_debtors_are_left_alone_too() -> None:
    told = Telling()
    told.act("change_settings", settings={"auto_transfer": {"enabled": True}})
    invoice = {"number": "1", "debtor": {"kind": "company", "collection_prohibited": True}}
    told.act("send_invoice", called("send_invoice", number="1", invoice="id-1"), invoice=invoice)
    told.tick(called("transfer", 400, invoice="id-1"))
    assert "collection is prohibited" in told.judged(SET).message


def test_what_the_user_asks_for_by_hand_is_not_the_automations() -> None:
    told = automated(minimum_amount="100.01", prevented_group="partners")
    told.act("transfer_invoice", TRANSFER, number="1")
    assert told.verdict(SET) == "not_applicable"


def test_what_was_begun_before_a_change_may_be_repeated_after_it() -> None:
    told = automated()
    told.at("2026-02-04T08:00").tick(called("transfer", 503, invoice="id-1"))
    told.act("change_settings", settings={"auto_transfer": {"enabled": True, "minimum_amount": "500.00"}})
    told.tick(TRANSFER)
    assert told.verdict(SET) == "passed"


def test_turned_off_the_automation_transfers_nothing_more() -> None:
    told = automated()
    told.act("change_settings", TRANSFER, settings={"auto_transfer": {"enabled": False}})
    assert told.verdict(ASKED) == "passed"
    told = automated()
    told.act("change_settings", settings={"auto_transfer": {"enabled": False}})
    told.at("2026-02-04T08:00").tick(TRANSFER)
    assert told.verdict(ASKED) == "failed"
