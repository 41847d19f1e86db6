"""The bundled stories: clean by the lint, good by the schema for editors, and read back as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli.bundle import rule_files, vocabulary
from conformance.scenario import ScenarioError, load_file, load_text, scenario_schema
from conformance.scenario.models import GRAMMAR
from conformance.scenario.yaml import read
from simulator.resources import scenarios

STORIES = sorted(scenarios().rglob("*.yaml"))
PAGE = (scenarios() / "README.md").read_text("utf-8")
VALIDATOR = jsonschema_rs.Draft7Validator(scenario_schema(vocabulary()))


def as_json(value: Any) -> Any:
    """A YAML value as an editor's validator sees it."""
    if isinstance(value, Mapping):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def property_names(schema: Any) -> Iterator[str]:
    """Every word that a schema allows somewhere."""
    if isinstance(schema, Mapping):
        yield from schema["properties"] if isinstance(schema.get("properties"), Mapping) else ()
    for one in schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ():
        yield from property_names(one)


def test_there_are_at_least_nine_stories() -> None:
    assert len(STORIES) >= 9


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_lint_finds_nothing_in_a_bundled_story(path: Path) -> None:
    told = load_file(path, vocabulary())
    assert [one.id for one in told] == [f"{one.provider}/{path.stem}" for one in told]
    assert path.parent.name == (told[0].provider if len(told) == 1 else "debtors")


def test_at_least_ten_stories_of_debtors_are_told_of_every_agency_that_collects_in_euro() -> None:
    told = [
        {one.provider for one in load_file(path, vocabulary())}
        for path in STORIES
        if path.parent.name == "debtors"
    ]
    assert sum({"ropo", "kassavirta", "perinta", "kravia", "amili"} <= each for each in told) >= 10


def test_a_story_of_several_agencies_has_what_people_do_at_each() -> None:
    told = load_file(scenarios() / "debtors" / "debtor-disputes.yaml", vocabulary())
    done = {one.provider: [step.verb for step in one.story if step.actor == "provider"] for one in told}
    assert done == {
        "ropo": ["sign", "pass_kyc"],
        "kassavirta": ["pass_kyc"],
        "perinta": ["pass_kyc"],
        "kravia": ["sign"],
        "amili": ["pass_kyc"],
    }
    handed = {one.provider for one in told for step in one.story if step.verb == "transfer_invoice"}
    assert handed == {"ropo", "perinta", "kravia", "amili"}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_schema_for_editors_accepts_a_bundled_story(path: Path) -> None:
    story = as_json(read(path.read_bytes()).value)
    assert [f"{error.instance_path}: {error.message}" for error in VALIDATOR.iter_errors(story)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "titel:"),
        ("number:", "nummer:"),
        ("state: paid", "state: payd"),
        ("send_invoice", "send_invoce"),
        ("client:", "clint:"),
        ("pays:", "pay:"),
        ("after: reminder", "after: remindr"),
        ('"1001", debtor', "1001, debtor"),
        ("2026-01-28", "28.1.2026"),
        ("country: FI", "country: DK"),
        ("for: [ropo]", "for: [rope]"),
    ],
)
def test_the_schema_for_editors_refuses_a_slip(old: str, new: str) -> None:
    text = (scenarios() / "ropo" / "paid-after-the-reminder.yaml").read_text("utf-8")
    assert old in text
    assert not VALIDATOR.is_valid(as_json(read(text.replace(old, new)).value))
    with pytest.raises(ScenarioError):
        load_text(text.replace(old, new), "story.yaml", vocabulary())


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_shows_the_working_behind_its_literals(path: Path) -> None:
    comments = [line for line in path.read_text("utf-8").splitlines() if line.strip().startswith("#")]
    assert comments


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_in_which_interest_is_booked_plays_while_its_rate_is_known(path: Path) -> None:
    (scenario, *_) = load_file(path, vocabulary())
    looks = [scenario.expect, *(step.words for step in scenario.story if step.actor == "look")]
    booked = {row["kind"] for look in looks for row in look.get("ledger", ())}
    moments = [date.fromisoformat(found) for found in re.findall(r"202\d-\d\d-\d\d", path.read_text("utf-8"))]
    if "settlement_interest" in booked:  # a month's interest is settled at the beginning of the next
        assert date(2025, 7, 1) <= min(moments) <= max(moments) <= date(2026, 7, 7)


def test_every_rule_of_a_story_is_one_that_a_client_or_the_provider_must_keep() -> None:
    known = {row["id"] for rows in rule_files().values() for row in rows}
    named = {rule for path in STORIES for rule in load_file(path, vocabulary())[0].rules}
    assert named <= known


# --- the page of the language -------------------------------------------------------------------------------


def test_the_page_names_every_actor_verb_and_word() -> None:
    spoken = set(re.findall(r"[a-z0-9_]+", PAGE))
    words = {word for actor, verbs in GRAMMAR.items() for word in (actor, *verbs)}
    schema = deepcopy(scenario_schema(vocabulary()))
    # The settings of assumptions are many, and told by `dunbox list`.
    del schema["properties"]["assumptions"]["properties"]
    words |= {"assumptions", *property_names(schema)}
    assert words - spoken == set()


def test_the_whole_story_of_the_page_is_a_good_one() -> None:
    story = re.findall(r"^```yaml\n(title:.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    (scenario,) = load_text(story[0], "page.yaml", vocabulary())
    assert scenario.id == "ropo/page"


def test_every_debtor_on_the_page_is_a_good_one() -> None:
    words = re.findall(r"^\| `((?:\w+: )?[\[{].*?)` \|", PAGE, re.MULTILINE)
    debtors = [each if each[0].isalpha() else f"pays: {each}" for each in words if "…" not in each]
    assert len(debtors) > 14
    story = (scenarios() / "ropo" / "paid-after-the-reminder.yaml").read_text("utf-8")
    for each in debtors:
        load_text(story.replace("pays: {after: reminder, days: 3}", each), "page.yaml", vocabulary())


def test_every_step_on_the_page_is_a_good_one() -> None:
    steps = re.findall(r"- (?:client|provider|clock|debtor|network|process|look): \{.*\}\}?(?=`|\n)", PAGE)
    assert len(steps) > 18
    story = (scenarios() / "ropo" / "paid-after-the-reminder.yaml").read_text("utf-8")
    before, send, after = story.partition(next(line for line in story.splitlines() if "send_invoice" in line))
    for step in dict.fromkeys(steps):
        number = "1002" if "{send_invoice" in step else "1001"
        more = step.replace('number: "1001"', f'number: "{number}"')
        load_text(f"{before}{send}\n  {more}{after}", "page.yaml", vocabulary())
