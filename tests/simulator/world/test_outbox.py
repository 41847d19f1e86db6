"""The outbox: whatever comes of messages, and in whatever order, it says what is due as its messages do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.domain import facts as f
from simulator.outbox import Message, Outbox

START = datetime(2026, 1, 1, tzinfo=UTC)
HOOKS = ("one", "two")
MINUTES = st.integers(0, 5)

queued = st.tuples(st.just("queue"), st.sampled_from(HOOKS), st.none() | MINUTES, st.booleans())
answered = st.tuples(st.just("answered"), st.integers(0, 9), st.none() | MINUTES)
again = st.tuples(st.just("again"), st.integers(0, 9))
forgotten = st.tuples(st.just("forget"), st.sampled_from(HOOKS))


def moment(minutes: int | None, now: datetime = START) -> datetime | None:
    return None if minutes is None else now + timedelta(minutes=minutes)


def take(outbox: Outbox, now: datetime, step: tuple[Any, ...]) -> None:
    what, which, *more = step
    names = list(outbox.messages)
    if what == "queue":
        due, held = more
        made = Message(str(len(names)), which, "channel", "event", "url", b"", moment(due, now), held=held)
        outbox.queue(made)
    elif what == "forget":
        outbox.forget(which)
    elif which < len(names) and what == "again":
        outbox.queued_again(now, f.MessageQueuedAgain(message=names[which]))
    elif which < len(names) and names[which] in outbox.waiting:
        retry = moment(more[0], now)
        outbox.answered(now, f.MessageAnswered(message=names[which], attempt=1, status=None, retry_at=retry))


@given(st.lists(queued | answered | again | forgotten, max_size=30), st.booleans())
def test_what_is_due_next_is_the_first_of_all_that_wait(steps: list[tuple[Any, ...]], read: bool) -> None:
    outbox = Outbox()
    for minutes, step in enumerate(steps):
        now = START + timedelta(minutes=minutes)
        take(outbox, now, step)
        if read:
            outbox = Outbox(outbox.messages, outbox.waiting)
        waiting = [outbox.messages[name] for name in outbox.waiting]
        dues = [message.due for message in waiting if message.due is not None]
        assert outbox.next_due() == min(dues, default=None)
        due = [each for each in waiting if each.due is not None and each.due <= now]
        assert outbox.due(now) == due
        assert outbox.first(now) == (due[0] if due else None)
        assert all(message.held or message.due is not None for message in waiting)


def test_what_is_held_back_goes_out_in_its_order_when_another_to_the_same_destination_is_done() -> None:
    outbox = Outbox()
    for name, hook, held in (("a", "one", False), ("b", "one", True), ("c", "two", True), ("d", "one", True)):
        due = None if held else START
        outbox.queue(Message(name, hook, "channel", "event", "url", b"", due, held=held))
    later = START + timedelta(minutes=1)
    outbox.answered(later, f.MessageAnswered(message="a", attempt=1, status=200, retry_at=None))
    assert [message.id for message in outbox.due(later)] == ["b", "d"]
    assert outbox.waiting == ["b", "c", "d"]
    assert outbox.messages["c"].held
