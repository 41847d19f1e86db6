"""Shards: every scenario is in one, all machines agree, and none has much more to do than the others."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.sharding import Shard, read, shared_out


@dataclass(frozen=True)
class Story:
    id: str


def stories(*names: str) -> list[Story]:
    return [Story(name) for name in names]


def ids(shards: list[list[Story]]) -> list[list[str]]:
    return [[story.id for story in shard] for shard in shards]


TIMES = st.dictionaries(st.text(min_size=1, max_size=4), st.floats(0, 60), max_size=30)


@given(TIMES, st.sets(st.text(min_size=1, max_size=4), max_size=5), st.integers(1, 9))
def test_every_scenario_is_in_one_shard(times: dict[str, float], unknown: set[str], of: int) -> None:
    found = shared_out(stories(*{*times, *unknown}), times, of)
    assert len(found) == of
    assert sorted(name for shard in ids(found) for name in shard) == sorted({*times, *unknown})


@given(TIMES, st.integers(1, 9))
def test_the_split_does_not_depend_on_the_order_of_the_scenarios(times: dict[str, float], of: int) -> None:
    found = stories(*times)
    assert shared_out(reversed(found), times, of) == shared_out(found, times, of)


@given(TIMES, st.integers(1, 9))
def test_no_shard_has_more_to_do_than_a_fair_part_and_the_longest_story(
    times: dict[str, float], of: int
) -> None:
    loads = [sum(times[name] for name in shard) for shard in ids(shared_out(stories(*times), times, of))]
    rounding = 0.001 * len(times)
    assert max(loads) <= sum(times.values()) / of + max(times.values(), default=0) + rounding


def test_the_longest_go_first_each_to_the_shard_that_has_the_least_to_do() -> None:
    times = {"a": 2.0, "b": 3.0, "c": 7.0, "d": 4.0, "e": 5.0}
    # 7 to the first, 5 and 4 to the second and the third, 3 to the third, 2 to the second: 7, 7, 7.
    assert ids(shared_out(stories(*times), times, 3)) == [["c"], ["a", "e"], ["b", "d"]]


def test_a_scenario_that_nobody_measured_takes_the_median() -> None:
    times = {"a": 1.0, "b": 6.0, "c": 9.0}
    # The median is 6, so that the new one goes with b before a, to the third; then a to the second.
    assert ids(shared_out(stories("a", "b", "c", "new"), times, 3)) == [["c"], ["a", "b"], ["new"]]


@pytest.mark.parametrize("times", [{}, {"elsewhere": 3.0}, dict.fromkeys("abcdef", 0.0)])
def test_scenarios_of_which_nothing_is_known_are_spread_evenly(times: dict[str, float]) -> None:
    assert ids(shared_out(stories(*"abcdef"), times, 3)) == [["a", "d"], ["b", "e"], ["c", "f"]]


def test_of_more_shards_than_scenarios_some_are_empty() -> None:
    assert ids(shared_out(stories("a"), {}, 3)) == [["a"], [], []]


@pytest.mark.parametrize("text", ["1/1", "2/4", "10000/10000"])
def test_a_shard_is_written_as_it_is_read(text: str) -> None:
    assert str(read(text)) == text
    assert read("2/4") == Shard(2, 4)


@pytest.mark.parametrize(
    "text", ["5/4", "0/4", "1/0", "-1/4", "1/10001", "1", "1/", "/4", "a/b", "1/2/3", "", " 1/2", "01/2"]
)
def test_what_is_no_shard_is_refused_with_how_one_is_written(text: str) -> None:
    with pytest.raises(ValueError, match=r"of the form I/N, such as 2/4|counted from 1/4 to 4/4"):
        read(text)
