"""The connexion front is connexion on Flask, with its Swagger UI and a team's own paths, and the core behind it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import flask
import pytest
import requests

import simulator
from simulator import Server, World
from simulator.http.server import application
from simulator.http.surfaces import document
from tests.fronts.conversation import SERVICE, new_world
from tests.simulator.control.receiver import Receiver
from tests.simulator.stage import ALL_SCOPES, KEY


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    world, _ = new_world()
    with Server(world, control=True, front="connexion") as serving:
        yield serving


def get(server: Server, path: str, **words: Any) -> requests.Response:
    return requests.get(server.url + path, timeout=20, **words)


def ours(server: Server) -> dict[str, str]:
    found = get(server, "/control/v1/sandboxes/1").json()["endpoints"]["maventa"]
    form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
    form |= {name: found[name] for name in ("client_id", "client_secret")}
    token = requests.post(found["token_url"], data=form, timeout=20).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("prefix", ["/maventa", "/control/v1"])
def test_swagger_ui_shows_each_document(server: Server, prefix: str) -> None:
    assert "swagger-ui" in get(server, f"{prefix}/ui/").text
    assert get(server, f"{prefix}/ui").url.endswith("/ui/")
    shown = get(server, f"{prefix}/openapi.json").json()
    folder = prefix.split("/")[1]
    assert set(shown["paths"]) == set(document(folder).raw["paths"])
    assert shown["servers"] == [{"url": prefix}]


def test_every_operation_is_a_view_of_flask() -> None:
    app = simulator.connexion_app(World(key=KEY), control=True)
    app.middleware._build_middleware_stack()
    views = {name.rpartition(".")[2] for name in app.app.view_functions}
    assert set(document("maventa").operations) | set(document("control").operations) <= views


def test_an_answer_of_an_operation_goes_through_flask_and_keeps_what_a_team_adds() -> None:
    world, _ = new_world()
    app = simulator.connexion_app(world)

    def stamp(response: flask.Response) -> flask.Response:
        response.headers["X-Team"] = "ours"
        return response

    app.app.after_request(stamp)
    with app.test_client() as client:
        assert client.get(f"/maventa{SERVICE}").headers["X-Team"] == "ours"
        assert "X-Team" not in client.get("/maventa/v1/nothing").headers


def test_a_team_has_paths_of_its_own_beside_the_providers() -> None:
    app = simulator.connexion_app(World(key=KEY))

    def books() -> str:
        return f"{flask.request.form['number']} booked"

    app.add_url_rule("/books", view_func=books, methods=["POST"])
    app.add_url_rule("/books/none", view_func=lambda: ("not in our books", 404))
    with app.test_client() as client:
        assert client.post("/books", data={"number": "1001"}).text == "1001 booked"
        assert client.get("/books/none").text == "not in our books"
        assert client.get("/health").json() == {"status": "ok"}
        assert client.get("/nothing").json()["detail"].startswith("nothing is served here")


def test_without_a_world_there_is_one_with_a_sandbox() -> None:
    world = simulator.connexion_app().app.extensions["dunbox"]
    assert [sandbox.id for sandbox in world.sandboxes] == ["1"]


def test_the_control_api_wants_its_token() -> None:
    app = simulator.connexion_app(World(key=KEY), control=True, token="ours")
    with app.test_client() as client:
        assert client.get("/control/v1/sandboxes").status_code == 401
        bearer = {"Authorization": "Bearer ours"}
        assert client.get("/control/v1/sandboxes", headers=bearer).json() == []


def test_the_control_api_is_not_there_unless_it_is_asked_for() -> None:
    with simulator.connexion_app(World(key=KEY)).test_client() as client:
        assert client.get("/control/v1/sandboxes").status_code == 404


def test_the_providers_own_host_name_needs_no_prefix(server: Server) -> None:
    headers = {**ours(server), "Host": "ax.maventa.com"}
    assert get(server, SERVICE, headers=headers).json() == {"status": "DISABLED"}


def test_the_same_host_with_its_dot_is_the_same(server: Server) -> None:
    for name in ("ax.maventa.com.", "AX.maventa.com.:443"):
        assert get(server, SERVICE, headers={**ours(server), "Host": name}).json() == {"status": "DISABLED"}


ESCAPED = [
    "/maventa%2Fv1/invoices",
    "/%6daventa/v1/invoices",
    "/%6daventa/v1/invoices/x",
    "/%6daventa",
    "/%6daventa/ui/",
    "/maventa%2f/v1/invoices",
    "/%2Fmaventa/v1/invoices",
    "//maventa/v1/invoices",
    "/control%2Fv1/sandboxes",
    "/maventa/ui%2F..%2Fv1/invoices",
    "/maventa/%75i/",
    "/%68ealth",
    "/%256daventa/v1/invoices",
]


@pytest.fixture(scope="module")
def both() -> tuple[Any, Any]:
    """The plain front and that of connexion, each with a world of its own; what is refused changes neither."""
    worlds = [new_world()[0] for _ in range(2)]
    return application(worlds[0], control=True), simulator.connexion_app(worlds[1], control=True)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ESCAPED)
def test_a_path_that_only_means_another_once_it_is_decoded_is_not_that_one(
    path: str, method: str, both: tuple[Any, Any]
) -> None:
    plain, through_connexion = (answered(app, method, path) for app in both)
    assert through_connexion == plain
    assert plain[0] == 404


def answered(app: Any, method: str, path: str) -> tuple[Any, ...]:
    """Status, headers and body that come for a path as it is, which a client library might mend."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
    }
    scope |= {"path": unquote(path), "raw_path": path.encode(), "query_string": b"", "root_path": ""}
    scope |= {"headers": [(b"host", b"x.test")], "client": ("127.0.0.1", 1), "server": ("x.test", 80)}
    asyncio.run(app(scope, receive, send))
    start, *bodies = sent
    return start["status"], sorted(start["headers"]), b"".join(each["body"] for each in bodies)


