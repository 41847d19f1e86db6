"""What Visma Amili's table for an ERP has beside what its services share, and how a case comes into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from simulator.domain.requesting import AnswerList
from tests.simulator.desk import Desk
from tests.simulator.engine.rows import NUMBER, Row

ASKED = ("amili.collection_list", "asked")
BROUGHT_BY: dict[str, dict[str, Any]] = {"listed": dict([ASKED])}


def amili_for_an_erp() -> Iterator[Row]:
    yield Row("amili", "new", "open_with_reminders", "opened", timers=("send_reminder",))
    yield Row("amili", "new", "open_for_collection", "assigned", timers=("send_demand",))
    yield Row("amili", "assigned", "send_demand", "demanded", "demand", timers=("start_legal_collection",))
    yield Row("amili", "reminded", "put_on_the_list", "listed", settings=(ASKED,))
    yield Row("amili", "listed", "accepted", "demanded", "demand", timers=("start_legal_collection",))
    yield Row("amili", "listed", "rejected", "closed", closes="rejected", bills=True)


def _answer_list(*, accept: bool) -> Callable[[Desk], object]:
    return lambda desk: desk.do(AnswerList(case=desk.case(NUMBER).id, accept=accept))


DOES: dict[str, Callable[[Desk], object]] = {
    "accepted": _answer_list(accept=True),
    "rejected": _answer_list(accept=False),
}
