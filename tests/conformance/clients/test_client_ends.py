"""A case that ends without money: the reference client leaves the invoice open, and says why it is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.cli.bundle import vocabulary
from conformance.runner import Options, run
from conformance.scenario import load_all
from simulator.resources import scenarios
from tests.conformance.judge.stories import only, records

REFERENCE = "conformance.clients.reference:Client"


def played(story: str, folder: Path) -> list[dict[str, Any]]:
    """The records of a story, played with the reference client."""
    found = load_all([f"ropo/{story}"], scenarios(), vocabulary())
    assert only(run(found, Options(client_python=REFERENCE, trace_dir=folder)))["verdict"] == "passed"
    return records(folder, f"ropo/{story}")


def views(trace: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one["reply"]["ok"] for one in trace if one["kind"] == "op" and one["name"] == "view"]


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        ("never-authorised-given-up", "uncollectable"),
        ("cancelled-by-the-company", "cancelled"),
        ("norway-enforcement-uncollectable", "uncollectable"),
    ],
)
def test_the_user_reads_once_why_a_case_has_ended_and_that_the_invoice_stays_open(
    story: str, reason: str, tmp_path: Path
) -> None:
    (invoice,) = views(played(story, tmp_path))[-1]["invoices"]
    said = [one for one in invoice["messages"] if f"({reason})" in one["text"]]
    assert len(said) == 1
    assert said[0]["contact"] == "provider"
    assert "stays open" in said[0]["text"]


@pytest.mark.parametrize("story", ["legal-collection-authorised", "credit-note-bills-the-fees"])
def test_an_end_that_leaves_nothing_open_is_no_news(story: str, tmp_path: Path) -> None:
    (invoice,) = views(played(story, tmp_path))[-1]["invoices"]
    assert not [one for one in invoice["messages"] if "stays open" in one["text"]]


def test_what_the_debtor_pays_after_the_end_is_booked_and_nobody_is_told(tmp_path: Path) -> None:
    trace = played("never-authorised-given-up", tmp_path)
    assert [line["kind"] for line in views(trace)[-1]["ledger"]] == ["direct_payment"]
    sent = [
        one for one in trace if one["kind"] == "exchange" and one["means"].get("duty") == "report_payment"
    ]
    assert sent == []


def test_what_an_agency_says_of_money_reaches_the_user_and_not_the_books(tmp_path: Path) -> None:
    shown = views(played("agency-comments", tmp_path))
    texts = [one["text"] for one in shown[-1]["invoices"][0]["messages"]]
    assert "The debtor says that it paid 1240.00 to the creditor on 30 January." in texts
    assert "The debtor asks for a receipt." in texts
    assert [one["kind"] for one in shown[-1]["ledger"]] == ["settlement_principal"]
