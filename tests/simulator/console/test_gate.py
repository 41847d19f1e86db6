"""Who may come in, and whose forms are taken."""

from __future__ import annotations

import pytest
import requests

from simulator import Core, Request, Server, World
from simulator.console.assets import assets
from simulator.console.views import ROUTES
from simulator.http.surfaces import surfaces
from tests.simulator.console.person import ADDRESS, Person
from tests.simulator.stage import FORM

TOKEN = "s3cret!-of-the-server"
CLOCK = "/console/sandboxes/1/clock"


@pytest.fixture
def guarded() -> Person:
    person = Person(token=TOKEN)
    person.world.create()
    return person


def logged_in(person: Person, place: str = "/console") -> str:
    person.open(place, 401)
    return person.send("/console/login", token=TOKEN)


def test_without_a_token_the_console_is_open_on_this_machine() -> None:
    person = Person()
    person.world.create()
    assert "Sandboxes" in person.open("/console")
    assert "Log out" not in person.open("/console/sandboxes/1")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", "10.0.0.1:8000", ""])
def test_an_open_console_answers_to_no_name_but_this_machines(host: str) -> None:
    person = Person()
    person.world.create()
    for method, fields in (("GET", ""), ("POST", "how=day")):
        heard = person.core.handle(
            Request(
                method,
                CLOCK if fields else "/console",
                "",
                [("content-type", FORM)],
                fields.encode(),
                f"http://{host}",
            )
        )
        assert heard.status == 403
    assert person.world.get("1").facts_total == 0


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", "10.0.0.1:8000", ""])
def test_an_open_control_api_answers_to_no_name_but_this_machines(host: str) -> None:
    person = Person()
    person.world.create()
    for method, path in (("GET", "/sandboxes"), ("DELETE", "/sandboxes/1"), ("GET", "/sandboxes/1/facts")):
        heard = person.core.handle(Request(method, f"/control/v1{path}", "", [], b"", f"http://{host}"))
        assert (heard.status, b"give the server a control token" in heard.body) == (403, True)
    assert person.world.find("1") is not None


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "127.9.9.9"])
def test_an_open_control_api_answers_to_every_name_of_this_machine(host: str) -> None:
    heard = Person().core.handle(Request("GET", "/control/v1/sandboxes", "", [], b"", f"http://{host}"))
    assert heard.status == 200


def test_with_a_token_the_control_api_answers_to_any_name() -> None:
    headers = [("authorization", f"Bearer {TOKEN}")]
    core = Person(token=TOKEN).core
    heard = core.handle(Request("GET", "/control/v1/sandboxes", "", headers, b"", "http://erp.example"))
    assert heard.status == 200


def test_with_a_token_every_page_asks_for_it_and_shows_nothing() -> None:
    person = Person(token=TOKEN)
    person.world.create(name="hidden-name")
    for route in ROUTES:
        place = "/console" + route.path.replace("{id}", "hidden-name")
        if route.free:
            continue
        heard = person.ask(route.method, place, {} if route.method == "POST" else None)
        assert heard.status == 401, place
        assert b"hidden-name" not in heard.body
        assert b"Control token" in heard.body


def test_the_right_token_opens_the_page_that_asked_for_it(guarded: Person) -> None:
    assert "Overview" in guarded.open("/console/sandboxes/1", 401) or guarded.heard.status == 401
    guarded.headers["referer"] = f"{ADDRESS}/console/sandboxes/1?since=0"
    assert "Let time pass" in guarded.send("/console/login", token=TOKEN)
    assert guarded.at == "/console/sandboxes/1?since=0"


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/x",
        f"{ADDRESS}//evil.example",
        "http://[",
        f"{ADDRESS}/console/login",
        "/consoles",
    ],
)
def test_a_login_leads_nowhere_but_into_the_console(guarded: Person, referer: str) -> None:
    heard = guarded.ask("POST", "/console/login", {"token": TOKEN}, referer=referer)
    assert (heard.status, heard.headers["location"]) == (303, "/console")


def test_the_cookie_is_for_the_console_alone_and_says_nothing_of_the_token(guarded: Person) -> None:
    logged_in(guarded)
    heard = guarded.other().ask("POST", "/console/login", {"token": TOKEN})
    cookie = heard.headers["set-cookie"]
    assert TOKEN not in cookie
    for word in ("; HttpOnly", "; SameSite=Strict", "; Path=/console"):
        assert word in cookie
    assert cookie.partition(";")[0] != guarded.cookie


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN}x", "ä"])
def test_a_wrong_token_opens_nothing(guarded: Person, token: str) -> None:
    guarded.open("/console", 401)
    assert "not the control token" in guarded.send("/console/login", 401, token=token)
    guarded.open("/console", 401)


def test_a_cookie_that_was_not_made_here_opens_nothing(guarded: Person) -> None:
    logged_in(guarded)
    name, _, value = guarded.cookie.partition("=")
    number, _, seal = value.partition(".")
    for forged in (number, f"{number}.", f".{seal}", f"{number[:-1]}.{seal}", f"{number}.{seal}x", "ä.ö", ""):
        guarded.cookie = f"{name}={forged}"
        guarded.open("/console", 401)
    elsewhere = Person(World(key=guarded.world.key), token="another token")
    elsewhere.cookie = f"{name}={value}"
    elsewhere.open("/console", 401)


