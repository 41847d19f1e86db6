"""When a client is called between the steps of a story."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conformance.runner.schedule import MOST_WAKES_A_DAY, Schedule, WokenTooOften, later

ZONE = ZoneInfo("Europe/Helsinki")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def schedule(*, statements: bool = True) -> Schedule:
    return Schedule(ZONE, takes_statements=statements, is_banking_day=lambda day: day.weekday() < 5)


def moments(made: Schedule, start: str, count: int) -> list[str]:
    now, found = local(start), []
    for _ in range(count):
        now = made.next(now).astimezone(ZONE)
        found.append(now.replace(tzinfo=None).isoformat(timespec="minutes"))
    return found


def test_statements_come_at_six_on_the_day_after_each_banking_day_and_ticks_at_eight() -> None:
    assert moments(schedule(), "2026-01-09T09:00", 6) == [  # a Friday
        "2026-01-10T06:00",
        "2026-01-10T08:00",
        "2026-01-11T08:00",
        "2026-01-12T08:00",
        "2026-01-13T06:00",
        "2026-01-13T08:00",
    ]
    assert schedule().statements_due(local("2026-01-10T06:00")) == date(2026, 1, 9)
    assert schedule().statements_due(local("2026-01-10T08:00")) is None
    assert schedule().statements_due(local("2026-01-11T06:00")) is None


def test_a_client_that_takes_no_statements_is_called_at_eight_alone() -> None:
    assert moments(schedule(statements=False), "2026-01-09T09:00", 2) == [
        "2026-01-10T08:00",
        "2026-01-11T08:00",
    ]


def test_the_day_of_the_change_to_summer_time_has_23_hours() -> None:
    made = schedule(statements=False)
    made.hourly = True
    assert len([one for one in moments(made, "2026-03-29T00:00", 24) if one.startswith("2026-03-29")]) == 22
    assert made.next(local("2026-03-28T08:00")) < local("2026-03-29T08:00").astimezone(UTC)
    assert schedule(statements=False).next(local("2026-03-28T08:00")) == datetime(2026, 3, 29, 5, tzinfo=UTC)


def test_a_client_is_woken_once_when_it_asked_to_be() -> None:
    made = schedule(statements=False)
    made.wake_at(local("2026-01-09T09:30"))
    made.wake_at(local("2026-01-09T09:30").astimezone(UTC))
    made.wake_at(local("2026-01-09T08:30"))
    assert moments(made, "2026-01-09T09:00", 2) == ["2026-01-09T09:30", "2026-01-10T08:00"]


def test_being_woken_without_end_is_stopped() -> None:
    made = schedule()
    for _ in range(MOST_WAKES_A_DAY):
        made.count_wake(local("2026-01-09T09:00"))
    with pytest.raises(WokenTooOften, match="2026-01-09"):
        made.count_wake(local("2026-01-09T10:00"))


def test_days_are_counted_on_the_calendar_and_hours_as_they_pass() -> None:
    eve = local("2026-03-28T09:00")
    assert later(eve, "P1D", ZONE) == local("2026-03-29T09:00").astimezone(UTC)
    assert later(eve, "PT24H", ZONE) == eve.astimezone(UTC) + timedelta(hours=24)
    assert later(eve, "P1W", ZONE).astimezone(ZONE).date() == date(2026, 4, 4)
    assert later(eve, "P1DT30M", ZONE) == local("2026-03-29T09:30").astimezone(UTC)


@pytest.mark.parametrize("text", ["", "P", "PT", "1D", "P1M", "soon"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        later(local("2026-03-28T09:00"), text, ZONE)
