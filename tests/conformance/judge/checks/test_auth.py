"""Tokens are kept; secrets and tokens stand in no URL and in no message."""

from typing import Any

import pytest

from tests.conformance.judge.calls import call, events, token
from tests.conformance.judge.traces import Telling

KEPT = "auth.token-kept"
HIDDEN = "auth.secrets-hidden"


def test_one_token_for_many_calls_is_right_and_so_is_one_an_op() -> None:
    told = Telling()
    for _ in range(4):
        told.tick(token(), events(), events())
    assert (told.verdict(KEPT), told.judged(KEPT).looked) == ("passed", 4)


def test_a_second_token_in_one_op_is_no_waste_yet() -> None:
    told = Telling()
    told.tick(token(), events(), token(), events())
    assert told.verdict(KEPT) == "passed"


def test_a_third_token_for_one_scope_in_one_op_is_wasted_also_when_its_words_stand_otherwise() -> None:
    told = Telling()
    told.tick(token(), events(), token(scope="write read"), events(), token(), events())
    found = told.judged(KEPT)
    assert (found.verdict, len(found.evidence)) == ("failed", 3)
    assert "3 tokens within one request" in found.actual


def test_tokens_for_three_scopes_are_three_things() -> None:
    told = Telling()
    told.tick(token(scope="read"), token(scope="write"), token(scope="send"))
    assert told.verdict(KEPT) == "passed"


def test_a_refusal_between_makes_a_new_token_right() -> None:
    for status in (401, 403):
        told = Telling()
        told.tick(token(), events(), token(), events(status), token(), events())
        assert told.verdict(KEPT) == "passed"


def test_a_token_that_was_never_given_counts_for_none() -> None:
    told = Telling()
    told.tick(token(500), token(500), token(), events())
    assert told.judged(KEPT).looked == 1
    assert told.verdict(KEPT) == "passed"


def test_without_a_token_there_is_nothing_to_keep() -> None:
    told = Telling()
    told.tick(events())
    assert told.verdict(KEPT) == "not_applicable"


def said(text: str) -> dict[str, Any]:
    return {"at": "2026-01-12T09:00:00+02:00", "number": "1", "text": text, "contact": None}


def test_secrets_where_they_belong_are_right() -> None:
    told = Telling()
    body = {"client_secret": "{secret:1}", "client_id": "me"}
    told.tick(call("POST", "/token", duty="authenticate", body=body, shown=None), events())
    told.act("transfer_invoice", number="1", outcome="pending")
    told.view(messages=[said("The provider does not answer.")], invoices=[{"number": "1", "messages": []}])
    assert (told.verdict(HIDDEN), told.judged(HIDDEN).looked) == ("passed", 6)


def test_a_token_or_a_secret_in_a_url_fails_in_its_path_and_in_its_query() -> None:
    for made in (
        events(query={"access_token": "{token:2}"}),
        events(query={"key": ["a", "{secret:1}"]}),
        call("GET", "/hooks/{secret:2}/last"),
    ):
        told = Telling()
        told.tick(made)
        found = told.judged(HIDDEN)
        assert (found.verdict, "in the URL" in found.message) == ("failed", True)


def test_a_secret_in_what_the_user_reads_fails_wherever_it_is_shown() -> None:
    told = Telling()
    told.op(
        "act", reply={"ok": {"outcome": "pending", "message": "no answer for {secret:1}"}}, action="activate"
    )
    assert "a secret stands in what the user is shown" in told.judged(HIDDEN).message
    told = Telling()
    told.view(messages=[said("Authorization: Bearer {token:1}")])
    assert "a token stands in what the user is shown" in told.judged(HIDDEN).message
    told = Telling()
    told.view(invoices=[{"number": "1", "messages": [said("with {secret:1}")]}])
    assert told.verdict(HIDDEN) == "failed"
    told = Telling()
    told.view(invoices=[{"number": "1", "messages": ["with {secret:1}"]}])
    assert told.verdict(HIDDEN) == "failed"


def test_a_secret_anywhere_in_a_view_fails() -> None:
    told = Telling()
    told.view(invoices=[{"number": "1", "case_url": "https://agency.example/1?access_token={token:1}"}])
    assert "a token stands in what the user is shown" in told.judged(HIDDEN).message


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ({"destination": "{channel.webhook_url}/a", "events": ["paid"]}, "passed"),
        ({"url": "{channel.webhook_url}", "secret": "{secret:2}"}, "passed"),
        ({"destination": "{channel.webhook_url}?key={secret:1}"}, "failed"),
        ({"destination": "https://client.example/hooks/{token:1}"}, "failed"),
    ],
)
def test_the_address_for_webhooks_holds_no_secret(body: dict[str, str], verdict: str) -> None:
    told = Telling()
    told.tick(call("POST", "/hooks", duty="register_webhook", body=body))
    assert told.verdict(HIDDEN) == verdict


def test_a_message_that_is_shown_again_is_looked_at_once() -> None:
    told = Telling()
    told.view(messages=[said("with {secret:1}")])
    told.view(messages=[said("with {secret:1}")])
    assert "more" not in told.judged(HIDDEN).message


def test_without_calls_and_messages_nothing_can_show_a_secret() -> None:
    told = Telling()
    told.view(services=[], messages=[])
    assert told.verdict(HIDDEN) == "not_applicable"
