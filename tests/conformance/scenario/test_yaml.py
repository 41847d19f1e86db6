"""Scenario files as YAML: which values there are, and what is refused, with its place."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.scenario import ScenarioError
from conformance.scenario.yaml import MAX_BYTES, MAX_DEPTH, Document, read


def refusal(source: bytes | str) -> str:
    with pytest.raises(ScenarioError) as error:
        read(source)
    return str(error.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("'true'", "true"),
        ('"1001"', "1001"),
        ("1001", 1001),
        ("010", 10),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        (".inf", ".inf"),
        ("1240.00", Decimal("1240.00")),
        ("1e3", Decimal("1e3")),
        ("2026-01-28", date(2026, 1, 28)),
        ("2026-01-12T09:00", datetime(2026, 1, 12, 9)),
        ("2026-01-12 09:00:30", datetime(2026, 1, 12, 9, 0, 30)),
        ("2026-01-12T09:00+02:00", "2026-01-12T09:00+02:00"),
        ("P14D", "P14D"),
    ],
)
def test_a_scalar_is_read_as_yaml_1_2_reads_it(written: str, meant: Any) -> None:
    value = read(f"word: {written}").value["word"]
    assert (value, type(value)) == (meant, type(meant))


def test_a_decimal_keeps_the_digits_that_were_written() -> None:
    assert str(read("total: 1240.50").value["total"]) == "1240.50"


def test_the_key_on_stays_text() -> None:
    assert read("on: 1\nNO: 2").value == {"on": 1, "NO": 2}


def test_every_key_and_value_has_its_place() -> None:
    document = read("story:\n  - client: {comment: {text: Hello}}\n")
    path = ("story", 0, "client", "comment", "text")
    key, value = document.place(path, key=True), document.place(path)
    assert (key.line, key.column, value.line, value.column) == (2, 24, 2, 30)


def test_a_missing_path_has_the_place_of_what_is_around_it() -> None:
    assert read("\na: {b: 1}").place(("a", "c")).line == 2


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a: 1\nb: 2\na: 3", "3:1: the key 'a' is given twice, first in line 1"),
        ("a: &x 1", "1:4: &x: anchors are not part of the language"),
        ("a: &x [1]\nb: *x", "1:4: &x: anchors"),
        ("b: *x", "1:4: *x: aliases are not part of the language"),
        ("a: !!str 1", "tags are not part of the language"),
        ("--- a\n--- b", "2:1: a second document starts here"),
        ("1001: x", '1:1: the key 1001 is not text; expected it in quotes: "1001"'),
        ("? [a]\n: 2", "1:3: a list or mapping stands where a key belongs"),
        ("a: [1", "2:1: this is not YAML: the brackets that begin in line 1, column 4 are not closed"),
        (
            "a: 'x",
            "the quotes that begin in line 1, column 4 are not closed; expected another quotation mark",
        ),
        ("a:\tb\n\tc: d", "2:1: this is not YAML: a tabulator stands here; expected blanks"),
        (
            "a: {b:}",
            "1:6: this is not YAML: a colon has no blank behind it; expected a word, a colon and a blank",
        ),
        ("a: [1, ,2]", "1:8: this is not YAML: a value is missing here; expected a value"),
        ("a:b # c\nd: e", "2:1: this is not YAML: this line does not go on with what stands above it"),
        (" a: 1\nb: 2", "expected keys that begin in one column, each with a colon and a blank"),
        ("a: \x00", "1:4: the character U+0000 cannot stand in YAML"),
        ("a: \x1b[31m", "the character U+001B cannot stand in YAML"),
        (b"title: K\xe4rki", "1:9: the byte 0xE4 is not UTF-8; expected a file saved as UTF-8"),
        ("a: b".encode("utf-16"), "1:1: the file is UTF-16; expected UTF-8"),
    ],
)
def test_what_is_no_yaml_of_ours_is_refused_at_its_place(source: bytes | str, told: str) -> None:
    assert told in refusal(source)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-02-30", "1:4: 2026-02-30 is no date of the calendar"),
        ("2026-02-03T25:00", "1:4: 2026-02-03T25:00 is no time of the calendar"),
        ("9" * 31, "1:4: this number has more than 30 digits"),
    ],
)
def test_a_value_that_says_nothing_is_noted_and_reading_goes_on(written: str, told: str) -> None:
    document = read(f"a: {written}\nb: 1")
    assert document.value == {"a": written, "b": 1}
    [problem] = document.problems
    assert str(problem).startswith(told)


def test_what_was_noted_is_told_with_what_ends_the_reading() -> None:
    said = refusal("a: 2026-02-30\nb: &x 1").splitlines()
    assert [line[:4] for line in said] == ["1:4:", "2:4:"]


def test_nesting_is_bounded() -> None:
    assert f"nests deeper than {MAX_DEPTH} levels" in refusal("[" * 100_000)


def test_the_size_is_bounded() -> None:
    assert "larger than 256 kB" in refusal("a: " + "x" * MAX_BYTES)


def test_a_byte_order_mark_is_taken() -> None:
    assert read("\ufefftitle: a".encode()).value == {"title": "a"}


def test_an_empty_file_is_nothing() -> None:
    assert read("# only a comment\n").value is None


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_whatever_a_file_holds_it_is_read_or_refused_with_reasons(source: bytes | str) -> None:
    with suppress(ScenarioError):
        read(source)


@pytest.mark.parametrize("text", ["title: a", "title: a\n--- b", "{"])
def test_of_what_was_read_nothing_stays_until_python_searches_for_circles(text: str) -> None:
    def documents() -> int:
        return sum(isinstance(each, Document) for each in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = documents()
        with suppress(ScenarioError):
            read(text)
        assert documents() == before
    finally:
        gc.enable()
