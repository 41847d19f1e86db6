"""The connexion front: a world as a connexion application on Flask, with its Swagger UI, for teams that have one.

Every operationId is resolved to one function, which hands the request as it came to the core. So it is our validators
that read it, and the answers are those of the ASGI front, byte for byte. What connexion's own would make of a request
does not matter: they are not in its stack, and whatever does not reach that function is answered by the core.
"""

from __future__ import annotations

import re
import string
import warnings
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import yaml

from simulator.console.tools import Tell
from simulator.courier import Courier
from simulator.http.asgi import Application, Send, arrives
from simulator.http.bodies import Receive, Scope
from simulator.http.core import Core, Request, Response, Surface
from simulator.http.surfaces import core_of, surfaces
from simulator.http.watch import Watch
from simulator.resources import specs
from simulator.world import World

if TYPE_CHECKING:
    from connexion import FlaskApp

# Where a scope has an operation's request with room for its answer, and any other request.
_HELD, _ASKED = "dunbox.held", "dunbox.asked"
_CORE, _OPERATION, _OTHER = "core", "operation", "other"
_ASSETS = ("/ui", "/openapi.json", "/openapi.yaml")


class MissingExtra(ImportError):
    """A part of dunbox was asked for that needs packages which are not installed; the text names the extra."""


def connexion_app(
    world: World | None = None,
    *,
    control: bool = False,
    token: str | None = None,
    tell: Tell | None = None,
    courier: Courier | None = None,
) -> FlaskApp:
    """Answer a connexion application that serves a world; without one, a new world with one sandbox.

    Below `/<channel>` stand the providers' paths, with Swagger UI at `/<channel>/ui/`; with `control` also the control
    API, at whose calls `token` is asked for. It is an ASGI application; its Flask application is `.app`, which keeps
    the world in `extensions["dunbox"]`. `tell` writes scenarios for the console; the
    `courier` takes messages to their receivers. Raises `MissingExtra`.
    """
    app_class, middlewares = connexion_parts()
    if world is None:
        world = World()
        world.create()
    courier, watch = (courier or Courier(), Watch(token)) if control else (None, None)
    served = surfaces(world, courier, control=control, token=token, tell=tell, watch=watch)
    core = core_of(world, served, watch)
    gate = partial(_Gate, core=core, front=Application(core, courier))
    app = app_class("simulator", middlewares=[gate, *middlewares])
    app.app.request_class = _unparsed(app.app.request_class)
    app.app.register_error_handler(404, _not_found(core))
    app.app.extensions["dunbox"] = world
    for surface in served:
        if surface.is_api:
            _add(app, surface, core)
    return app


def connexion_parts() -> tuple[Any, list[Any]]:
    """The class of a connexion application, and those of its layers that the core leaves. Raises `MissingExtra`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its parts warn of each other's age, which users cannot help
            import connexion
            import flask  # noqa: F401 - connexion without its own extras is not enough
            import swagger_ui_bundle  # noqa: F401 - the same
            from connexion.middleware import context, exceptions, lifespan, routing, server_error, swagger_ui
    except ImportError as error:
        raise MissingExtra(
            f"the connexion front needs packages that are not installed ({error}); they come with an extra: "
            "python -m pip install 'dunbox[connexion]'"
        ) from None
    return connexion.FlaskApp, [
        server_error.ServerErrorMiddleware,
        exceptions.ExceptionMiddleware,
        swagger_ui.SwaggerUIMiddleware,
        routing.RoutingMiddleware,
        lifespan.LifespanMiddleware,
        context.ContextMiddleware,
    ]


def _add(app: FlaskApp, surface: Surface, core: Core) -> None:
    """Add a surface's document, with every operationId of it resolved to the core."""
    text = (specs() / surface.name / "openapi.yaml").read_text("utf-8")
    app.add_api(
        yaml.load(text, Loader=yaml.CSafeLoader),  # a file would be taken for a Jinja template
        base_path=surface.prefix,
        name=surface.name,
        resolver=_resolver(surface, core),
        uri_parser_class=_NoParameters,
    )


