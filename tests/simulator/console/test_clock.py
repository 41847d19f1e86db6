"""The clock in the console: how time is let pass, and what is said where it cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator import Sandbox, World
from simulator.outbox import Message
from tests.simulator.console.person import Person
from tests.simulator.console.tale import Tale, tale
from tests.simulator.stage import KEY


@pytest.fixture(scope="module")
def told() -> Tale:
    return tale()


@pytest.fixture
def person(told: Tale) -> Person:
    """A browser at the overview of a sandbox of its own, in which much has happened."""
    made = Person(told.desk.world)
    made.at = f"/console/sandboxes/{told.desk.world.fork(told.sandbox).id}"
    made.open(made.at)
    return made


def sandbox_of(person: Person) -> Sandbox:
    return person.world.get(person.at.partition("?")[0].split("/")[3])


def now(person: Person) -> str:
    return f"{sandbox_of(person).now:%Y-%m-%d %H:%M}"


def move(person: Person, status: int = 200, **fields: str) -> str:
    """Send one of the forms that move the clock."""
    return person.send(f"/console/sandboxes/{sandbox_of(person).id}/clock", status, **fields)


@pytest.mark.parametrize(
    ("fields", "then"),
    [
        ({"how": "day"}, "2026-03-12 09:00"),
        ({"how": "banking_days", "n": "3"}, "2026-03-16 09:00"),
        ({"how": "next"}, "2026-04-02 09:00"),
        ({"how": "date", "to": "2026-03-20"}, "2026-03-20 08:00"),
        ({"how": "date", "to": "2026-03-20T14:30"}, "2026-03-20 14:30"),
    ],
)
def test_time_passes_as_it_is_asked_to(person: Person, fields: dict[str, str], then: str) -> None:
    assert now(person) == "2026-03-11 09:00"
    text = move(person, 200, **fields)
    assert now(person) == then
    assert f"It is {then} now." in text


def test_what_happened_meanwhile_is_shown_and_messages_were_sent() -> None:
    sent: list[Message] = []

    def post(message: Message) -> int:
        sent.append(message)
        return 200

    person = Person(tale().desk.world, post=post)
    person.open("/console/sandboxes/1")
    text = move(person, how="date", to="2026-04-20")
    assert "Reminder no. 2" in text or "Collection goes on" in text
    assert person.page.xpath("//section[@class='news']//li")
    assert {message.event for message in sent} == {"RECEIVABLES.ASSIGNMENT.EVENT"}
    assert person.ask("GET", person.at).status == 200
    assert now(person) == "2026-04-20 08:00"


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"how": "date", "to": "2026-01-01"}, 409, "time only goes forward: it is 2026-03-11"),
        ({"how": "date", "to": ""}, 400, "give the date"),
        ({"how": "date", "to": "soon"}, 400, "is no time"),
        ({"how": "date", "to": "2999-01-01"}, 409, "is outside the calendar"),
        ({"how": "banking_days", "n": "0"}, 400, "1 to 400 are possible"),
        ({"how": "banking_days", "n": "many"}, 400, "1 to 400 are possible"),
        ({"how": "banking_days", "n": "9" * 200}, 400, "1 to 400 are possible"),
        ({"how": "sideways"}, 400, "it can by: day, banking_days, next, date"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_no_time_passes(
    person: Person, fields: dict[str, str], status: int, said: str
) -> None:
    text = move(person, status, **fields)
    assert said.lower() in text.lower()
    assert person.page.xpath("//*[@role='alert']")
    assert "Let time pass" in text
    assert now(person) == "2026-03-11 09:00"


def test_a_sandbox_in_which_nothing_is_to_come_has_no_next_event() -> None:
    person = Person()
    person.world.create()
    assert "Nothing is to come by itself" in person.open("/console/sandboxes/1")
    assert "there is no next event" in move(person, 409, how="next")


def test_the_second_of_two_people_at_one_clock_sees_what_the_first_has_done(person: Person) -> None:
    second = person.other()
    second.open(person.at)
    move(person, how="date", to="2026-04-20")
    happened = sandbox_of(person).facts_total
    text = move(second, 409, how="day")
    assert "Somebody else has let time pass meanwhile: it is 2026-04-20 08:00 already" in text
    assert "What has happened" in text
    assert second.page.xpath("//section[@class='news']//li")
    assert (now(person), sandbox_of(person).facts_total) == ("2026-04-20 08:00", happened)
    assert "It is 2026-04-21 08:00 now." in move(second, how="day")


def test_while_time_passes_already_a_second_advance_is_refused_in_words(person: Person) -> None:
    sandbox = sandbox_of(person)
    with sandbox.round:
        assert "Time is already passing" in move(person, 409, how="day")
    assert now(person) == "2026-03-11 09:00"


def test_a_clock_that_runs_shows_itself_anew_and_can_be_moved_from_an_old_page() -> None:
    seconds = [0.0]
    world = World(key=KEY, seconds=lambda: seconds[0])
    world.create(rate=60)
    person = Person(world)
    assert "runs 60×" in person.open("/console/sandboxes/1")
    (strip,) = person.page.xpath("//p[@id='now']/@hx-get")
    began = now(person)
    seconds[0] = 120.0
    assert "runs 60×" in person.open(strip)
    assert now(person) != began
    person.open("/console/sandboxes/1")
    seconds[0] = 180.0
    text = move(person, how="day")
    assert "It is 2026-01-06" in text
    assert world.get("1").now - world.get("1").now.replace(hour=8, minute=0) < timedelta(hours=4)
