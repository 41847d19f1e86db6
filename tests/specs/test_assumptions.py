"""What no document states is named, explained and found: `sources.yaml` and the marks in the documents agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from simulator.resources import specs
from tests.specs.reading import (
    ASSUMPTION,
    SOURCE,
    assumptions,
    document,
    names,
    nodes,
    operations,
    resolve,
    sources,
)

ALL = [pytest.param(one, id=one["id"]) for _, one in assumptions()]
OVERRIDABLE = [pytest.param(one, id=one["override"]) for _, one in assumptions() if one["override"]]
FOLDERS = sorted(path.parent.name for path in specs().glob("*/sources.yaml"))
MARKED = [name for name in names() if name != "control"]
ELSEWHERE = {"timeline", "bank statement", "debtors", "letters"}
KEYS = {"id", "basis", "what", "value", "reason", "override", "ordered", "schema", "fixed", "where"}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _marks(name: str, mark: str) -> Iterator[tuple[str, str]]:
    """Every mark of a document with the operation or component that it stands in."""
    root = document(name)
    ids = {id(operation.says): operation.id for operation in operations(root)}
    homes: dict[tuple[str, ...], str] = {}
    for place, node in nodes(root):
        if id(node) in ids:
            homes[place] = ids[id(node)]
        if len(place) == 3 and place[0] == "components":
            homes[place] = place[2]
        if isinstance(node, Mapping) and mark in node:
            home = max((one for one in homes if place[: len(one)] == one), key=len)
            yield from ((one, homes[home]) for one in _listed(node[mark]))


@pytest.mark.parametrize("one", ALL)
def test_an_assumption_says_what_why_and_how_to_change_it(one: Mapping[str, Any]) -> None:
    assert one.keys() <= KEYS
    assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", one["id"])
    assert one["basis"] in ("inferred", "made up")
    assert one["what"].endswith(".")
    assert one["reason"].endswith(".")
    assert one["value"] is not None
    assert one["where"]
    if one["override"] is None:
        assert one["fixed"].endswith(".")
        assert "schema" not in one
    else:
        assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", one["override"])
        assert "fixed" not in one


@pytest.mark.parametrize("one", OVERRIDABLE)
def test_the_value_of_an_assumption_is_one_that_its_override_takes(one: Mapping[str, Any]) -> None:
    check = jsonschema_rs.Draft202012Validator(one["schema"])
    assert [str(error) for error in check.iter_errors(one["value"])] == []
    assert not check.is_valid({"nonsense": True})


def test_the_ids_and_overrides_of_assumptions_are_unique() -> None:
    found = [one for _, one in assumptions()]
    ids = [one["id"] for one in found]
    overrides = [one["override"] for one in found if one["override"]]
    assert len(ids) == len(set(ids))
    assert len(overrides) == len(set(overrides))


@pytest.mark.parametrize("name", MARKED)
def test_every_mark_stands_where_its_assumption_says_and_nowhere_else(name: str) -> None:
    stated = {one["id"]: set(one["where"]) - ELSEWHERE for one in sources(name)["assumptions"]}
    marked: dict[str, set[str]] = {}
    for assumption, home in _marks(name, ASSUMPTION):
        marked.setdefault(assumption, set()).add(home)
    assert marked == {one: where for one, where in stated.items() if where}


def test_the_control_api_is_our_own_and_assumes_nothing_of_a_provider() -> None:
    assert list(_marks("control", ASSUMPTION)) == []
    assert all(set(one["where"]) <= ELSEWHERE for one in sources("control")["assumptions"])


@pytest.mark.parametrize("name", MARKED)
def test_every_source_that_a_document_names_is_listed(name: str) -> None:
    listed = {one["id"] for one in sources(name)["sources"]}
    assert {source for source, _ in _marks(name, SOURCE)} <= listed


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_source_has_a_title_and_says_when_it_is_from_and_how_much_was_seen(folder: str) -> None:
    found = sources(folder)["sources"]
    ids = [one["id"] for one in found]
    assert len(ids) == len(set(ids))
    for one in found:
        assert one.keys() <= {"id", "title", "date", "read", "seen", "note"}
        assert one["title"]
        assert one["seen"] in ("whole", "part")
        assert one["date"] is None or re.fullmatch(r"\d{4}-\d{2}-\d{2}", one["date"])
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", one["read"])


@pytest.mark.parametrize("name", MARKED)
def test_every_operation_answer_schema_and_parameter_says_where_it_is_from(name: str) -> None:
    root = document(name)
    silent = [
        operation.id for operation in operations(root) if not {SOURCE, ASSUMPTION} & operation.says.keys()
    ]
    components = root["components"]
    silent += [
        one
        for kind in ("schemas", "parameters", "responses")
        for one, says in components[kind].items()
        if not {SOURCE, ASSUMPTION} & says.keys()
    ]
    assert silent == []


@pytest.mark.parametrize("name", MARKED)
def test_a_good_answer_of_a_call_without_public_schema_carries_an_assumption(name: str) -> None:
    root = document(name)
    documented = {"autoxchange"}
    for operation in operations(root):
        if operation.callback or documented & set(_listed(operation.says.get(SOURCE))):
            continue
        for status, answer in operation.says["responses"].items():
            if not status.startswith("2"):
                continue
            content: Mapping[str, Any] = answer.get("content", {})
            schemas = [resolve(root, media["schema"]) for media in content.values()]
            marks = [one for part in (operation.says, answer) for one in _listed(part.get(ASSUMPTION))]
            marks += [
                one for part in schemas for mark in (ASSUMPTION, SOURCE) for one in _listed(part.get(mark))
            ]
            assert marks, (operation.id, status)


def _read(code: str, override: str) -> bool:
    """Whether the code names a setting in full, or as an agency's own (`agency.setting("some_days")`, or a choice)."""
    own = override.partition(".")[2]
    return any(words in code for words in (f'"{override}"', f'setting("{own}")', f'"{own}": Choice('))


def test_every_override_is_read_by_the_simulator() -> None:
    folder = Path(str(files("simulator")))
    code = "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.py")))
    overrides = [one["override"] for _, one in assumptions() if one["override"]]
    assert [override for override in overrides if not _read(code, override)] == []
