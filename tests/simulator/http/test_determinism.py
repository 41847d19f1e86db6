"""The same seed and the same requests give the same bytes, but for what says which sandbox it is."""

from __future__ import annotations

from collections.abc import Callable

from simulator import Exchange, World
from tests.simulator.company import Company
from tests.simulator.stage import KEY
from tests.simulator.store.test_restoring import STORY


def told(
    first_in_its_world: bool, key: bytes = KEY
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Play the story; answers every exchange without its secrets, and every message."""
    world = World(key=key)
    if not first_in_its_world:
        Company(world=world, seed=99).activate().open_case("5005")
    heard: list[tuple[object, ...]] = []
    company = Company(world=world)
    world.listen(_writing(heard))
    for step in STORY:
        step(company)
    messages = [
        (each.id, each.body, tuple((one.at, one.status) for one in each.tries))
        for each in company.sandbox.outbox.messages.values()
    ]
    heard.append(("facts", company.sandbox.facts(), company.sandbox.company))
    return heard, [tuple(each) for each in messages]


def _writing(heard: list[tuple[object, ...]]) -> Callable[[Exchange], None]:
    def write(exchange: Exchange) -> None:
        if exchange.operation == "postOauth2Token":  # its answer is a token
            heard.append((exchange.operation, exchange.status))
            return
        heard.append(
            (exchange.operation, exchange.method, exchange.path, exchange.query, exchange.status,
             tuple(exchange.answer_headers), exchange.answer_body)
        )  # fmt: skip

    return write


def test_two_worlds_answer_alike() -> None:
    assert told(True) == told(True)


def test_a_sandbox_that_comes_second_answers_as_if_it_were_the_first() -> None:
    assert told(False) == told(True)


def test_the_servers_key_changes_nothing_but_secrets() -> None:
    assert told(True, b"another key") == told(True)


def test_another_seed_gives_another_company_and_other_ids() -> None:
    one, other = (Company(seed=seed) for seed in (7, 8))
    assert one.sandbox.company["business_id"] != other.sandbox.company["business_id"]
    assert one.send("1001") != other.send("1001")


def test_the_order_in_which_debtors_are_named_changes_none_of_them() -> None:
    one, other = Company(), Company()
    names = ["acme", "beta", "gamma"]
    first = {name: one.sandbox.put_debtor(name, {"kind": "consumer"}) for name in names}
    second = {name: other.sandbox.put_debtor(name, {"kind": "consumer"}) for name in reversed(names)}
    assert first == second


def test_a_seed_that_is_written_as_a_decimal_is_the_same_seed() -> None:
    company = Company()
    made = [
        company.stage.call(
            "POST", "/control/v1/sandboxes", body, headers={"content-type": "application/json"}
        ).json
        for body in (b'{"seed": 7}', b'{"seed": 7.0}')
    ]
    assert made[0]["company"] == made[1]["company"]
