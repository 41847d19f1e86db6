"""Whatever is sent to whatever operation: the connexion front hears it as the core does, and answers the same."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings

import simulator
from simulator.http.core import Core, Request
from simulator.http.surfaces import channel_surfaces, document
from tests.fronts.conversation import Ask, Heard, Sent, ask_the_core, asked_for_token, heard, new_world
from tests.simulator.http import anything

BASE = "http://dunbox.test/maventa"
FREELY = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=40)


@cache
def both() -> tuple[Ask, Ask, dict[str, str]]:
    """The bare core and connexion, each with a world like the other's, and the header that opens both."""
    (one, sandbox), (other, _) = new_world(), new_world()
    token = ask_the_core(one)(asked_for_token(sandbox)).json["access_token"]
    ask_the_core(other)(asked_for_token(sandbox))
    transport = httpx.ASGITransport(simulator.connexion_app(other))

    async def asked(sent: Sent) -> Heard:
        async with httpx.AsyncClient(transport=transport, base_url="http://dunbox.test") as client:
            answer = await client.request(sent.method, sent.url, content=sent.body, headers=sent.headers)
            return heard(answer.status_code, answer.headers.items(), answer.content)

    return core(one), lambda sent: asyncio.run(asked(sent)), {"Authorization": f"Bearer {token}"}


def core(world: Any) -> Ask:
    """The core, asked for what a client makes of a URL."""
    made = Core(world, channel_surfaces())

    def ask(sent: Sent) -> Heard:
        url = httpx.URL(sent.url)
        path, _, query = url.raw_path.decode().partition("?")
        named = [(name.lower(), value) for name, value in sent.headers.items()]
        response = made.handle(Request(sent.method, path, query, named, sent.body, "http://dunbox.test"))
        length = [] if response.status == 204 else [("content-length", str(len(response.body)))]
        return heard(response.status, [*response.headers, *length], response.body)

    return ask


@FREELY
@given(anything.requests(document("maventa"), {"id": ["1"]}))
def test_any_request_to_an_operation_is_answered_alike(sent: anything.Sent) -> None:
    of_core, of_connexion, opens = both()
    headers = {**opens, **({"Content-Type": sent.content_type} if sent.content_type else {})}
    path = f"{sent.path}?{sent.query}" if sent.query else sent.path
    request = Sent(sent.operation, sent.method, path, headers, sent.body)
    assert of_connexion(request) == of_core(request)
