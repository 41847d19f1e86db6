"""`dunbox new`: what it asks, what it writes, and that every file it can write is a good one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli import exit_code_of
from conformance.cli.bundle import vocabulary
from conformance.cli.new import SCHEMA
from conformance.runner import Options, run
from conformance.scenario import Scenario, load_file, load_text, scenario_schema
from conformance.scenario.behaviour import as_json
from conformance.scenario.first import KINDS, TALES, Answers, countries, first_story
from conformance.scenario.yaml import read

REFERENCE = "conformance.clients.reference:Client"
KNOWN = vocabulary()
EVERY = [
    Answers(provider, country, kind, tale)
    for provider in sorted(KNOWN.providers)
    for country in countries(KNOWN, provider)
    for kind in KINDS
    for tale in TALES
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What is written here is typed at the terminal."""
    ours, theirs = os.openpty()
    with open(theirs, encoding="utf-8") as terminal:  # noqa: PTH123 - a descriptor, which no path leads to
        monkeypatch.setattr("sys.stdin", terminal)
        yield ours
    os.close(ours)


def story_of(answers: Answers) -> Scenario:
    name = f"{answers.country.lower()}-{answers.kind}-{answers.tale}.yaml"
    (story,) = load_text(first_story(answers, KNOWN, SCHEMA), name, KNOWN)
    return story


def verdicts(stories: Iterable[Scenario]) -> dict[str, Any]:
    result = run(stories, Options(client_python=REFERENCE))
    return {one["id"]: one["verdict"] for one in result["scenarios"]}


# --- what it writes -----------------------------------------------------------------------------------------


def test_every_agency_country_debtor_and_tale_makes_a_file_that_lints_and_that_editors_accept() -> None:
    assert {answers.provider for answers in EVERY} == KNOWN.providers
    assert {(answers.provider, answers.country) for answers in EVERY} == set(KNOWN.onboarding)
    validator = jsonschema_rs.Draft7Validator(scenario_schema(KNOWN))
    for answers in EVERY:
        told = story_of(answers)
        assert (told.provider, told.country) == (answers.provider, answers.country)
        assert told.debtors["acme"]["kind"] == answers.kind
        text = first_story(answers, KNOWN, SCHEMA)
        assert validator.is_valid(as_json(read(text).value)), answers


def test_of_each_agency_one_is_played_and_passes() -> None:
    tales = list(TALES)
    sample = [
        Answers(provider, countries(KNOWN, provider)[-1], list(KINDS)[nth % 2], tales[nth])
        for nth, provider in enumerate(sorted(KNOWN.providers))
    ]
    found = verdicts(map(story_of, sample))
    assert set(found.values()) == {"passed"}, found
    assert {name.partition("/")[0] for name in found} == KNOWN.providers


@pytest.mark.long
def test_every_file_that_it_can_write_is_played_and_passes() -> None:
    found = verdicts(map(story_of, EVERY))
    assert len(found) == len(EVERY)
    assert {name: verdict for name, verdict in found.items() if verdict != "passed"} == {}


def test_the_defaults_make_a_file_and_the_schema_that_its_first_lines_name(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["new", "--yes"]) == 0
    file, schema = here / "pays-after-the-reminder.yaml", here / SCHEMA
    assert capsys.readouterr().out.startswith(f"wrote {file.name}, and {SCHEMA} beside it")
    first, second, *_ = file.read_text("utf-8").splitlines()
    assert (first, second) == (f"# yaml-language-server: $schema={SCHEMA}", f"# $schema: {SCHEMA}")
    assert json.loads(schema.read_text("utf-8")) == scenario_schema(KNOWN)
    assert [one.id for one in load_file(file, KNOWN)] == ["ropo/pays-after-the-reminder"]
    assert exit_code_of(["lint", str(here)]) == 0


def test_what_is_given_is_not_asked(here: Path) -> None:
    given = ["--provider", "KRAVIA", "--country", "FI", "--kind", "consumer", "--debtor", "disputes"]
    assert exit_code_of(["new", *given, "mine.yaml"]) == 0
    (story,) = load_file("mine.yaml", KNOWN)
    assert (story.id, story.debtors["acme"]["kind"]) == ("kravia/mine", "consumer")
    assert "disputes" in story.debtors["acme"]


