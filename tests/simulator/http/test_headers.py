"""What goes with answers so that nobody keeps credentials, and no browser takes a body for something else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from simulator import World
from simulator.http.core import Core, Request
from simulator.http.surfaces import surfaces
from tests.simulator.stage import FORM, KEY, Heard, Stage


def asked(stage: Stage, path: str, form: dict[str, str] | None = None) -> Heard:
    method, body = ("GET", b"") if form is None else ("POST", urlencode(form).encode())
    return stage.call(method, path, body, headers={"content-type": FORM})


@pytest.mark.parametrize(
    "path",
    ["/maventa/v1/invoices", "/kravia/x", "/amili/x", "/control/v1/sandboxes", "/control/v1/sandboxes/x"],
)
def test_every_body_is_what_its_media_type_says(path: str) -> None:
    assert asked(Stage(), path).headers["x-content-type-options"] == "nosniff"


def test_it_is_said_once_where_a_page_says_it_itself() -> None:
    world = World(key=KEY)
    core = Core(world, surfaces(world, control=True))
    for path in ("/console", "/console/nothing", "/control/v1/sandboxes", "/maventa/v1/invoices"):
        given = core.handle(Request("GET", path, base_url="http://127.0.0.1")).headers
        assert [value for name, value in given if name == "X-Content-Type-Options"] == ["nosniff"], path


@pytest.mark.parametrize("channel", ["maventa", "amili"])
def test_an_answer_that_holds_a_token_is_kept_by_nobody(channel: str) -> None:
    stage = Stage()
    words = stage.world.create().endpoints("http://stage")[channel]
    form = {"grant_type": "client_credentials", "scope": "company:read"}
    form |= {name: words[name] for name in ("client_id", "client_secret")}
    heard = asked(stage, words["token_url"].removeprefix("http://stage"), form)
    assert "access_token" in heard.json
    assert heard.headers["cache-control"] == "no-store"


def test_what_the_control_api_tells_is_kept_by_nobody() -> None:
    stage = Stage()
    sandbox = stage.world.create()
    for path in ("/sandboxes", f"/sandboxes/{sandbox.id}", f"/sandboxes/{sandbox.id}/journal"):
        heard = stage.control("GET", path)
        assert (heard.status, heard.headers["cache-control"]) == (200, "no-store")
