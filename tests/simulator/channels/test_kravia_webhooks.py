"""What a creditor is told of its cases: when, signed how, and what becomes of it when the webhook is changed."""

from __future__ import annotations

from hashlib import md5
from typing import Any

import orjson
import pytest

from simulator import Request, World
from tests.simulator.creditor import HOOK, Creditor
from tests.simulator.stage import JSON, KEY, Client
from tests.simulator.store.narrow import Narrow

SECRETS = ("first-secret", "second-secret")


def signature(told: dict[str, Any], secret: str) -> str:
    return md5(orjson.dumps(told["data"]) + secret.encode(), usedforsecurity=False).hexdigest()


def test_a_secret_that_is_changed_between_two_deliveries_signs_what_is_told_from_then_on() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    creditor.listen(secret=SECRETS[0])
    creditor.register()
    creditor.until("2026-02-05T12:00")
    creditor.listen(secret=SECRETS[1])
    creditor.until("2026-02-16T12:00")
    first, *_, last = creditor.bodies()
    assert [first["signature"], last["signature"]] == [
        signature(first, SECRETS[0]),
        signature(last, SECRETS[1]),
    ]
    assert last["signature"] != signature(last, SECRETS[0])


def test_what_was_not_acknowledged_under_the_old_secret_is_given_up_and_never_signed_anew() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    creditor.listen(secret=SECRETS[0])
    creditor.register()
    creditor.sandbox.run_until(creditor.sandbox.now.replace(day=5, hour=12))
    (waiting,) = creditor.sandbox.due_messages()
    creditor.sandbox.answered(waiting.id, 500)
    creditor.listen(secret=SECRETS[1])
    assert waiting.due is None
    before = waiting.body
    creditor.until("2026-02-06T12:00")
    assert waiting.body == before
    assert len(waiting.tries) == 1


def test_the_same_webhook_again_changes_nothing_of_what_waits() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    creditor.listen()
    creditor.register()
    creditor.sandbox.run_until(creditor.sandbox.now.replace(day=5, hour=12))
    (waiting,) = creditor.sandbox.due_messages()
    creditor.listen()
    assert creditor.sandbox.due_messages() == [waiting]


@pytest.mark.parametrize(
    "words",
    [
        {"secret": ""},
        {"secret": None},
        {"enabled": "yes"},
        {"url": "hooks.example"},
        {"url": "ftp://example.fi/x"},
        {"url": "https:///x"},
    ],
)
def test_a_webhook_that_cannot_be_delivered_to_is_refused(words: dict[str, Any]) -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    body = {"secret": SECRETS[0], "enabled": True, "url": HOOK, **words}
    heard = creditor.call("PUT", f"/creditor/{creditor.id}/webhook", body)
    assert (heard.status, creditor.sandbox.state.webhooks) == (400, {})


def test_every_entry_of_the_timeline_after_the_registration_is_told_and_an_end_with_its_payment_once() -> (
    None
):
    creditor = Creditor("2026-02-04T09:00").sign()
    creditor.listen()
    creditor.hold()
    case = creditor.register()
    creditor.until("2026-02-09T10:00")
    creditor.sandbox.decide(str(case), "suspend")
    creditor.sandbox.decide(str(case), "resume")
    creditor.sandbox.pay("1001", to="agency")
    shown = [each["type"] for each in creditor.details(case)["timeline"]]
    assert shown[-4:] == ["Suspended", "Resumed", "Payment", "Closed"]
    assert len(creditor.bodies()) == len(shown) - 2  # without the registration, and without the end


@pytest.mark.parametrize("order", ["secret last", "secret first"])
def test_a_change_is_told_with_a_signature_over_its_data(order: str) -> None:
    creditor = Creditor("2026-02-04T09:00", settings={"kravia.signature": order}).sign()
    assert creditor.listen() == {"enabled": True, "url": HOOK}
    case = creditor.register()
    creditor.until("2026-02-05T12:00")
    (told,) = creditor.bodies()
    assert told["data"] == {"timestamp": 1770274800, "eventType": "CaseUpdate", "claimId": case}
    assert told["header"] == {"algorithm": "MD5"}
    data, secret = orjson.dumps(told["data"]), creditor.words["webhook_secret"].encode()
    signed = data + secret if order == "secret last" else secret + data
    assert told["signature"] == md5(signed, usedforsecurity=False).hexdigest()


def test_the_webhook_is_replaced_by_another_and_ended_by_a_disabled_one() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    creditor.listen()
    creditor.listen()
    assert len(creditor.sandbox.state.webhooks) == 1
    before = set(creditor.sandbox.state.webhooks)
    creditor.listen(url=f"{HOOK}/new")
    (now,) = creditor.sandbox.state.webhooks.values()
    assert (now.destination, now.webhook in before) == (f"{HOOK}/new", False)
    creditor.listen(enabled=False)
    assert creditor.sandbox.state.webhooks == {}
    creditor.register()
    creditor.until("2026-02-05T12:00")
    assert creditor.bodies() == []


def test_the_shared_secret_is_not_shown_in_the_journal() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    creditor.listen()
    journal = creditor.stage.control("GET", f"/sandboxes/{creditor.sandbox.id}/journal").body.decode()
    assert "webhook" in journal
    assert creditor.words["webhook_secret"] not in journal
    assert creditor.words["secret"] not in journal


def test_a_secret_is_not_shown_in_the_journal_in_whatever_case_its_name_is_written() -> None:
    creditor = Creditor("2026-02-04T09:00").sign()
    path = f"/creditor/{creditor.id}/webhook"
    creditor.done("PUT", path, {"Secret": "hidden-in-pascal", "ENABLED": True, "Url": HOOK})
    journal = creditor.stage.control("GET", f"/sandboxes/{creditor.sandbox.id}/journal").body.decode()
    assert "ENABLED" in journal
    assert "hidden-in-pascal" not in journal


def test_a_webhook_is_neither_shown_nor_removed_on_another_channel() -> None:
    creditor = Creditor().sign()
    creditor.listen()
    (webhook,) = creditor.sandbox.state.webhooks
    other = Client(creditor.sandbox, creditor.stage)
    assert other.get("/v1/company/notifications") == []
    for method in ("GET", "DELETE"):
        assert other.call(method, f"/v1/company/notifications/{webhook}").status == 404
    assert list(creditor.sandbox.state.webhooks) == [webhook]


@pytest.mark.parametrize("kept", [0, 1])
def test_a_webhook_that_is_changed_is_the_old_one_or_the_new_one_however_much_the_store_keeps(
    kept: int,
) -> None:
    store = Narrow()
    creditor = Creditor(world=World(key=KEY, store=store)).sign()
    creditor.listen()
    store.left = kept
    body = orjson.dumps({"secret": "another-secret", "enabled": True, "url": HOOK})
    path, head = f"/kravia/api/v2/creditor/{creditor.id}/webhook", [("content-type", JSON)]
    head.append(("authorization", creditor.words["secret"]))
    heard = creditor.stage.raw(Request("PUT", path, "", head, body, "http://stage"))
    assert heard.status == (200 if kept else 503)
    (webhook,) = creditor.sandbox.state.webhooks.values()
    assert webhook.secret == ("another-secret" if kept else creditor.words["webhook_secret"])
