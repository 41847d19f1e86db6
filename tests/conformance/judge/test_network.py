"""What goes wrong on the wire in a story: as it stands in the trace, with what the client could know of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.judge.stories import Scenario, Step, only, ran, records

ORDER = Step("client", "activate")
SIGN = Step("provider", "sign")


def network(kind: str, line: int = 7, **words: Any) -> Step:
    return Step("network", kind, words, line)


def orders(
    tmp_path: Path, *steps: Step, client: str = "Stoic"
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The exchanges with which a client orders the service after these steps, and the whole trace."""
    ran(client, replace(Scenario(), story=(*steps, ORDER)), trace_dir=tmp_path)
    found = records(tmp_path)
    [order, *_] = [one for one in found if one.get("means", {}).get("duty") == "activate"]
    return order, found


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (network("rate_limit", retry_after="PT2M"), (429, False, "refused")),
        (network("status", status=503), (503, False, "failed")),
        (network("reset"), (None, False, "unknown")),
        (network("cut_after_commit"), (None, True, "unknown")),
        (network("malformed", how="html"), (200, True, "unknown")),
        (network("malformed", how="empty"), (200, True, "unknown")),
        (network("malformed", how="truncated"), (200, True, "unknown")),
        (network("malformed", how="unfamiliar"), (200, True, "accepted")),
        (network("latency", milliseconds=1), (200, True, "accepted")),
    ],
    ids=lambda value: value.verb + value.words.get("how", "") if isinstance(value, Step) else "",
)
def test_the_trace_says_what_was_done_and_what_the_client_could_know(
    fault: Step, told: tuple[int | None, bool, str], tmp_path: Path
) -> None:
    order, found = orders(tmp_path, replace(fault, words={**fault.words, "on": "activate"}))
    status = order["answer"] and order["answer"]["status"]
    assert (status, order["committed"], order["means"]["outcome"]) == told
    assert order["fault"] == fault.verb
    assert "never_struck" not in found[-1]
    others = [one for one in found if one["kind"] == "exchange" and one is not order]
    assert {one["fault"] for one in others} == {None}


def test_something_happens_between_a_call_and_the_next(tmp_path: Path) -> None:
    order, found = orders(tmp_path, network("meanwhile", on="activate", then=SIGN))
    [signed] = [one for one in found if one.get("fact") == "agreement_signed"]
    assert order["fault"] == "meanwhile"
    assert (signed["at"], signed["op"]) == (order["at"], order["op"])
    later = [one["id"] for one in found if one["kind"] == "exchange" and one["id"] > order["id"]]
    assert order["id"] < signed["id"] < min(later, default=len(found))


def test_calm_takes_faults_away_and_what_never_struck_is_in_the_last_record(tmp_path: Path) -> None:
    before = network("reset", 3, on="activate"), network("status", 4, on="close", status=500)
    order, found = orders(tmp_path, *before, network("calm"), network("drop", 6))
    assert order["fault"] is None
    assert found[-1]["never_struck"] == [
        {"line": 3, "fault": "reset", "on": "activate", "struck": 0},
        {"line": 4, "fault": "status", "on": "close", "struck": 0},
        {"line": 6, "fault": "drop", "on": None, "struck": 0},
    ]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (network("reset", on="fly"), "line 7: clients of ropo have no duty 'fly'"),
        (network("quake"), "line 7: there is no fault 'quake'"),
    ],
)
def test_a_fault_that_cannot_be_is_the_storys_mistake(step: Step, said: str) -> None:
    found = only(ran("Stoic", replace(Scenario(), story=(step, ORDER))))
    assert found["verdict"] == "config_error"
    assert said in found["message"]


def test_a_story_may_assume_otherwise() -> None:
    right = replace(Scenario(), assumptions={"ropo.early_transfer": "error"})
    wrong = replace(Scenario(), id="ropo/wrong", assumptions={"ropo.early_transfers": "error"})
    first, second = ran("Activates", right, wrong)["scenarios"]
    assert first["verdict"] == "passed"
    assert second["verdict"] == "config_error"
    assert "did you mean 'ropo.early_transfer'?" in second["message"]


def test_the_same_fault_leaves_the_same_bytes(tmp_path: Path) -> None:
    story = replace(Scenario(), story=(network("cut_after_commit", on="activate"), ORDER))
    for folder in ("a", "b"):
        ran("Stoic", story, trace_dir=tmp_path / folder)
    name = Path("ropo", "small.jsonl")
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
