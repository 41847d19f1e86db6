"""Where a provider counts a person's transfers from the invoice date too, both times have to have passed."""

import pytest

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.verdict import CheckResult
from tests.conformance.judge.traces import Telling, called

VALUES = {"days_after_due": 7, "days_after_invoice": 14}
ROW = {"by": "both", "rule": "…", "duties": ["transfer"], "debtor_kind": "company", "values": VALUES}
CATALOGUE = Catalogue({"agency": [{"id": "AGENCY-TRF-1", **ROW}]})
INVOICE = {
    "number": "1",
    "date": "2026-01-26",
    "due_date": "2026-01-28",
    "total": "100.00",
    "reference": "19",
}


def judged(told: Telling, name: str) -> CheckResult:
    (check,) = (one for one in all_checks() if one.id == name)
    return check.run(told.trace(), CATALOGUE)


def story(day: str, *, asked: bool) -> Telling:
    """An invoice of 26 January, due on 28 January, and a transfer on a day in February."""
    told = Telling("2026-01-26T09:00")
    told.act("send_invoice", invoice={**INVOICE, "debtor": {"kind": "company"}})
    told.at(f"2026-02-{day}T09:00")
    call = called("transfer", number="1", case="1553199")
    if asked:
        told.act("transfer_invoice", call, number="1")
    else:
        told.tick(call)
    return told


@pytest.mark.parametrize(
    ("day", "asked", "verdict"),
    [("04", False, "passed"), ("04", True, "failed"), ("08", True, "failed"), ("09", True, "passed")],
)
def test_the_invoice_date_counts_for_what_a_person_asks_for_and_not_for_the_automation(
    day: str, asked: bool, verdict: str
) -> None:
    assert judged(story(day, asked=asked), "transfer.not-early").verdict == verdict


def test_a_wish_is_not_late_before_both_times_have_passed() -> None:
    told = Telling("2026-01-26T09:00")
    told.fact("invoice_held", number="1", invoice={**INVOICE, "debtor": {"kind": "company"}}, sent=True)
    told.act("send_invoice", invoice={**INVOICE, "debtor": {"kind": "company"}})
    told.tick(called("read_service", state="active", provider="agency"))
    told.at("2026-02-04T09:00").act("transfer_invoice", outcome="pending", number="1")
    told.tick(times=3)
    assert judged(told, "transfer.on-time").looked == 0
    told.at("2026-02-09T09:00").tick(called("transfer", number="1", case="1553199"))
    assert judged(told, "transfer.on-time").verdict != "failed"