def _resolver(surface: Surface, core: Core) -> Callable[[str], Callable[[], Any]]:
    """How connexion finds the function of an operationId."""
    import flask

    def carry_out() -> Any:
        held: _Held = flask.request.environ["asgi.scope"][_HELD]
        held.response = core.handle(held.request)
        return _of_flask(held.response)

    def resolve(operation: str) -> Callable[[], Any]:
        if operation not in surface.operations:
            raise ValueError(f"{surface.name} has no operation {operation!r}")
        return carry_out

    return resolve


def _not_found(core: Core) -> Callable[[Exception], Any]:
    """What answers where nobody in the application does: the core."""
    import flask

    return lambda error: _of_flask(core.handle(flask.request.environ["asgi.scope"][_ASKED]))


def _of_flask(answer: Response) -> Any:
    import flask

    if answer.cut:
        return flask.Response(status=204)  # the gate keeps it back
    made = flask.Response(answer.body, answer.status, answer.headers)
    if not any(name == "Content-Type" for name, _ in answer.headers):
        del made.headers["Content-Type"]  # Flask's own guess
    return made


def _unparsed(request_class: Any) -> Any:
    """A class of Flask's requests that leaves forms alone where the core reads them; it has other limits than ours."""

    class Unparsed(request_class):  # type: ignore[misc]  # Flask is imported when it is needed only
        @property
        def want_form_data_parsed(self) -> bool:
            return _HELD not in self.environ["asgi.scope"] and bool(super().want_form_data_parsed)

    return Unparsed


class _NoParameters:
    """Reads no parameters: the core does."""

    def __init__(self, parameters: Any, body: Any) -> None:
        self.parameters = parameters
        self.body = body

    def resolve_path(self, values: Any) -> dict[str, Any]:
        return {}

    resolve_query = resolve_form = resolve_path


class _Held:
    """A request on its way through connexion, and its answer once the core gave one."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.response: Response | None = None


class _Gate:
    """The outermost layer: reads the request, and lets nothing out that the core would not have answered."""

    def __init__(self, app: Any, *, core: Core, front: Application) -> None:
        self._app = app
        self._core = core
        self._front = front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = await self._front.bodies.read(scope, receive)
        if request is None:
            return
        try:
            await self._pass(request, scope, receive, send)
        finally:
            self._front.bodies.release(request)

    async def _pass(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request go its way."""
        way = self._way(request)
        if way == _OPERATION:
            await self._through_connexion(request, scope, receive, send)
        elif way == _CORE:
            await self._front.answer(request, None, scope, receive, send)
        else:
            await self._app({**scope, _ASKED: request}, _again(request, receive), send)

    async def _through_connexion(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a call of an operation: what connexion makes of the core's answer, if it came as far as that."""
        held = _Held(request)
        messages: list[Any] = []

        async def keep(message: Any) -> None:
            messages.append(message)

        await self._app(_inner(scope, held), _again(request, receive), keep)
        response = held.response
        if response is None:
            await self._front.answer(request, None, scope, receive, send)
            return
        try:
            if await arrives(response, scope, receive, send):
                for message in messages:
                    await send(message)
        finally:
            self._front.send_news(response)

    def _way(self, request: Request) -> str:
        """Who answers a request: the core at once, the core through connexion, or something else in the application."""
        if request.overlong or request.path in self._core.own:
            return _CORE
        surface, path = self._core.surface_of(request)
        if surface is None:
            # Connexion routes by the path decoded, with slashes in a row as one: what would lead it to a surface is
            # the core's to refuse. The rest are the team's own paths, if any.
            there = Request(request.method, re.sub("/+", "/", unquote(request.path)))
            return _CORE if self._core.surface_of(there)[0] else _OTHER
        if not surface.is_api or not request.path.startswith(surface.prefix):
            return _CORE  # a page, or by the host's name; connexion knows no hosts
        if surface.document().match(request.method, path).operation:
            return _OPERATION
        is_asset = request.method == "GET" and path.startswith(_ASSETS) and "%" not in path
        return _OTHER if is_asset else _CORE


def _inner(scope: Scope, held: _Held) -> Scope:
    """The scope that connexion routes by: the path undecoded, so that an escaped slash divides nothing."""
    query = quote(scope["query_string"], safe=string.printable).encode()
    return {**scope, "path": held.request.path, "query_string": query, _HELD: held}


def _again(request: Request, receive: Receive) -> Receive:
    """What was read, to be read once more."""
    messages = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def replay() -> Any:
        return messages.pop() if messages else await receive()

    return replay
