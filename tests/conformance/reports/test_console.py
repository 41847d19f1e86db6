"""What a person reads after a run."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from conformance.reports.console import Background, show
from tests.conformance.reports.example_of_a_run import FAILED_CHECK, result, scenario

BACKGROUND = Background(
    laws={"settlement.booked-once": "A settlement is booked exactly once."},
    sources={"CLIENT-SET-1": "implied by every source", "NORTH-SET-1": "North's guide, settlements"},
    records={"north/late": {212: "bank statement of 2026-02-09: 1 entry"}},
)


def shown(run: dict[str, Any], background: Background | None = None, width: int = 120) -> list[str]:
    console = Console(width=width, highlight=False, markup=False, emoji=False, record=True, quiet=False)
    with console.capture() as capture:
        show(run, console, background)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_the_table_has_a_line_a_scenario_with_the_checks_that_looked() -> None:
    lines = shown(result())
    assert [line.split() for line in lines[:4]] == [
        ["scenario", "provider", "checks", "verdict"],
        ["north/in-time", "north", "1", "passed"],
        ["north/late", "north", "2", "FAILED"],
        ["north/odd", "north", "0", "CONFIG_ERROR"],
    ]


def test_a_failure_is_told_with_law_moment_expectation_evidence_source_and_command() -> None:
    lines = shown(result(), BACKGROUND)
    start = lines.index("north/late   FAILED   (2 checks, 1 failed)")
    assert lines[start + 1 : start + 10] == [
        "  settlement.booked-once   must   CLIENT-SET-1, NORTH-SET-1",
        "    A settlement is booked exactly once.",
        "    2026-02-10 08:00   settlement_principal of invoice 1001 is booked twice",
        "    expected  one of 1240.00 EUR",
        "    found     two",
        "    because   record 212: bank statement of 2026-02-09: 1 entry",
        "    source    implied by every source",
        "    source    North's guide, settlements",
        "    again     dunbox run north/late --seed 7 --client './erp --driver'",
    ]


def test_a_scenario_that_could_not_be_played_says_why() -> None:
    lines = shown(result())
    assert "  there is no account in EUR" in lines


def test_a_scenario_that_passed_has_no_block() -> None:
    assert not any(line.startswith("north/in-time   PASSED") for line in shown(result(), BACKGROUND))


def test_the_last_lines_sum_the_run_up() -> None:
    lines = shown(result())
    assert lines[-1] == (
        "3 scenarios: 1 passed, 1 failed, 1 config error   (3 checks, 64 virtual days in 3.2 s, seed 7, client erp 2.3)"
    )
    assert "Nothing looked at 1 rule that a client can break: CLIENT-HOOK-1" in lines


def not_applicable(name: str, why: str) -> dict[str, Any]:
    return {**scenario(name, "not_applicable", []), "message": why}


def test_what_does_not_apply_is_told_once_a_reason() -> None:
    run = result()
    run["scenarios"] += [
        not_applicable("north/said", "the client does not declare the action comment"),
        not_applicable("north/set", "the client does not honour the setting auto_transfer"),
        not_applicable("north/told", "the client does not declare the action comment"),
    ]
    assert [line for line in shown(run) if line.startswith("not applicable")] == [
        "not applicable: north/said, north/told: the client does not declare the action comment",
        "not applicable: north/set: the client does not honour the setting auto_transfer",
    ]


def test_a_run_that_judged_nothing_says_so_and_why() -> None:
    why = "the client does not declare the action activate"
    run = {**result(), "scenarios": [not_applicable("north/a", why)], "unlooked": []}
    run["summary"] = {**dict.fromkeys(run["summary"], 0), "not_applicable": 1}
    lines = shown(run)
    assert f"Nothing was judged, so this run says nothing of the client: {why} (1 scenario)" in lines
    assert lines[-1].startswith("1 scenario: 1 not applicable   (0 checks, ")
    assert not any(line.startswith("Nothing was judged") for line in shown(result()))


def test_a_finding_whose_records_say_nothing_has_no_because() -> None:
    assert not any("because" in line for line in shown(result()))


def test_a_long_line_is_not_cut_where_the_terminal_is_narrow() -> None:
    assert "    again     dunbox run north/late --seed 7 --client './erp --driver'" in shown(
        result(), width=40
    )


def test_what_a_client_says_neither_marks_up_nor_drives_the_terminal() -> None:
    check = {**FAILED_CHECK, "message": "\x1b[2Jsaid [bold]this[/bold]", "actual": "\ud800"}
    run = {**result(), "scenarios": [scenario("north/late", "failed", [check])]}
    text = "\n".join(shown(run))
    assert "\x1b[2J" not in text
    assert "�[2Jsaid [bold]this[/bold]" in text
    text.encode("utf-8")


def test_a_known_failure_is_told_in_a_line_and_what_else_failed_in_full() -> None:
    known = {"reason": "booked twice until release 8", "owner": "Anna", "expires": "2026-06-30"}
    run = result()
    run["scenarios"][1] |= {"known": True, "checks": [{**FAILED_CHECK, "known": known}]}
    lines = shown(run, BACKGROUND)
    assert lines[2].split() == ["north/late", "north", "1", "failed,", "known"]
    assert "  settlement.booked-once   known: booked twice until release 8 (Anna, until 2026-06-30)" in lines
    assert not any(FAILED_CHECK["message"] in line for line in lines)
    assert any(line.startswith("3 scenarios: 1 passed, 1 failed, 1 config error, 1 known") for line in lines)


def test_an_entry_of_the_baseline_that_no_longer_holds_is_told_with_its_place() -> None:
    stale = {
        "scenario": "north/a",
        "check": "x.y",
        "place": "known.yaml:3",
        "message": "x.y passes: delete this entry",
    }
    lines = shown({**result(), "baseline": {"known": 0, "stale": [stale]}})
    start = lines.index("The baseline does not hold any more:")
    assert lines[start + 1] == "  known.yaml:3: x.y passes: delete this entry"


def test_of_many_rules_that_nothing_looked_at_some_are_named() -> None:
    lines = shown({**result(), "unlooked": [f"R-{nth}" for nth in range(12)]})
    assert any(
        line.startswith("Nothing looked at 12 rules") and line.endswith("R-9 and 2 more") for line in lines
    )