def test_messages_that_a_call_sets_off_are_delivered_after_its_answer(server: Server) -> None:
    with Receiver() as receiver:
        made = requests.post(f"{server.url}/control/v1/sandboxes", json={"name": "hooks"}, timeout=20).json()
        words = made["endpoints"]["maventa"]
        form = {"grant_type": "client_credentials", "scope": ALL_SCOPES}
        form |= {name: words[name] for name in ("client_id", "client_secret")}
        token = requests.post(words["token_url"], data=form, timeout=20).json()["access_token"]
        me = {"Authorization": f"Bearer {token}"}
        hook = {"destination_type": "WEBHOOK", "destination": receiver.url, "events": []}
        hook["events"] = ["RECEIVABLES.SERVICE.ACTIVATED"]
        hooks = f"{words['base_url']}/v1/company/notifications"
        assert requests.post(hooks, json=hook, headers=me, timeout=20).status_code == 201
        asking = {"agreement_contact_email": "talous@example.fi"}
        requests.put(words["base_url"] + SERVICE, json=asking, headers=me, timeout=20)
        here = f"{server.url}/control/v1/sandboxes/hooks"
        for action in ("sign", "pass_kyc"):
            requests.post(f"{here}/services/ropo/onboarding", json={"action": action}, timeout=20)
        requests.post(f"{here}/clock/advance", json={"banking_days": 2}, timeout=20)
        assert [taken.json["event"] for taken in receiver.taken] == ["RECEIVABLES.SERVICE.ACTIVATED"]


@pytest.mark.parametrize(
    "said",
    [
        b"GET /maventa/v1/invoices?x=\xc3\xa4\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /maventa/v1/invoices/\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /maventa/v1/invoices HTTP/1.1\r\nHost: a\r\nX-Odd: \xe4\r\nContent-Type: multipart/form-data\r\n\r\n",
        b"POST /maventa/oauth2/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        b"GET /maventa/ui/../../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_odd_bytes_are_refused_by_the_core_and_hurt_nobody(server: Server, said: bytes) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=20) as wire:
        wire.sendall(said)
        status = int(wire.recv(65536).split()[1])
    assert 400 <= status < 500
    assert get(server, "/health").json() == {"status": "ok"}
