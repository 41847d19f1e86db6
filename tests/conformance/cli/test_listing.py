"""`dunbox list` with filters: what each lets pass, and what it is about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.cli import exit_code_of


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert exit_code_of(["list", "--json", *words]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_filter_lists_what_it_is_about_and_lets_nothing_else_pass(
    capsys: pytest.CaptureFixture[str],
) -> None:
    everything = listed(capsys)
    for name, value, kinds, word in (
        ("--provider", "kravia", ["scenarios"], "provider"),
        ("--topic", "network", ["checks"], "topic"),
        ("--duty", "transfer", ["checks"], "duties"),
        ("--severity", "should", ["checks"], "severity"),
        ("--rule", "CLIENT-PAY-1", ["scenarios", "checks"], "rules"),
    ):
        found = listed(capsys, name, value)
        assert list(found) == kinds
        for kind in kinds:
            wanted = [row for row in everything[kind] if row[word] == value or value in row[word]]
            assert found[kind] == wanted
            assert 0 < len(wanted) < len(everything[kind])


def test_several_filters_let_pass_what_each_of_them_does(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys, "--rule", "CLIENT-PAY-1", "--provider", "kravia")
    assert list(found) == ["scenarios"]
    assert {row["provider"] for row in found["scenarios"]} == {"kravia"}
    assert all("CLIENT-PAY-1" in row["rules"] for row in found["scenarios"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--provider", "kravja"], "--provider 'kravja': nothing has it; did you mean 'kravia'?"),
        (["--duty", "zzzzzzzz"], "--duty 'zzzzzzzz': nothing has it; there are: "),
        (
            ["--provider", "kravia", "--topic", "network"],
            "--provider and --topic are about nothing in common",
        ),
    ],
)
def test_what_nothing_has_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["list", *words]) == 2
    assert said in capsys.readouterr().err
