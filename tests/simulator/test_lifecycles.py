"""The page of the agencies' tables: it can be drawn, and every row of a table is in it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from simulator.agencies import agencies
from simulator.domain.lifecycle import Lifecycle, Transition
from simulator.lifecycles import page

_STATE = r"(\[\*\]|[a-z_]+)"
_LINES = (
    r"stateDiagram-v2",
    r"direction LR",
    r"state [a-z_]+ \{",
    r"\}",
    r"[a-z_]+",
    rf"{_STATE} --> {_STATE}",
    rf"{_STATE} --> {_STATE}: [a-z()]([a-z() ]|<br>)*",
)
ROWS = [(name, row) for name, agency in agencies().items() for row in agency.lifecycle.transitions]


def pictures(text: str) -> list[list[str]]:
    return [
        [line.strip() for line in block.splitlines()]
        for block in re.findall(r"```mermaid\n(.*?)```", text, re.S)
    ]


@cache
def whole(name: str) -> str:
    """The page of one agency alone."""
    return page({name: agencies()[name]})


def without(name: str, row: Transition) -> str:
    """The same page as it would be if the agency's table had lost a row."""
    table = agencies()[name].lifecycle
    rest = Lifecycle(table.start, tuple(each for each in table.transitions if each != row), table.groups)
    return page({name: replace(agencies()[name], lifecycle=rest)})


def test_every_line_of_a_picture_is_one_of_a_state_diagram() -> None:
    drawn = pictures(page(agencies()))
    assert len(drawn) >= 2 * len(agencies())
    for lines in drawn:
        assert lines[0] == "stateDiagram-v2"
        assert [line for line in lines if not any(re.fullmatch(form, line) for form in _LINES)] == []
        assert lines.count("}") == sum(line.endswith("{") for line in lines)


def test_every_state_and_all_that_happens_stands_in_a_picture() -> None:
    for name, agency in agencies().items():
        drawn = "\n".join(line for lines in pictures(page({name: agency})) for line in lines)
        for state in agency.lifecycle.states:
            assert re.search(rf"\b{state}\b", drawn), f"{state} of {name}"
        for on in agency.lifecycle.happenings:
            assert on.replace("_", " ") in drawn, f"{on} of {name}"


@pytest.mark.parametrize(
    ("name", "row"), ROWS, ids=[f"{name}: {row.on} in {row.state}" for name, row in ROWS]
)
def test_a_table_that_lost_a_row_has_another_page(name: str, row: Transition) -> None:
    assert without(name, row) != whole(name)


def test_the_page_of_all_has_the_whole_page_of_each() -> None:
    head = page({})
    assert page(agencies()) == "\n".join(
        [head, *(whole(name).removeprefix(f"{head}\n") for name in agencies())]
    )
