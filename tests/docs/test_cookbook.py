"""docs/cookbook.md: each story lints, passes with the bundled client, and catches the wrong client that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.checks import all_checks
from conformance.cli.bundle import vocabulary
from conformance.clients.wrong import all_wrong_clients
from conformance.runner import Options, run
from conformance.scenario import Scenario, load_text

PAGE = (Path(__file__).parents[2] / "docs" / "cookbook.md").read_text("utf-8")
REFERENCE = "conformance.clients.reference:Client"
_CHAPTER = re.compile(r"^## (\d+)\. (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_STORY = re.compile(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CAUGHT = re.compile(r"See it caught: `dunbox run (\S+) --client-python\s(\S+)`\sfails\s`(\S+)`\.")


@dataclass(frozen=True)
class Recipe:
    """A chapter of the page: its story, the wrong client that it names, and the check that says so."""

    number: int
    title: str
    text: str
    file: str
    story: Scenario
    client: str
    check: str


def recipes() -> list[Recipe]:
    found = []
    for number, title, text in _CHAPTER.findall(PAGE):
        ((file, words),) = _STORY.findall(text)
        (story,) = load_text(words, file, vocabulary())  # raises with every mistake
        ((named, client, check),) = _CAUGHT.findall(text)
        assert named == file
        found.append(Recipe(int(number), title, text, file, story, client, check))
    return found


# Reading them is the lint.
RECIPES = recipes()


def played(stories: list[Scenario], client: str) -> Mapping[str, Mapping[str, Any]]:
    result = run(stories, Options(client_python=client))
    return {str(one["id"]): one for one in result["scenarios"]}


def test_there_are_twenty_stories_in_order_each_with_what_a_wrong_client_does() -> None:
    assert [one.number for one in RECIPES] == list(range(1, 21))
    assert len({one.file for one in RECIPES}) == 20
    assert len({one.client for one in RECIPES}) == 20
    assert all("\n**A wrong client** " in one.text for one in RECIPES)
    assert {one.story.provider for one in RECIPES} >= {"ropo", "kassavirta", "perinta", "amili"}


def test_the_table_at_the_head_leads_to_each_of_them() -> None:
    anchors = [
        f"{one.number}-" + re.sub(r"[^a-z0-9 -]", "", one.title.lower()).replace(" ", "-") for one in RECIPES
    ]
    assert sorted(re.findall(r"\(#(\d+-[a-z0-9-]+)\)", PAGE)) == sorted(anchors)


def test_every_story_passes_with_the_bundled_client() -> None:
    found = played([one.story for one in RECIPES], REFERENCE)
    assert {name: one["verdict"] for name, one in found.items()} == {
        one.story.id: "passed" for one in RECIPES
    }


@pytest.mark.long
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.file)
def test_a_story_catches_the_wrong_client_that_it_names(recipe: Recipe) -> None:
    wrong = {f"{one.__module__}:Client": one for one in all_wrong_clients()}
    assert recipe.check in {check.id for check in all_checks()}
    assert recipe.check in wrong[recipe.client].must
    (result,) = played([recipe.story], recipe.client).values()
    assert result["verdict"] == "failed"
    assert recipe.check in {one["id"] for one in result["checks"] if one["verdict"] == "failed"}
