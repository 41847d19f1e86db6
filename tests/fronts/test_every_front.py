"""Every front gives the same answers: status, headers and bytes, from the first token to a cut connection."""

from __future__ import annotations

from functools import cache

import pytest

from tests.fronts.conversation import CUT, Heard, Sent, ask_the_core, new_world, talk
from tests.fronts.fronts import FRONTS

# What the conversation is about, and the status of each answer.
EXPECTED = [
    ("token", 200),
    ("inactive", 200),
    ("activate", 200),
    ("token expired", 401),
    ("token", 200),
    ("send an invoice", 201),
    ("transfer it", 202),
    ("transfer it again", 403),
    ("look where it is", 200),
    ("token", 200),
    ("list the cases", 200),
    ("look at the link to it", 200),
    ("list invoices", 200),
    ("a page that is none", 400),
    ("subscribe", 201),
    ("unsubscribe", 204),
    ("bad JSON", 400),
    ("not UTF-8", 400),
    ("no body", 400),
    ("wrong type", 415),
    ("a form that is not UTF-8", 400),
    ("100 kB", 200),
    ("600 kB of form", 400),
    ("2000 fields", 400),
    ("too much JSON", 413),
    ("1100 parts", 400),
    ("broken multipart", 400),
    ("multipart without its boundary", 400),
    ("wrong method", 405),
    ("HEAD", 405),
    ("OPTIONS", 405),
    ("unknown path", 404),
    ("slash too many", 404),
    ("two slashes", 404),
    ("escaped slash", 404),
    ("escaped slash at the end", 404),
    ("odd query", 200),
    ("HEAD of what is not there", 404),
    ("no token", 401),
    ("wrong token", 401),
    ("no bearer", 401),
    ("token", 401),
    ("token", 200),
    ("wrong scope", 403),
    ("look", 503),
    ("look", 429),
    ("look", 200),
    ("look", 200),
    ("look", 200),
    ("look", 200),
    ("look", CUT),
    ("look", 200),
    ("subscribe", CUT),
    ("what was done", 200),
    ("look", 200),
]


@cache
def said_with_the_core() -> list[tuple[Sent, Heard]]:
    world, sandbox = new_world()
    return talk(ask_the_core(world), sandbox)


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_answers_as_the_core_does(front: str) -> None:
    world, sandbox = new_world()
    with FRONTS[front](world) as ask:
        said = talk(ask, sandbox)
    for (sent, expected), (_, answer) in zip(said_with_the_core(), said, strict=True):
        assert answer == expected, sent.about


def test_the_conversation_is_about_what_it_says() -> None:
    heard = [(sent.about, answer.status) for sent, answer in said_with_the_core()]
    assert heard == EXPECTED
