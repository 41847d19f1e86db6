"""The agencies' tables as pictures and lists: they can be drawn, and every row of a table is in them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from pages.lifecycles import pictures, text
from simulator.agencies import agencies
from simulator.domain.lifecycle import Lifecycle, Transition

_SVG = "{http://www.w3.org/2000/svg}"
ROWS = [(name, row) for name, agency in agencies().items() for row in agency.lifecycle.transitions]
DRAWN = pictures(agencies())


@cache
def told(name: str) -> str:
    return text(agencies()[name], str)


def without(name: str, row: Transition) -> str:
    """The list as it would be if an agency's table had lost a row."""
    table = agencies()[name].lifecycle
    rest = Lifecycle(table.start, tuple(each for each in table.transitions if each != row), table.groups)
    return text(replace(agencies()[name], lifecycle=rest), str)


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_sound_needs_nothing_from_elsewhere_and_all_of_it_is_inside(name: str) -> None:
    picture = ElementTree.fromstring(DRAWN[name])  # noqa: S314 - it is what we have drawn ourselves
    width, height = (float(picture.attrib[side]) for side in ("width", "height"))
    assert re.findall(r"https?://[^\"]+|url\(|<script|@import", DRAWN[name]) == ["http://www.w3.org/2000/svg"]
    for box in picture.iter(f"{_SVG}rect"):
        assert float(box.attrib.get("x", 0)) + float(box.attrib["width"]) <= width
        assert float(box.attrib.get("y", 0)) + float(box.attrib["height"]) <= height
    for wire in picture.iter(f"{_SVG}path"):
        assert all(float(x) < width for x in re.findall(r"[MH](\d+)", wire.attrib["d"]))


@pytest.mark.parametrize("name", DRAWN)
def test_no_wires_to_two_states_lie_upon_each_other(name: str) -> None:
    runs = re.findall(r"M(\d+) (\d+)V(\d+)M\1", DRAWN[name])
    for place, (lane, top, bottom) in enumerate(runs):
        for other, other_top, other_bottom in runs[place + 1 :]:
            apart = int(bottom) < int(other_top) or int(other_bottom) < int(top)
            assert lane != other or apart, f"{name}: {lane}, {top} to {bottom}"


def test_every_state_and_all_that_happens_stands_in_a_picture() -> None:
    for name, agency in agencies().items():
        drawn = "\n".join(picture for file, picture in DRAWN.items() if file.startswith(f"{name}-"))
        for word in (*agency.lifecycle.states, *agency.lifecycle.happenings):
            assert f">{word.replace('_', ' ')} <" in drawn or f">{word.replace('_', ' ')}</text>" in drawn, (
                word
            )


@pytest.mark.parametrize(
    ("name", "row"), ROWS, ids=[f"{name}: {row.on} in {row.state}" for name, row in ROWS]
)
def test_a_table_that_lost_a_row_has_another_list(name: str, row: Transition) -> None:
    assert without(name, row) != told(name)
