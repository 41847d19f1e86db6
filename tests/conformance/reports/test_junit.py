"""The result of a run as JUnit XML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from conformance.reports.junit import to_bytes
from tests.conformance.reports.example_of_a_run import FAILED_CHECK, PASSED_CHECK, result, scenario

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))
KNOWN = {"reason": "booked twice until release 8", "owner": "Anna", "expires": "2026-06-30"}


def written(run: dict[str, Any], **words: bool) -> Any:
    """The document's root, after its schema had its say."""
    root = etree.fromstring(to_bytes(run, **words))
    SCHEMA.assertValid(root)
    return root


def cases(run: dict[str, Any], **words: bool) -> dict[str, Any]:
    return {str(case.get("name")): case for case in written(run, **words).iter("testcase")}


def told(case: Any) -> tuple[str, str]:
    """What stands in a case: the element and its message."""
    (inner,) = case
    return inner.tag, str(inner.get("message"))


def test_a_provider_is_a_suite_and_a_scenario_a_case() -> None:
    (suite,) = written(result())
    assert (suite.get("name"), suite.get("timestamp")) == ("north", "2026-11-22T10:00:00")
    counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")]
    assert counts == ["3", "1", "1", "0", "1.500"]
    assert [case.get("name") for case in suite.iter("testcase")] == [
        "north/in-time",
        "north/late",
        "north/odd",
    ]
    assert {case.get("classname") for case in suite.iter("testcase")} == {"dunbox.north"}
    properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert properties == {"dunbox": "0.1.0", "seed": "7", "client": "erp 2.3", "virtual_days": "64"}


def test_two_providers_are_two_suites_with_numbers_of_their_own() -> None:
    run = result()
    run["scenarios"].append({**scenario("south/late", "passed", []), "provider": "south"})
    assert [(one.get("name"), one.get("id")) for one in written(run)] == [("north", "0"), ("south", "1")]


def test_a_failure_tells_every_check_that_failed_and_how_to_see_it_again() -> None:
    run = result()
    run["scenarios"][1]["checks"].append({**FAILED_CHECK, "id": "story.expect", "message": "not as expected"})
    case = cases(run)["north/late"]
    assert told(case) == (
        "failure",
        "settlement.booked-once: settlement_principal of invoice 1001 is booked twice (and 1 more check)",
    )
    text = str(case[0].text)
    for part in (
        "settlement.booked-once (must, CLIENT-SET-1, NORTH-SET-1)\n2026-02-10T08:00:00+02:00  settlement_principal",
        "expected: one of 1240.00 EUR\n  actual: two\n  records of the trace: 212, 187",
        "story.expect (must",
        "again: dunbox run north/late --seed 7",
    ):
        assert part in text


def test_a_passed_case_is_empty_and_what_could_not_be_played_is_an_error() -> None:
    found = cases(result())
    assert list(found["north/in-time"]) == []
    assert told(found["north/odd"]) == ("error", "there is no account in EUR")


def test_what_does_not_apply_or_is_known_is_skipped_with_the_reason() -> None:
    run = result()
    run["scenarios"][0] |= {
        "verdict": "not_applicable",
        "message": "the client does not declare: transfer_invoice",
    }
    run["scenarios"][1] |= {"known": True, "checks": [{**FAILED_CHECK, "known": KNOWN}]}
    found = cases(run)
    assert told(found["north/in-time"]) == ("skipped", "the client does not declare: transfer_invoice")
    assert told(found["north/late"]) == (
        "skipped",
        "known to fail: settlement.booked-once: booked twice until release 8 (Anna, until 2026-06-30)",
    )


def test_a_warning_is_told_and_fails_only_where_that_is_asked_for() -> None:
    run = result()
    run["scenarios"][0] |= {"verdict": "warned", "checks": [{**FAILED_CHECK, "verdict": "warned"}]}
    assert list(cases(run)["north/in-time"]) == []
    assert "north/in-time: warned: settlement.booked-once" in str(
        written(run).findtext("testsuite/system-out")
    )
    tag, message = told(cases(run, fail_on_warning=True)["north/in-time"])
    assert (tag, message.startswith("settlement.booked-once: ")) == ("failure", True)


def test_a_stale_baseline_and_unlooked_rules_fail_in_a_suite_of_their_own() -> None:
    stale = {
        "scenario": "north/a",
        "check": "x.y",
        "place": "known.yaml:3",
        "message": "x.y passes: delete this entry",
    }
    run = {**result(), "baseline": {"known": 0, "stale": [stale]}}
    assert [one.get("name") for one in written(run)] == ["north", "dunbox"]
    found = cases(run, strict=True)
    assert told(found["baseline: north/a: x.y"]) == ("failure", "x.y passes: delete this entry")
    assert told(found["every rule is looked at"]) == (
        "failure",
        "nothing looked at 1 rule that a client can break",
    )
    assert "every rule is looked at" not in cases(run)


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x00", "\ud800", "\uffff"])
def test_what_xml_cannot_hold_is_replaced(odd: str) -> None:
    run = {**result(), "client": f"odd {odd} client"}
    run["scenarios"][1]["checks"] = [{**FAILED_CHECK, "message": f"a {odd} <message> & 'more'"}]
    assert "<message> & 'more'" in told(cases(run)["north/late"])[1]


def test_the_same_result_gives_the_same_bytes() -> None:
    again = dict(reversed(result().items()))
    assert to_bytes(again) == to_bytes(result())
    assert to_bytes(result()).startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<testsuites>")
    assert PASSED_CHECK["id"] not in to_bytes(result()).decode()
