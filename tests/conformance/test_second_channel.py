"""A second channel and agency, judged by the same checks: nothing in them knows which of the two it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.cli.bundle import vocabulary
from conformance.clients.wrong import all_wrong_clients
from conformance.runner import Options, run
from conformance.scenario import load_all
from conformance.selftest import caught_by
from simulator.resources import scenarios

# Existing wrong clients, and a story of the second channel in which their mistake shows.
CAUGHT = {
    "reports-settlements-as-payments": "kravia/paid-after-the-reminder",
    "books-the-settlement-twice": "kravia/one-payment-an-invoice",
    "does-not-report-direct-payments": "kravia/paid-to-the-creditor",
    "transfers-again-without-looking": "kravia/registered-and-the-answer-lost",
}


def judged(story: str, **words: Any) -> Mapping[str, Any]:
    """The result of a run of one bundled story."""
    return run(load_all((story,), scenarios(), vocabulary()), Options(**{"op_timeout": 30.0, **words}))


@pytest.mark.parametrize(("wrong", "story"), CAUGHT.items())
def test_a_wrong_client_is_caught_by_the_same_checks_through_another_channel(wrong: str, story: str) -> None:
    (client,) = (one for one in all_wrong_clients() if one.id == wrong)
    result = judged(story, client_python=f"{client.__module__}:Client")
    assert set(client.must) <= set(caught_by(result["scenarios"]))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The trace of a story whose client reports a payment, of which the provider tells by a webhook at once."""
    folder = tmp_path_factory.mktemp("traces")
    result = judged(
        "kravia/paid-to-the-creditor",
        client_python="conformance.clients.reference:Client",
        trace_dir=folder,
    )
    assert [one["verdict"] for one in result["scenarios"]] == ["passed"]
    (file,) = folder.rglob("*.jsonl")
    return [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]


def test_the_trace_names_the_surfaces_of_its_provider_and_no_others(told: list[dict[str, Any]]) -> None:
    assert told[0]["surfaces"] == ["kravia"]
    assert {record["surface"] for record in told if record["kind"] == "exchange"} == {"kravia"}


def test_a_statement_comes_once_though_its_moment_has_webhooks_of_its_own(told: list[dict[str, Any]]) -> None:
    statements = [(one["account"], one["day"]) for one in told if one["kind"] == "statement"]
    at = {one["at"] for one in told if one["kind"] == "delivery"}
    assert any(one["kind"] == "statement" and one["at"] in at for one in told)
    assert len(statements) == len(set(statements))


def test_where_no_channel_carries_invoices_a_debtor_has_them_before_the_agency(
    told: list[dict[str, Any]],
) -> None:
    facts = [one["fact"] for one in told if one["kind"] == "fact" and one.get("number") == "4001"]
    assert facts.index("invoice_sent") < facts.index("case_opened")


def test_no_secret_and_no_token_stands_in_the_trace(told: list[dict[str, Any]]) -> None:
    calls = [one for one in told if one["kind"] == "exchange"]
    (secret,) = {one["headers"]["authorization"] for one in calls}
    (registered,) = (one for one in calls if one["means"]["duty"] == "register_webhook")
    shown = [secret, registered["body"]["secret"]]
    assert all(re.fullmatch(r"\{secret:[0-9]+\}", one) for one in shown)
    assert len(set(shown)) == 2
