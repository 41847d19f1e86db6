"""The result of a run as a document."""

from __future__ import annotations

import json

from conformance.reports.json import to_bytes
from tests.conformance.reports.example_of_a_run import result


def test_the_document_holds_the_result() -> None:
    assert json.loads(to_bytes(result())) == result()


def test_its_keys_come_in_the_order_of_their_description() -> None:
    document = json.loads(to_bytes(result()))
    assert list(document) == [
        "dunbox",
        "seed",
        "client",
        "started",
        "seconds",
        "virtual_days",
        "summary",
        "unlooked",
        "scenarios",
    ]
    assert list(document["scenarios"][0])[:3] == ["id", "provider", "title"]


def test_the_same_result_gives_the_same_bytes_whatever_the_order_of_its_keys() -> None:
    again = dict(reversed(result().items()))
    again["scenarios"] = [dict(reversed(one.items())) for one in again["scenarios"]]
    assert to_bytes(again) == to_bytes(result())


def test_half_of_a_surrogate_pair_still_makes_a_document() -> None:
    run = {**result(), "client": "odd \ud800 name"}
    assert json.loads(to_bytes(run).decode("utf-8"))["client"] == "odd \ud800 name"
