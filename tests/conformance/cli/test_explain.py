"""`dunbox explain`: everything about a check or a rule."""

from __future__ import annotations

import pytest

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.cli import exit_code_of
from conformance.cli.bundle import rule_files
from conformance.clients.wrong import all_wrong_clients
from simulator import assumptions

RULES = list(Catalogue(rule_files()))


def explained(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said, in one line."""
    assert exit_code_of(["explain", name]) == 0
    return " ".join(capsys.readouterr().out.split())


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_check_is_explained_with_its_law_examples_rules_and_wrong_clients(
    capsys: pytest.CaptureFixture[str],
) -> None:
    catalogue = Catalogue(rule_files())
    for check in all_checks():
        said = explained(check.id, capsys)
        assert flat(check.text) in said
        assert f"Right {flat(check.right)} Wrong {flat(check.wrong)} Reads" in said
        assert all(f"{rule}: " in said for rule in check.rules_in(catalogue))
        for client in all_wrong_clients():
            assert (f"{client.id}: " in said) == (check.id in (*client.must, *client.may))


def test_every_rule_is_explained_with_its_words_source_and_checks(capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = Catalogue(rule_files())
    for rule in RULES:
        said = explained(rule.id, capsys)
        assert flat(rule.rule) in said
        assert f"Source {flat(rule.source)}" in said
        assert flat(rule.reason) in said
        for check in all_checks():
            assert (f"{check.id}: " in said) == (rule.id in check.rules_in(catalogue))


def test_a_rule_has_its_figures_and_may_be_asked_for_in_small_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "Values debtor_kind: company days_after_due: 7" in explained("ropo-trf-1", capsys)


def test_every_wrong_client_is_explained_with_its_mistake_and_what_catches_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for client in all_wrong_clients():
        said = explained(client.id, capsys)
        assert flat(client.mistake) in said
        assert f"Must be caught by {' '.join(client.must)}" in said
        assert all(f"{check}: {flat(why)}" in said for check, why in client.may.items())
        assert all(
            f"dunbox run {story} --client-python {client.__module__}:Client" in said for story in client.on
        )


def test_every_assumption_is_explained_by_its_id_and_its_setting(capsys: pytest.CaptureFixture[str]) -> None:
    for row in assumptions():
        said = explained(row["id"], capsys)
        assert flat(row["what"]) in said
        assert flat(row["reason"]) in said
        assert (
            flat(row["fixed"] if row["override"] is None else f"assumptions: {{{row['override']}: …}}")
            in said
        )
        if row["override"]:
            assert explained(row["override"], capsys) == said


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("transfer.not-erly", "did you mean 'transfer.not-early'?"),
        ("ROPO-TRF-99", "did you mean 'ROPO-TRF-"),
        ("qqqqqq", "`dunbox list` shows checks, wrong clients and assumptions, `dunbox rules` the"),
    ],
)
def test_what_is_unknown_is_answered_with_the_nearest_word(
    name: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["explain", name]) == 2
    told = capsys.readouterr().err
    assert f"there is no check, rule, wrong client or assumption {name!r}" in told
    assert hint in told
