"""Time that passes in steps, so that others have the sandbox in between, is the time that passes at once."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from tests.simulator.company import Company


def grown() -> Company:
    company = Company().activate()
    sent = [company.send(str(number)) for number in range(1001, 1004)]
    company.until("2026-02-04T09:00")
    for invoice in sent:
        assert company.transfer(invoice).status == 202
    return company


@pytest.mark.parametrize("most", [1, 2, 7])
def test_in_however_many_steps_the_same_happens(most: int) -> None:
    one, other = grown(), grown()
    goal = one.sandbox.now + timedelta(days=90)
    one.sandbox.run_until(goal)
    steps = 0
    while not other.sandbox.run_a_while(goal, most):
        steps += 1
    assert steps
    assert other.sandbox.now == one.sandbox.now == goal
    assert other.sandbox.facts() == one.sandbox.facts()


def test_a_moment_in_which_much_falls_due_is_not_left_before_all_of_it_has_happened() -> None:
    company = grown()
    due = company.sandbox.next_due()
    assert due is not None
    company.sandbox.run_until(due - timedelta(seconds=1))
    before = company.sandbox.facts_total
    ends = [company.sandbox.run_a_while(due, 1) for _ in range(4)]
    assert ends == sorted(ends)
    assert company.sandbox.now == due
    assert (ends[0], ends[-1], company.sandbox.facts_total > before) == (False, True, True)


def test_who_calls_a_sandbox_whose_time_passes_is_answered_on_the_way() -> None:
    company = grown()
    start, goal = company.sandbox.now, company.sandbox.now + timedelta(days=300)
    seen = []

    def ask() -> None:
        with company.sandbox.lock:
            seen.append(company.sandbox.now)

    asking = Thread(target=ask, daemon=True)
    done = False
    while not done:
        with company.sandbox.lock:
            done = company.sandbox.run_a_while(goal, 1)
            if not asking.ident:
                asking.start()
        company.sandbox.lock.give_way()
    asking.join(30)
    assert start <= seen[0] <= goal