def test_a_session_is_found_beside_the_cookies_of_other_programs(guarded: Person) -> None:
    logged_in(guarded)
    guarded.cookie = f'other={{"a": "b;c"}}; broken; {guarded.cookie}; last=1'
    guarded.open("/console")


def test_logging_out_ends_the_session(guarded: Person) -> None:
    logged_in(guarded)
    cookie = guarded.cookie
    guarded.send("/console/logout", 401)
    guarded.cookie = cookie
    guarded.open("/console", 401)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": f"{ADDRESS}0"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
@pytest.mark.parametrize("token", [None, TOKEN])
def test_a_form_from_elsewhere_does_nothing(headers: dict[str, str], token: str | None) -> None:
    person = Person(token=token)
    sandbox = person.world.create()
    if token:
        logged_in(person)
    person.open("/console/sandboxes/1")
    proof = person.page.xpath("//input[@name='csrf']/@value")[0]
    before = sandbox.now
    heard = person.ask("POST", CLOCK, {"how": "day", "csrf": proof}, **headers)
    assert (heard.status, sandbox.now) == (403, before)


def test_a_form_of_another_session_does_nothing() -> None:
    one = Person()
    sandbox = one.world.create()
    one.open("/console/sandboxes/1")
    other = one.other()
    other.open("/console/sandboxes/1")
    theirs = other.page.xpath("//input[@name='csrf']/@value")[0]
    mine = one.page.xpath("//input[@name='csrf']/@value")[0]
    before = sandbox.now
    assert mine != theirs
    for proof in (theirs, "", mine[:-1], "ä"):
        heard = one.ask("POST", CLOCK, {"how": "day", "csrf": proof})
        assert (heard.status, sandbox.now) == (403, before)
    assert one.ask("POST", CLOCK, {"how": "day", "csrf": mine}).status == 303


def test_a_form_without_a_cookie_does_nothing() -> None:
    person = Person()
    sandbox = person.world.create()
    person.open("/console/sandboxes/1")
    proof = person.page.xpath("//input[@name='csrf']/@value")[0]
    before = sandbox.now
    person.cookie = ""
    assert person.ask("POST", CLOCK, {"how": "day", "csrf": proof}).status == 403
    assert sandbox.now == before


def test_every_form_of_a_page_bears_the_sessions_proof() -> None:
    person = Person()
    person.world.create()
    person.open("/console/sandboxes/1")
    forms = person.page.xpath("//form[@method='post']")
    assert len(forms) >= 4
    assert all(form.xpath(".//input[@name='csrf']/@value") for form in forms)


@pytest.mark.parametrize("place", ["/console", "/console/nothing", "/console/sandboxes/nobody"])
def test_a_page_loads_from_here_only_and_is_kept_nowhere(place: str) -> None:
    person = Person()
    heard = person.ask("GET", place)
    policy = heard.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert heard.headers["cache-control"] == "no-store"
    assert heard.headers["x-content-type-options"] == "nosniff"
    assert heard.headers["referrer-policy"] == "same-origin"


def test_a_page_has_no_script_and_no_style_in_it_and_its_files_are_there() -> None:
    person = Person(token=TOKEN)
    person.open("/console", 401)
    assert person.page.xpath("//style | //@style | //script[not(@src)] | //@onclick") == []
    files = person.page.xpath("//script/@src | //link[@rel='stylesheet']/@href")
    assert {str(place).rpartition("/")[2] for place in files} == set(assets())
    for place in files:
        heard = person.ask("GET", str(place))
        assert heard.status == 200
        assert "immutable" in heard.headers["cache-control"]
    assert person.ask("GET", "/console/static/x/README.md").status == 404


def test_where_a_client_can_reach_it_only_the_form_of_activations_is_served() -> None:
    world = World()
    world.create()
    core = Core(world, surfaces(world))
    for route in ROUTES:
        place = "/console" + route.path.replace("{id}", "1")
        assert core.handle(Request(route.method, place)).status == 404, place
    with Server(world) as server:
        assert requests.get(f"{server.url}/console", timeout=10).status_code == 404
        assert requests.get(f"{server.url}/console/kyc/x", timeout=10).status_code == 404


@pytest.mark.parametrize("front", ["asgi", "connexion"])
def test_a_server_serves_the_console_beside_its_control_api(front: str) -> None:
    pytest.importorskip("connexion")
    world = World()
    world.create()
    with Server(world, control=True, front=front) as server, requests.Session() as browser:
        assert "Sandboxes" in browser.get(f"{server.url}/console", timeout=10).text
        page = browser.get(f"{server.url}/console/sandboxes/1", timeout=10).text
        proof = page.partition('name="csrf" value="')[2].partition('"')[0]
        browser.headers["origin"] = server.url
        done = browser.post(f"{server.url}{CLOCK}", {"csrf": proof, "how": "day"}, timeout=10)
        assert (done.status_code, "It is 2026-01-06" in done.text) == (200, True)
