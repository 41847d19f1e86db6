"""Virtual time goes on: moment by moment, each in the order in which the driver protocol has it.

First the provider does what is due; then the client gets its webhooks, in the order of the queue, its bank
statements, and a tick. A client with an address of its own may work on a delivery until it answers that tick.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from conformance.runner.endings import OurDefect
from conformance.runner.life import Life
from conformance.runner.schedule import WokenTooOften

# A client whose answers bring new messages at once, without end, would never let time go on.
_MOST_DELIVERIES = 10_000
_MOST_AT_ONE_TIME = 100


class Moments:
    """Lets time pass for one life."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._sandbox = life.sandbox
        self._stated: date | None = None

    def pass_to(self, goal: datetime) -> None:
        """Go on to a moment, with all the moments before it, and that moment itself."""
        goal = goal.astimezone(UTC)
        stood = 0
        while True:
            before = self._sandbox.now
            target = min(self._life.schedule.next(before), goal)
            reached = self._sandbox.run_until(target).astimezone(UTC)
            self._life.settle()
            self._moment(reached)
            if reached >= goal:
                return
            # What a tick reports may bring a webhook at once: then the moment comes again, with another tick.
            stood = stood + 1 if reached <= before.astimezone(UTC) else 0
            if stood > _MOST_AT_ONE_TIME:
                raise OurDefect(
                    f"time stands at {before.isoformat()}: each tick then brings webhooks at once"
                )

    def here(self) -> None:
        """A moment of the story: what it brought about happens now, and the client gets a tick."""
        self._sandbox.run_until(self._sandbox.now)
        self._life.settle()
        self.webhooks()
        self._life.tick()

    def webhooks(self) -> None:
        """Deliver what is due, and what comes up meanwhile."""
        tried = 0
        while messages := self._sandbox.due_messages():
            for message in messages:
                tried += 1
                self._life.deliver(message)
            if tried > _MOST_DELIVERIES:
                raise OurDefect(
                    f"more than {_MOST_DELIVERIES} webhooks were due at {self._sandbox.now.isoformat()}"
                )

    def _moment(self, now: datetime) -> None:
        self._count(now)
        self.webhooks()
        day = self._life.schedule.statements_due(now)
        # A moment comes again if the client's work at it brings webhooks at once; its statements do not.
        if day is not None and day != self._stated:
            self._stated = day
            for statement in self._sandbox.statements(day):
                if statement.format in self._life.client.hello.bank:
                    self._life.bank(statement)
        self._life.tick()

    def _count(self, now: datetime) -> None:
        try:
            self._life.schedule.count_wake(now)
        except WokenTooOften as error:
            raise self._life.blamed(str(error)) from None
