"""What people at an agency decide, as a story says it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from conformance.scenario import Step, load_text
from conformance.scenario.models import GRAMMAR
from conformance.scenario.translate import words_of
from simulator.domain.amending import DECISIONS as OF_AGREEMENTS
from simulator.domain.deciding import DECISIONS, WORDS
from simulator.domain.onboarding import ACTIONS
from tests.architecture.source import ROOT
from tests.conformance.scenario.words_of_a_test import GOOD, VOCABULARY, problems_of

ONBOARDING = {"finish_activation", *ACTIONS, *OF_AGREEMENTS}


def after_the_transfer(step: str) -> str:
    return GOOD.replace("expect:", f"  - {step}\nexpect:")


def problem_of(step: str) -> str:
    (problem,) = problems_of(after_the_transfer(step))
    return str(problem)


def test_a_story_has_every_decision_with_the_words_that_it_takes() -> None:
    verbs = GRAMMAR["provider"]
    assert set(verbs) - ONBOARDING == set(DECISIONS)
    for decision in DECISIONS:
        assert set(words_of(verbs[decision], ())) == {"number", *WORDS.get(decision, ())}


def test_the_page_of_the_language_shows_an_example_of_every_decision() -> None:
    page = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    for decision in DECISIONS:
        (example,) = re.findall(rf"`- (provider: \{{{decision}: .*?\}}\}})` \|", page)
        assert problems_of(after_the_transfer(example)) == []


def test_a_decision_has_its_invoice_and_its_days_as_days() -> None:
    step = 'provider: {suspend: {number: "1001", until: 2026-03-02, text: The company asks for it.}}'
    (scenario,) = load_text(after_the_transfer(step), "tale.yaml", VOCABULARY)
    words = {"number": "1001", "until": date(2026, 3, 2), "text": "The company asks for it."}
    assert scenario.story[-1] == Step("provider", "suspend", words, 14)
    assert "suspend" not in scenario.needs


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("provider: {stop: {}}", "lacks 'number'"),
        ('provider: {stop: {number: "9"}}', "no invoice '9' has been sent before this"),
        ('provider: {stop: {number: "1001", until: 2026-03-02}}', "stop has no word 'until'"),
        ('provider: {comment: {number: "1001"}}', "comment lacks 'text'"),
        ('provider: {suspend: {number: "1001", until: 2026-02-03}}', "2026-02-03 is past"),
        ('provider: {suspend: {number: "1001", until: "2026-03-02"}}', "is not a date"),
        ('provider: {forgive: {number: "1001"}}', "a provider has no verb 'forgive'"),
    ],
)
def test_a_decision_that_cannot_be_is_told_at_its_line(step: str, said: str) -> None:
    assert said in problem_of(step)
