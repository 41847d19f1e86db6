"""Pages that look again and again, and cost nothing while nothing happens."""

from __future__ import annotations

from tests.simulator.console.person import Person

HOME = "/console/sandboxes/1"


def asked(person: Person, place: str) -> str:
    person.open(place)
    return str(person.page.xpath("//div[@id='pulse']/@hx-get")[0])


def test_a_page_is_told_nothing_while_nothing_happens() -> None:
    person = Person()
    person.world.create()
    heard = person.ask("GET", asked(person, HOME))
    assert (heard.status, heard.body) == (204, b"")


def test_a_list_is_drawn_anew_and_a_page_with_forms_only_says_that_there_is_more() -> None:
    person = Person()
    sandbox = person.world.create()
    at_list, at_forms = asked(person, f"{HOME}/facts"), asked(person, HOME)
    sandbox.put_debtor("acme", {"kind": "company"})
    drawn = person.ask("GET", at_list, hx_current_url=f"http://127.0.0.1:8000{HOME}/facts?page=1")
    assert f'hx-get="{HOME}/facts?page=1" hx-trigger="load"' in drawn.body.decode()
    told = person.ask("GET", at_forms, hx_current_url=f"http://127.0.0.1:8000{HOME}")
    assert "More has happened" in told.body.decode()
    assert 'hx-trigger="load"' not in told.body.decode()


def test_it_leads_nowhere_but_into_the_sandbox() -> None:
    person = Person()
    sandbox = person.world.create()
    place = asked(person, f"{HOME}/facts")
    sandbox.put_debtor("acme", {"kind": "company"})
    for elsewhere in (
        "https://evil.example/console/sandboxes/12",
        "http://[",
        "http://127.0.0.1/console/sandboxes/12",
    ):
        heard = person.ask("GET", place, hx_current_url=elsewhere)
        assert f'hx-get="{HOME}" hx-trigger="load"' in heard.body.decode()
