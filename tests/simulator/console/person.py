"""A person with a browser at the console, without a socket: it keeps its cookie, and sends the forms that it sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from lxml import html

from simulator import World
from simulator.courier import Courier, Post
from simulator.http.core import Core, Request
from simulator.http.surfaces import surfaces
from tests.simulator.stage import FORM, KEY, Heard, keeps_its_promises

ADDRESS = "http://127.0.0.1:8000"


class Person:
    """One browser. `page` is what it shows, as a tree; `headers` are sent with every request."""

    def __init__(
        self, world: World | None = None, token: str | None = None, post: Post | None = None
    ) -> None:
        self.world = world or World(key=KEY)
        self.core = Core(self.world, surfaces(self.world, Courier(post), control=True, token=token))
        self.headers: dict[str, str] = {}
        self.cookie = ""
        self.at = ""
        self.page: Any = None
        self.heard = Heard(0, {}, b"")

    def other(self) -> Person:
        """Another browser at the same server."""
        made = Person.__new__(Person)
        made.__dict__ = {**self.__dict__, "cookie": "", "headers": {}}
        return made

    def ask(self, method: str, place: str, fields: Mapping[str, str] | None = None, **headers: str) -> Heard:
        """Ask for a page, without following where it leads."""
        path, _, query = place.partition("?")
        given = {"cookie": self.cookie, **self.headers, **headers}
        if fields is not None:
            given["content-type"] = FORM
        body = urlencode(fields).encode() if fields is not None else b""
        named = [(name.replace("_", "-"), value) for name, value in given.items() if value]
        response = self.core.handle(Request(method, path, query, named, body, ADDRESS))
        heard = Heard(
            response.status, {name.lower(): value for name, value in response.headers}, response.body
        )
        keeps_its_promises(heard, f"{method} {place}")
        if "set-cookie" in heard.headers:
            self.cookie = heard.headers["set-cookie"].partition(";")[0]
        return heard

    def open(self, place: str, status: int = 200) -> str:
        """Open a page, and answer its text."""
        return self._shown(place, self.ask("GET", place), status)

    def send(self, place: str, status: int = 200, /, **fields: str) -> str:
        """Fill in the form of the page that leads to a place, send it, and answer the text of where it leads."""
        forms = self.page.xpath("//form[@method='post'][@action=$place]", place=place)
        fits = [form for form in forms if fields.items() & dict(form.fields).items()] or forms
        assert fits, f"{self.at} has no form for {place}"
        filled = {name: value or "" for name, value in fits[0].fields.items()} | fields
        heard = self.ask("POST", place, filled, origin=ADDRESS)
        if heard.status == 303:
            place = heard.headers["location"]
            heard = self.ask("GET", place)
        return self._shown(place, heard, status)

    def _shown(self, place: str, heard: Heard, status: int) -> str:
        assert heard.status == status, f"{place}: {heard.status}"
        self.at, self.heard = place, heard
        self.page = html.fromstring(heard.body.decode())
        return " ".join(self.page.text_content().split())

    def links(self) -> list[str]:
        """Every place of the console that the page leads to."""
        return sorted(
            {str(each) for each in self.page.xpath("//a/@href") if str(each).startswith("/console")}
        )
