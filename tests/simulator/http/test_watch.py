"""A server that watches: what Prometheus reads of it, who may, and the ids of its requests."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from simulator import Core, Exchange, Request, Server, StoreError, World
from simulator.http.surfaces import core_of, surfaces
from simulator.http.watch import BOUNDS, Watch
from simulator.outbox import Attempt, Message
from simulator.store import Row
from simulator.store.memory import MemoryStore
from simulator.turns import Taken
from tests.simulator.company import Company
from tests.simulator.stage import KEY, Heard

START = datetime(2026, 1, 12, tzinfo=UTC)
TAKES_LONGER = "+Inf"


def watched(world: World, token: str | None = None) -> Core:
    watch = Watch(token)
    return core_of(world, surfaces(world, control=True, token=token, watch=watch), watch)


@pytest.fixture
def company() -> Company:
    made = Company()
    made.stage.core = watched(made.world)
    return made


def asked(core: Core, path: str, method: str = "GET", **headers: str) -> Heard:
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    answer = core.handle(Request(method, path, headers=given))
    return Heard(answer.status, {name.lower(): value for name, value in answer.headers}, answer.body)


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Every figure by its name and the values of its labels."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def shown(company: Company) -> dict[tuple[str, ...], float]:
    return figures(asked(company.stage.core, "/metrics").body.decode())


# What is counted


def test_requests_are_counted_by_surface_operation_and_class_of_status(company: Company) -> None:
    twice = "/control/v1/sandboxes"
    for path in (twice, "/maventa/v1/invoice", "/maventa/v1/invoices", twice, "/health"):
        asked(company.stage.core, path)
    found = shown(company)
    of = {name[1:]: value for name, value in found.items() if name[0] == "dunbox_requests_total"}
    # Labels in the order of their names: operation, status, surface.
    assert of == {
        ("", "4xx", "maventa"): 1,
        ("getV1Invoices", "4xx", "maventa"): 1,
        ("list_sandboxes", "2xx", "control"): 2,
    }


def test_a_call_that_a_fault_cuts_is_counted_as_cut(company: Company) -> None:
    company.client.get("/v2/services/ropo/receivables")
    company.sandbox.put_fault({"kind": "reset"})
    head = {"authorization": f"Bearer {company.client.token}"}
    answer = company.stage.core.handle(
        Request("GET", "/maventa/v2/services/ropo/receivables", "", list(head.items()))
    )
    assert answer.cut
    assert answer.headers == []
    assert shown(company)["dunbox_requests_total", "getV2ServicesRopoReceivables", "cut", "maventa"] == 1


def test_each_request_stands_in_one_bucket_and_in_all_that_are_longer(company: Company) -> None:
    for _ in range(5):
        asked(company.stage.core, "/control/v1/sandboxes")
    of = ("list_sandboxes", "control")
    found = {
        (*name[1:],): value
        for name, value in shown(company).items()
        if name[0] == "dunbox_request_duration_seconds_bucket"
    }
    buckets = [found[str(bound), *of] for bound in (*BOUNDS, TAKES_LONGER)]
    assert len(found) == len(buckets)
    assert buckets == sorted(buckets)
    assert buckets[-1] == shown(company)["dunbox_request_duration_seconds_count", *of] == 5
    assert shown(company)["dunbox_request_duration_seconds_sum", *of] > 0


def test_a_time_that_is_a_bound_belongs_below_it_and_one_beyond_all_is_counted_too() -> None:
    world = World(key=KEY)
    exchanges: list[Exchange] = []
    world.listen(exchanges.append)
    watch = Watch()
    asked(core_of(world, surfaces(world, control=True), None), "/control/v1/sandboxes")
    for seconds in (BOUNDS[2], BOUNDS[-1] * 2):
        watch.note(exchanges[0], seconds)
    found = figures(watch.shown(world, Request("GET", "/metrics")).body.decode())
    name, of = "dunbox_request_duration_seconds_bucket", ("list_sandboxes", "control")
    assert [found[name, str(each), *of] for each in (BOUNDS[1], BOUNDS[2], BOUNDS[-1])] == [0, 1, 1]
    assert found[name, TAKES_LONGER, *of] == 2


def test_sandboxes_facts_and_deadlines_are_those_that_there_are(company: Company) -> None:
    company.ask()
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.world.fork(company.sandbox)
    there = company.world.sandboxes
    facts, deadlines = sum(each.facts_total for each in there), sum(len(each.deadlines()) for each in there)
    assert facts > 0 < deadlines
    found = shown(company)
    assert (found["dunbox_sandboxes",], found["dunbox_facts",]) == (2, facts)
    assert found["dunbox_deadlines",] == deadlines
    company.world.remove(there[1].id)
    assert shown(company)["dunbox_sandboxes",] == 1
    assert shown(company)["dunbox_facts",] == company.sandbox.facts_total


def test_webhooks_wait_until_they_are_taken_and_those_that_were_tried_are_told_apart(
    company: Company,
) -> None:
    def waits(name: str, *tries: int | None, due: datetime | None = START) -> Message:
        attempts = [Attempt(START, status) for status in tries]
        return Message(name, "hook", "channel", "event", "url", b"", due, attempts)

    for each in (waits("a"), waits("b"), waits("c", 500, None), waits("d", 200, due=None)):
        company.sandbox.outbox.queue(each)
    found = shown(company)
    assert (found["dunbox_webhooks", "new"], found["dunbox_webhooks", "retried"]) == (2, 1)


class Full(MemoryStore):
    """A store that takes no rows."""

    def append(self, sandbox: str, row: Row) -> None:
        raise StoreError("the disk is full; make room and ask again")


def test_what_the_store_refuses_is_counted_and_other_answers_with_503_are_not() -> None:
    company = Company(world=World(key=KEY, store=Full()))
    company.stage.core = watched(company.world)
    head = {"authorization": f"Bearer {company.client.token}", "content-type": "application/json"}
    body = b'{"agreement_contact_email": "a@example.fi"}'
    service = "/maventa/v2/services/ropo/receivables"
    crowded = Request("PUT", service, "", list(head.items()), body, crowded=True)
    assert company.stage.core.handle(crowded).status == 503
    assert shown(company)["dunbox_store_errors_total",] == 0
    assert company.stage.core.handle(Request("PUT", service, "", list(head.items()), body)).status == 503
    found = shown(company)
    assert found["dunbox_store_errors_total",] == 1
    assert found["dunbox_requests_total", "putV2ServicesRopoReceivables", "5xx", "maventa"] == 2


# Who may read it


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 401),
        ("Bearer wrong", 401),
        ("Basic let-me-in", 401),
        ("Bearer let-me-in", 200),
        ("bearer let-me-in", 200),
    ],
)
def test_where_a_control_token_is_set_the_metrics_need_it(given: str | None, status: int) -> None:
    headers = {"authorization": given} if given else {}
    heard = asked(watched(World(key=KEY), "let-me-in"), "/metrics", **headers)
    assert heard.status == status
    assert (b"dunbox_sandboxes" in heard.body) == (status == 200)
    assert heard.headers.get("www-authenticate") == (None if status == 200 else "Bearer")


@pytest.mark.parametrize(
    ("base", "token", "status"),
    [
        ("http://rebound.example", None, 403),
        ("http://[", None, 403),
        ("http://127.0.0.1:8000", None, 200),
        ("http://dunbox:8000", "let-me-in", 200),
    ],
)
def test_without_a_token_the_metrics_are_read_under_this_machines_names_only(
    base: str, token: str | None, status: int
) -> None:
    head = [("authorization", "Bearer let-me-in")]
    request = Request("GET", "/metrics", headers=head, base_url=base)
    assert watched(World(key=KEY), token).handle(request).status == status


def test_metrics_are_read_and_nothing_else() -> None:
    heard = asked(watched(World(key=KEY)), "/metrics", "POST")
    assert (heard.status, heard.headers["allow"]) == (405, "GET, HEAD")
    assert heard.json["detail"] == "/metrics has no POST; it has: GET, HEAD"


@pytest.mark.parametrize("front", ["asgi", "connexion"])
def test_a_real_server_with_the_control_api_serves_metrics_and_one_without_serves_none(front: str) -> None:
    with Server(World(key=KEY), control=True, front=front) as server:
        heard = requests.get(f"{server.url}/metrics", timeout=20)
        assert (heard.status_code, heard.headers["content-type"]) == (
            200,
            "text/plain; version=0.0.4; charset=utf-8",
        )
        assert figures(heard.text)["dunbox_sandboxes",] == 0
    with Server(World(key=KEY), front=front) as server:
        heard = requests.get(f"{server.url}/metrics", headers={"X-Request-Id": "mine"}, timeout=20)
        assert heard.status_code == 404
        assert "x-request-id" not in heard.headers


# Ids


@pytest.mark.parametrize("sane", ["mine", "!", "0f8fad5b-d9cb-469f-a165-70867728950e", "x" * 128])
def test_an_id_of_the_callers_own_is_kept(sane: str) -> None:
    assert asked(watched(World(key=KEY)), "/health", x_request_id=sane).headers["x-request-id"] == sane


@pytest.mark.parametrize("wild", ["", "two words", "x" * 129, "ä", "a\tb", "a\n"])
def test_an_id_that_is_no_token_is_not_repeated(wild: str) -> None:
    assert asked(watched(World(key=KEY)), "/health", x_request_id=wild).headers["x-request-id"] == "1"


def test_the_same_requests_get_the_same_ids_from_another_server() -> None:
    paths = ("/health", "/maventa/v1/invoices", "/nowhere", "/metrics", "/control/v1/sandboxes")

    def ids() -> list[str]:
        core = watched(World(key=KEY))
        return [asked(core, path).headers["x-request-id"] for path in paths]

    assert ids() == ids() == ["1", "2", "3", "4", "5"]


def test_a_request_that_finds_its_sandbox_taken_keeps_its_id(company: Company) -> None:
    head = [("authorization", f"Bearer {company.client.token}")]
    request = Request("GET", "/maventa/v2/services/ropo/receivables", "", head)
    holding = Thread(target=lambda: company.sandbox.lock.take(wait=True))
    holding.start()
    holding.join()
    names = []
    for _ in range(2):
        with pytest.raises(Taken):
            company.stage.core.handle(request, wait=False)
        names.append(request.stamp.id if request.stamp else None)
    assert names == ["2", "2"]


def test_the_journal_says_by_which_id_a_call_was_answered(company: Company) -> None:
    token = company.client.token
    for headers in ({"x-request-id": "mine"}, {}):
        head = {"authorization": f"Bearer {token}", **headers}
        company.stage.call("GET", "/maventa/v2/services/ropo/receivables", headers=head)
    journal = f"/control/v1/sandboxes/{company.sandbox.id}/journal"
    kept = asked(company.stage.core, journal).json["exchanges"]
    assert [each["request_id"] for each in kept] == ["1", "mine", "2"]
    assert all("x-request-id" not in dict(each["answer_headers"]) for each in kept)


def test_a_world_that_is_not_watched_has_no_ids() -> None:
    company = Company()
    seen: list[Exchange] = []
    company.world.listen(seen.append)
    company.client.get("/v2/services/ropo/receivables")
    assert [each.stamp for each in seen] == [None, None]


# The bare address


@pytest.mark.parametrize("front", ["asgi", "connexion"])
def test_whoever_opens_the_bare_address_is_led_to_the_console(front: str) -> None:
    with Server(World(key=KEY), control=True, front=front) as server:
        first = requests.get(server.url, timeout=60, allow_redirects=False)
        assert (first.status_code, first.headers["location"]) == (303, "/console")
        page = requests.get(server.url, timeout=60)
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]


def test_the_root_of_a_providers_own_host_is_the_providers(company: Company) -> None:
    assert asked(company.stage.core, "/", host="ax.maventa.com").status == 404
