"""scenarios/README.md: the whole language is on it, and every sample of it is good."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from conformance.cli import COMMANDS
from conformance.cli.bundle import vocabulary
from conformance.cli.new import SCHEMA
from conformance.scenario import Scenario, ScenarioError, load_text, scenario_schema
from conformance.scenario.models import GRAMMAR
from simulator.resources import scenarios

PAGE = (scenarios() / "README.md").read_text("utf-8")
LANGUAGE = scenario_schema(vocabulary())
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(WHOLE,) = (block for block in BLOCKS if block.startswith("title:"))
ACTORS = [*GRAMMAR, "look"]
SECTIONS = dict(re.findall(r"^### `(\w+)`:? ?.*?\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))


def good(text: str) -> Scenario:
    """The scenario of a text; raises with every mistake of it."""
    return load_text(text, "page.yaml", vocabulary())[0]


def with_keys(block: str) -> str:
    """The whole story with keys of a block in place of its own; each new debtor gets an invoice."""
    key = block.partition(":")[0]
    kept = re.sub(rf"^{key}:.*?(?=^\w)", "", WHOLE, flags=re.MULTILINE | re.DOTALL)
    more = "".join(
        f'  - client: {{send_invoice: {{number: "{name}", debtor: {name}, total: 1.00, due_date: 2026-03-28}}}}\n'
        for name in re.findall(r"^  (\w+): \{kind", block, re.MULTILINE)
        if name != "acme"
    )
    return block + kept.replace("\nexpect:", f"{more}\nexpect:")


def values_of(schema: Any) -> Iterator[str]:
    """Every value that a schema lists, but for names that other pages list: rules, duties, assumptions."""
    if isinstance(schema, Mapping):
        yield from map(str, schema.get("enum", ()))
    elif not isinstance(schema, list):
        return
    for word, one in schema.items() if isinstance(schema, Mapping) else enumerate(schema):
        if word not in ("rules", "on", "assumptions", "enum", "examples"):
            yield from values_of(one)


def words_below(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every word that a schema allows, and what it refers to allows; a step inside a step has its own section."""
    if "$ref" in schema:
        yield from words_below(LANGUAGE["$defs"][schema["$ref"].rpartition("/")[2]])
    yield from schema.get("properties", {})
    for word, one in schema.get("properties", {}).items():
        yield from words_below(one) if word != "then" else ()
    if "items" in schema:
        yield from words_below(schema["items"])


def test_every_block_of_yaml_is_good_as_it_stands_or_in_the_whole_story() -> None:
    told = [block for block in BLOCKS if not block.startswith("#")]
    assert len(told) > 3
    assert good(WHOLE).id == "ropo/page"
    for block in told:
        if block != WHOLE:
            good(with_keys(block))


def test_the_two_ways_to_write_a_step_are_equal() -> None:
    flow, block = re.search(
        r"^(      - clock: \{.*?\})\n\n(      - clock:\n.*?)\n\n", PAGE, re.M | re.S
    ).groups()  # type: ignore[union-attr]  # the page has them
    steps = [good(WHOLE.replace("\nexpect:", f"\n{one[4:]}\n\nexpect:", 1)) for one in (flow,)]
    lines = "\n".join(line[4:] for line in block.splitlines())
    steps.append(good(WHOLE.replace("\nexpect:", f"\n{lines}\n\nexpect:", 1)))
    first, second = (one.story[-1] for one in steps)
    assert (first.verb, first.words) == (second.verb, second.words)


def test_every_word_of_an_actors_verbs_is_in_that_actors_own_section() -> None:
    step = LANGUAGE["properties"]["story"]["items"]["properties"]
    for actor in GRAMMAR:
        spoken = set(re.findall(r"[a-z0-9_]+", SECTIONS[actor]))
        if actor == "debtor":  # its words are those of `pays`, told further up
            spoken |= set(re.findall(r"[a-z0-9_]+", PAGE.partition("## Steps")[0]))
        words = {word for verb in step[actor]["properties"].values() for word in words_below(verb)}
        assert words - spoken == set(), actor


def test_every_verb_is_shown_in_an_example_of_its_section() -> None:
    step = LANGUAGE["properties"]["story"]["items"]["properties"]
    for actor in GRAMMAR:
        for verb in step[actor]["properties"]:
            other = "reverse_payment" if verb == "delete_payment" else "delete_payment"  # in one row
            shown = re.search(
                rf"- {actor}: \{{({verb}|{other if verb.endswith('e_payment') else verb}):", PAGE
            )
            assert shown, (actor, verb)


def test_every_value_that_a_word_can_have_is_on_the_page() -> None:
    spoken = set(re.findall(r"[A-Za-z0-9_]+", PAGE))
    assert {value for value in values_of(LANGUAGE) if value not in spoken} == set()


def test_every_sample_of_what_is_expected_is_good() -> None:
    samples = re.findall(r"\| `((?:services|invoices|ledger|no_ledger|messages): [\[{].*?)` \|", PAGE)
    assert len(samples) == 5
    story, _, _ = WHOLE.partition("\nexpect:")
    for sample in samples:
        good(f"{story}\nexpect:\n  {sample}\n")


def test_the_mistake_that_the_page_shows_is_told_like_that() -> None:
    (shown,) = re.findall(r"^    my-story\.yaml:(\d+:\d+: .*?), …(; did you mean .*?)$", PAGE, re.MULTILINE)
    with pytest.raises(ScenarioError) as error:
        load_text(WHOLE.replace("due_date", "due"), "my-story.yaml", vocabulary())
    (told,) = map(str, error.value.problems)
    assert told.startswith(f"my-story.yaml:{shown[0]}")
    assert told.endswith(shown[1])


def test_the_lines_and_settings_for_editors_are_those_that_dunbox_new_writes() -> None:
    (lines,) = (block for block in BLOCKS if block.startswith("#"))
    assert lines == f"# yaml-language-server: $schema={SCHEMA}\n# $schema: {SCHEMA}\n"
    (settings,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert list(json.loads(settings)["yaml.schemas"]) == [f"./my-stories/{SCHEMA}"]


def test_the_commands_links_and_anchors_of_the_page_lead_somewhere() -> None:
    assert set(re.findall(r"^    dunbox (\w+)", PAGE, re.MULTILINE)) <= set(COMMANDS)
    heads = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 _-]", "", head.lower()).replace(" ", "-") for head in heads}
    assert set(re.findall(r"\(#([\w-]+)\)", PAGE)) <= anchors
    files = re.findall(r"\]\((?!#)(.+?)\)", PAGE)
    assert files
    assert [file for file in files if not (scenarios() / file).exists()] == []
