"""The agenda, held against a list that is sorted anew each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.agenda import Agenda
from simulator.domain.facts import Deadline

BORN = datetime(2026, 1, 1, tzinfo=UTC)
deadlines = st.builds(
    Deadline,
    st.integers(0, 60).map(lambda hours: BORN + timedelta(hours=hours)),
    st.sampled_from(["case:a", "case:b", "plan:c"]),
    st.sampled_from(["x", "y"]),
)
steps = st.lists(
    st.tuples(st.just("add"), st.lists(deadlines, max_size=3))
    | st.tuples(st.just("reach"), st.just([]))
    | st.tuples(st.just("pass"), st.lists(deadlines, min_size=1, max_size=1)),
    max_size=30,
)


class Plain:
    """The same, as plainly as can be: a deadline for the same thing replaces the one before."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[str, str], tuple[datetime, int, Deadline]] = {}
        self.count = 0

    def add(self, found: list[Deadline]) -> None:
        for deadline in found:
            self.count += 1
            self.waiting[deadline.subject, deadline.name] = (deadline.due, self.count, deadline)

    def next(self) -> Deadline | None:
        return min(self.waiting.values())[2] if self.waiting else None

    def passed(self, moment: datetime) -> None:
        self.waiting = {key: each for key, each in self.waiting.items() if each[0] > moment}


@settings(max_examples=300)
@given(steps)
def test_it_is_as_a_plain_list_would_be(taken: list[tuple[str, list[Deadline]]]) -> None:
    agenda, plain = Agenda(), Plain()
    for what, found in taken:
        following = plain.next()
        assert agenda.next() == following
        if what == "add":
            agenda.add(found)
            plain.add(found)
        elif what == "pass":
            agenda.passed(found[0].due)
            plain.passed(found[0].due)
        elif following is not None:
            agenda.reached(following.subject, following.name)
            plain.waiting.pop((following.subject, following.name))
    assert agenda.next() == plain.next()
