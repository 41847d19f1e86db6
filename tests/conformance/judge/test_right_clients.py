"""A client that is built otherwise than the reference client, and as right, passes in real stories."""

import pytest

from conformance.cli.bundle import stories, vocabulary
from conformance.runner import Options, run
from conformance.scenario import Scenario, load_text
from tests.conformance.judge.right_clients import KnowsBeforehand

HERE = "tests.conformance.judge.right_clients"
BUNDLED = {story.id: story for story in stories()}

LEFT_TO_THE_CLIENT = """
title: The automation is turned on, and the user does not say after how many days
rules: [PERI-TRF-2]
for: [perinta]
country: FI
start: 2026-01-12T09:00
debtors:
  works: {kind: company, pays: never}
story:
  - client: {activate: {}}
  - clock: {by: P1D}
  - provider: {pass_kyc: {}}
  - clock: {banking_days: 3}
  - client: {change_settings: {settings: {auto_transfer: {enabled: true}}}}
  - client: {send_invoice: {number: "1", debtor: works, total: 400.00, due_date: 2026-01-30}}
  - clock: {to: 2026-02-17T12:00}
expect:
  invoices: {"1": {state: in_collection, open_amount: 400.00}}
"""


def verdict(client: str, story: Scenario) -> tuple[str, list[str]]:
    """What came of a story, and the checks that did not pass."""
    [found] = run([story], Options(client_python=f"{HERE}:{client}"))["scenarios"]
    failed = [one["id"] for one in found["checks"] if one["verdict"] not in ("passed", "not_applicable")]
    return str(found["verdict"]), failed


@pytest.mark.parametrize(
    "story",
    [
        "perinta/paid-after-the-reminder",
        "perinta/consumer-is-reminded-after-fourteen-days",
        "perinta/transfer-fails-later",
        "perinta/too-early-ends-in-an-error",
        "perinta/transfer-taken-and-its-answer-lost",
        "perinta/part-paid-before-the-transfer",
    ],
)
def test_who_hands_over_by_the_older_call_is_as_right(story: str) -> None:
    assert verdict("CallsTheOlderWay", BUNDLED[story]) == ("passed", [])


def test_who_waits_longer_than_it_must_is_right_where_only_the_due_date_has_to_be_past() -> None:
    [story] = load_text(LEFT_TO_THE_CLIENT, "left-to-the-client.yaml", vocabulary())
    assert verdict("WaitsAsForOthers", story) == ("passed", [])
    assert verdict("WaitsAsForOthers", BUNDLED["perinta/automatic-transfer"]) == ("passed", [])


@pytest.mark.parametrize(
    ("story", "refused"),
    [
        ("postal-code-that-nobody-has", ["There is no such postal code."]),
        ("rows-a-cent-off", ["The rows do not come to the total."]),
        ("consumer-before-the-banks-were-told", ["The banks have not been told."]),
        ("consumer-in-the-first-days", []),
        ("due-date-came-too-near", []),  # refused at a later try, where it was right at the first
        ("reference-missing", []),  # as the reference client does
        ("postal-code-corrected", []),  # and in all that follow: what nobody can know
        ("left-in-error", []),
        ("credited-in-error", []),
        ("number-taken", []),
        ("sent-anew-on-the-last-day", []),
    ],
)
def test_who_sends_nothing_that_it_knows_to_be_at_fault_is_as_right(story: str, refused: list[str]) -> None:
    KnowsBeforehand.refused.clear()
    assert verdict("KnowsBeforehand", BUNDLED[f"kassavirta/{story}"]) == ("passed", [])
    assert KnowsBeforehand.refused == refused
