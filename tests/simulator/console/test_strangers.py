"""Every page and action of the console, in one sandbox with another's ids: nothing of the other shows or changes."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from simulator.console.routing import Route
from simulator.console.views import ROUTES
from tests.simulator.console.person import ADDRESS, Person
from tests.simulator.http.test_strangers import Two

INSIDE = [route for route in ROUTES if "{id}" in route.path]


def named(route: Route) -> str:
    return f"{route.name} {route.path}"


class Visitor:
    """A person who looks at the second company's sandbox, and knows what the first one has."""

    def __init__(self) -> None:
        self.two = Two()
        self.person = Person(self.two.world)
        self.place = f"/console/sandboxes/{self.two.second.sandbox.id}"
        self.person.open(self.place)
        self.proof = self.person.page.xpath("//input[@name='csrf']/@value")[0]
        self.message = next(iter(self.two.first.sandbox.outbox.messages))
        case = self.two.case
        self.things = [
            case["id"],
            case["invoice_id"],
            self.message,
            self.two.fault,
            "1001",
            str(self.two.letter),
        ]

    def addresses(self, route: Route) -> list[str]:
        """A route's address with each thing of the first company in every place but that of the sandbox."""
        path = f"/console{route.path}".replace("{id}", quote(self.two.second.sandbox.id))
        found = []
        for thing in self.things:
            filled = path
            for part in [each[1:-1] for each in path.split("/") if each.startswith("{")]:
                known = {
                    "surface": "maventa",
                    "operation": "getV1InvoicesId",
                    "kind": "delay",
                    "day": "2026-01-14",
                }
                filled = filled.replace(f"{{{part}}}", known.get(part, thing))
            found.append(
                f"{filled}?{urlencode(dict.fromkeys(route.query, thing))}" if route.query else filled
            )
        return found

    def secrets(self) -> list[str]:
        """What nobody finds out who does not have it already."""
        words = [each for one in self.two.first.sandbox.endpoints("").values() for each in one.items()]
        return [*self.two.secrets, *(value for name, value in words if name.endswith(("secret", "key")))]


@pytest.fixture(scope="module")
def visitor() -> Visitor:
    return Visitor()


@pytest.mark.parametrize("route", INSIDE, ids=named)
def test_no_page_or_action_shows_or_changes_what_is_another_sandboxs(route: Route, visitor: Visitor) -> None:
    visitor = visitor if route.method == "GET" else Visitor()
    first = visitor.two.first.sandbox
    before, journal, faults = first.facts(), first.journal.count, first.faults()
    secrets = visitor.secrets()
    for thing, address in zip(visitor.things, visitor.addresses(route), strict=True):
        fields = (
            {**dict.fromkeys(route.fields, thing), "csrf": visitor.proof} if route.method == "POST" else None
        )
        heard = visitor.person.ask(route.method, address, fields, origin=ADDRESS)
        if heard.status == 303:
            heard = visitor.person.ask("GET", heard.headers["location"])
        shown = heard.body.decode("utf-8", "replace")
        assert [each for each in secrets if each in shown and each not in visitor.things] == [], address
    assert visitor.two.world.find(first.id) is first
    assert (first.facts(), first.journal.count, first.faults()) == (before, journal, faults)


def test_a_page_of_a_thing_that_only_another_sandbox_has_is_not_there(visitor: Visitor) -> None:
    letter = f"letter?case={visitor.two.case['id']}&letter=1"
    for path in (f"webhooks/{visitor.message}", "invoice?number=1001", "settlements/x", letter):
        assert visitor.person.ask("GET", f"{visitor.place}/{path}").status in (400, 404), path
