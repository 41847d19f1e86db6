"""How a page says where it stands: its method, its path, and what may come with it; the core reads a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.console.routes import HTML
from simulator.console.visit import Visit
from simulator.contract.reading import FORM
from simulator.port import Answer

View = Callable[[Visit], Answer]
Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string", "maxLength": 1000}
WORD: Schema = {"type": "string", "maxLength": 255}
NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": 10**12}
COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 10**12}

_EVERYWHERE: Mapping[str, Schema] = {"since": COUNT, "did": WORD}
"""What any page may be asked for: what happened since a fact, after an action that led to it."""


@dataclass(frozen=True, slots=True)
class Route:
    """A page, or an action that leads to one.

    `query` and `fields` say what its address and its form may hold. `page` is the page that an action is taken on,
    which shows why it was not done; a `free` one asks for no login; `media` are the types of what is no page. The form
    of one with `more` holds what its page had reason to ask for.
    """

    method: str
    path: str
    view: View
    query: Mapping[str, Schema] = field(default_factory=dict)
    fields: Mapping[str, Schema] = field(default_factory=dict)
    page: Route | None = None
    free: bool = False
    media: tuple[str, ...] = ()
    more: bool = False

    @property
    def name(self) -> str:
        """Its name among all operations of the console."""
        return f"{self.method.lower()}_{self.view.__name__}"


def page(
    path: str, *, free: bool = False, media: tuple[str, ...] = (), **query: Schema
) -> Callable[[View], Route]:
    """Make a function the page at a path, whose address may also hold these fields of a query."""

    def routed(view: View) -> Route:
        return Route("GET", path, view, {**_EVERYWHERE, **query}, free=free, media=media)

    return routed


def action(
    path: str, on: Route | None = None, *, free: bool = False, more: bool = False, **fields: Schema
) -> Callable[[View], Route]:
    """Make a function an action with these fields of a form; it stands on the page `on`, and keeps what that shows."""

    def routed(view: View) -> Route:
        return Route("POST", path, view, on.query if on else {}, fields, on, free, more=more)

    return routed


def described(routes: Iterable[Route]) -> dict[str, Any]:
    """Answer the paths of these pages in the words of OpenAPI, in which the core reads all its surfaces."""
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return paths


def _operation(route: Route) -> dict[str, Any]:
    in_path = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    parameters = [{"name": name, "in": "path", "required": True, "schema": WORD} for name in in_path]
    parameters += [{"name": name, "in": "query", "schema": each} for name, each in route.query.items()]
    shown: dict[str, Any] = {media: {"schema": {}} for media in (HTML, *route.media)}
    described: dict[str, Any] = {
        "operationId": route.name,
        "security": [] if route.free else [{"session": []}],
        "parameters": parameters,
        "responses": {
            "204": {"description": "Nothing new"},
            "303": {"description": "Where to go on"},
            "default": {"description": "A page", "content": shown},
        },
    }
    if route.method == "POST":
        body = {"type": "object", **({} if route.more else {"properties": {"csrf": WORD, **route.fields}})}
        described["requestBody"] = {"required": True, "content": {FORM: {"schema": body}}}
    return described


def written(paths: Mapping[str, Any]) -> str:
    """Answer paths as the text of a document."""
    return json.dumps({"openapi": "3.0.3", "paths": paths})
