"""One look at a page, or one action on it: what a view is given to work with."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from simulator.console.books import Shelf
from simulator.console.gate import Gate, Session
from simulator.console.routes import HTML
from simulator.console.telling import described
from simulator.console.tools import Tools
from simulator.courier import Courier
from simulator.port import Answer, Call
from simulator.sandbox import Sandbox
from simulator.world import World

HOME = "/console"
MOST_NEWS = 50
"""How many facts a page shows of what an action has set off."""

_TABS = (
    ("Overview", ()),
    ("Services", ("services",)),
    ("Invoices", ("invoices",)),
    ("Cases", ("cases",)),
    ("Timeline", ("facts",)),
    ("Calls", ("journal",)),
    ("Webhooks", ("webhooks",)),
    ("Bank", ("statements",)),
    ("Settlements", ("settlements",)),
    ("Letters", ("letters",)),
    ("Faults", ("faults",)),
    ("API", ("api",)),
)
_BELOW = {"invoice": "invoices", "exchange": "journal", "message": "webhooks", "statement": "statements"}
_BELOW |= {
    "fault": "faults",
    "set_fault": "faults",
    "api_document": "api",
    "api_call": "api",
    "try_call": "api",
}
_BELOW |= {"settlement": "settlements", "letter": "letters"}


class Visit:
    """A call of the console. `found` is the sandbox that its path names, `wrong` why the last action was not done."""

    def __init__(
        self, world: World, courier: Courier, gate: Gate, shelf: Shelf, call: Call, tools: Tools
    ) -> None:
        self.world = world
        self.courier = courier
        self.gate = gate
        self.shelf = shelf
        self.call = call
        self.tools = tools
        self.session: Session | None = None
        self.found: Sandbox | None = None
        self.wrong = ""
        self.status = 200

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox that the page is of."""
        if self.found is None:
            raise LookupError(f"the page {self.call.operation} names no sandbox")
        return self.found

    @property
    def query(self) -> dict[str, Any]:
        """The fields of the page's address."""
        return self.call.query

    def field(self, name: str) -> str:
        """Answer what was written into a field of the form, without blanks around it; nothing for one left out."""
        return str(self.call.body.get(name, "")).strip()

    def number(self, name: str = "page") -> int:
        """Answer a number of the page's address; 1 for one that is left out."""
        return int(self.query.get(name, 1))

    def at(self, *parts: str, **query: object) -> str:
        """Answer the address of a page of this sandbox; fields that are None are left out."""
        return address("sandboxes", self.sandbox.id, *parts, **query)

    @property
    def seen(self) -> str:
        """How far a page of this sandbox has looked: so many facts, and so many calls."""
        return f"{self.sandbox.facts_total}.{self.sandbox.journal.count}"

    @property
    def of(self) -> str:
        """The name of the page."""
        return self.call.operation.partition("_")[2]

    @property
    def tabs(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The pages of a sandbox that every page leads to: what they are called, and where they are."""
        return _TABS

    def is_at(self, *parts: str) -> bool:
        """Whether this is the page of a sandbox with this address, or one below it."""
        mine = self.call.operation.partition("_")[2]
        return _BELOW.get(mine, mine) == (parts[0] if parts else "overview")

    def shown(self, template: str, **words: Any) -> Answer:
        """Answer a page: a template with these words."""
        from simulator.console.drawing import drawn  # templates are dear to import

        about = {"visit": self, "sandbox": self.found, "news": self._news(), **words}
        return Answer(self.status, drawn(template, about).encode("utf-8", "replace"), HTML)

    def gone_to(self, place: str) -> Answer:
        """Answer where to go on, with a page that can be loaded again without doing anything twice."""
        return Answer(303, headers={"Location": place})

    def done(self, place: str, since: int, did: str) -> Answer:
        """Lead to a page after an action: it shows what was done, in a few words, and the facts since then."""
        joint = "&" if "?" in place else "?"
        return self.gone_to(f"{place}{joint}{urlencode({'did': did, 'since': since})}")

    def _news(self) -> dict[str, Any] | None:
        """What the address asks to be shown of what has happened; None if it does not."""
        if self.found is None or "since" not in self.query:
            return None
        since, total = self.query["since"], self.found.facts_total
        happened = self.found.state.timeline[since : since + MOST_NEWS] if since < total else []
        facts = [described(self.found.zone, each) for each in happened]
        return {"did": self.query.get("did", ""), "facts": facts, "more": max(0, total - since - len(facts))}


def address(*parts: str, **query: object) -> str:
    """Answer the address of a page of the console; fields that are None are left out."""
    path = "/".join([HOME, *(quote(part, safe="", errors="replace") for part in parts)])
    given = {name: value for name, value in query.items() if value is not None and value != ""}
    return f"{path}?{urlencode(given, errors='replace')}" if given else path