# --- what it asks -------------------------------------------------------------------------------------------


def test_at_a_terminal_it_asks_and_takes_numbers_words_and_what_it_proposes(
    typed: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.write(typed, b"ropo\n3\nconsumr\nConsumer\npays-the-company\n\n")
    assert exit_code_of(["new"]) == 0
    out = capsys.readouterr().out
    for question in (
        "Which agency collects?",
        "Where does ropo collect?",
        "Who owes?",
        "What does the debtor do?",
        "A number or a word [pays-after-the-reminder]: ",
        "Which file? [pays-the-company.yaml]: ",
        "cannot be 'consumr'; it is one of company, consumer; did you mean 'consumer'?",
        "  1  pays-after-the-reminder  pays three days after the agency's reminder",
    ):
        assert question in out
    (story,) = load_file(here / "pays-the-company.yaml", KNOWN)
    assert (story.provider, story.country, story.debtors["acme"]["kind"]) == ("ropo", "NO", "consumer")


def test_an_agency_of_one_country_is_not_asked_for_it(
    typed: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.write(typed, b"1\n1\n")
    assert exit_code_of(["new", "--provider", "kassavirta", "first.yaml"]) == 0
    assert "Where does" not in capsys.readouterr().out
    assert load_file(here / "first.yaml", KNOWN)[0].country == "FI"


def test_whoever_leaves_at_a_question_has_written_nothing(
    typed: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.write(typed, b"ropo\n\x04")  # Ctrl-D
    assert exit_code_of(["new"]) == 130
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "standard input is no terminal, so nobody can be asked; give --provider (ropo, "),
        (["a.yaml", "--provider", "ropo", "--kind", "company"], "give --country (FI, SE, NO); --debtor (pays-"),
        ([], "; FILE; or --yes for the defaults"),
        (["-y", "--provider", "roppo"], "--provider cannot be 'roppo'; it is one of ropo, "),
        (["-y", "--provider", "roppo"], "did you mean 'ropo'?"),
        (["-y", "--provider", "kravia", "--country", "SE"], "--country cannot be 'SE' of kravia; it is one of FI"),
        (["-y", "--kind", "person"], "--kind cannot be 'person'; it is one of company, consumer"),
        (["-y", "--debtor", "dispute"], "did you mean 'disputes'?"),
        (["-y", "story.txt"], "story.txt would be no scenario file; give a name that ends in .yaml"),
        (["-y", "My story.yaml"], "the name 'My story' makes no id of a scenario; give small letters"),
        (["-y", "My story.yaml"], ", such as my-story.yaml"),
        (["-y", "no/such/story.yaml"], "the folder no/such does not exist; make it first"),
        (["-y", "folder.yaml"], "FILE folder.yaml is a folder; give the name of a file in it"),
        (["-y", "there.yaml"], "there.yaml is there already; --force writes over it, or give another name"),
        (["-y", "other/new.yaml"], f"other/{SCHEMA} is there and is not dunbox's; move it"),
    ],
)  # fmt: skip
def test_wrong_usage_exits_with_2_says_what_is_right_and_writes_nothing(
    arguments: list[str], told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "folder.yaml").mkdir()
    (here / "other").mkdir()
    (here / "other" / SCHEMA).write_text("{}", encoding="utf-8")
    (here / "there.yaml").write_text("mine", encoding="utf-8")
    before = sorted(here.rglob("*"))
    assert exit_code_of(["new", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert sorted(here.rglob("*")) == before
    assert (here / "there.yaml").read_text("utf-8") == "mine"


def test_force_writes_over_the_file_and_a_schema_of_ours_is_made_new(here: Path) -> None:
    (here / "mine.yaml").write_text("old", encoding="utf-8")
    (here / SCHEMA).write_text('{"$id": "urn:dunbox:schema:scenario"}', encoding="utf-8")
    assert exit_code_of(["new", "--yes", "--force", "mine.yaml"]) == 0
    assert load_file("mine.yaml", KNOWN)
    assert json.loads((here / SCHEMA).read_text("utf-8")) == scenario_schema(KNOWN)
