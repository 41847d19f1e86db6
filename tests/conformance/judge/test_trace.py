"""A trace says what happened, and nothing that differs from run to run."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conformance.trace import Normaliser, Recorder, Trace
from conformance.trace.normal import body_value, query_value, read_json

NOW = datetime(2026, 1, 12, 9, tzinfo=ZoneInfo("Europe/Helsinki"))
ENDPOINTS = {
    "one": {
        "base_url": "http://127.0.0.1:41763/one",
        "token_url": "http://127.0.0.1:41763/one/oauth2/token",
        "webhook_url": "http://127.0.0.1:9/webhooks/one",
        "client_secret": "a-long-client-secret/1",
        "client_id": "b1946ac9",
    }
}


def normaliser() -> Normaliser:
    made = Normaliser()
    made.endpoints(ENDPOINTS)
    return made


def recorder() -> Recorder:
    return Recorder(normaliser(), lambda: NOW)


def test_addresses_and_secrets_become_placeholders_wherever_they_stand() -> None:
    words = normaliser().value(
        {
            "url": "http://127.0.0.1:41763/one/v1/cases?secret=a-long-client-secret%2F1",
            "token_url": ENDPOINTS["one"]["token_url"],
            "hook": "http://127.0.0.1:9/webhooks/one/paid",
            "list": ["http://127.0.0.1:41763/two", "127.0.0.1:41763"],
            "client_id": "b1946ac9",
        }
    )
    assert words == {
        "url": "{one}/v1/cases?secret={secret:1}",
        "token_url": "{one}/oauth2/token",
        "hook": "{one.webhook_url}/paid",
        "list": ["{server}/two", "{host}"],
        "client_id": "b1946ac9",
    }


def test_the_address_of_a_page_for_people_is_a_placeholder_and_no_token_of_the_client() -> None:
    made = normaliser()
    address = "http://127.0.0.1:41763/console/kyc/eyJ-a.b.c"
    assert made.link(address) == made.link(address) == "{link:1}"
    assert made.text(f"Open {address}.") == "Open {link:1}."
    assert made.link(f"{address}d") == "{link:2}"


def test_tokens_are_numbered_in_the_order_in_which_they_are_met() -> None:
    made = normaliser()
    made.tokens_in({"access_token": "eyJ-first-token-of-all"})
    assert made.authorization("Bearer eyJ-first-token-of-all") == "Bearer {token:1}"
    assert made.authorization("Bearer invented") == "Bearer {token:2}"
    assert made.authorization("Bearer eyJ-first-token-of-all") == "Bearer {token:1}"
    assert made.text("it said eyJ-first-token-of-all!") == "it said {token:1}!"


def test_a_short_secret_is_replaced_only_where_it_stands_alone() -> None:
    made = Normaliser()
    made.secret("due")
    assert made.value(["due", "the invoice is due"]) == ["{secret:1}", "the invoice is due"]


def test_a_token_that_begins_as_another_does_not_hide_half_of_it() -> None:
    made = Normaliser()
    made.token("eyJhbGciOiJIUzI1NiJ9")
    made.token("eyJhbGciOiJIUzI1NiJ9.longer")
    assert made.text("x eyJhbGciOiJIUzI1NiJ9.longer y") == "x {token:2} y"


def test_bodies_are_kept_as_what_they_are() -> None:
    assert body_value(b'{"amount": 12.0}', "application/json") == {"amount": 12.0}
    assert body_value(b'{"broken', "application/json") == '{"broken'
    assert body_value(b"a=1&b=2&b=3", "application/x-www-form-urlencoded") == {"a": "1", "b": ["2", "3"]}
    assert body_value(b"\xff\xfe", "text/plain") == {"base64": "//4="}
    assert body_value(b"", "application/json") is None
    assert body_value(b"x" * 2_000_000, "text/plain") == {"bytes": 2_000_000, "too_large_for_the_trace": True}
    assert read_json("NaN") == "NaN"
    assert read_json("[" * 100_000) == "[" * 100_000
    assert query_value("page=2&status=open&status=closed") == {"page": "2", "status": ["open", "closed"]}


def test_records_carry_their_op_and_keys_are_sorted(tmp_path: Path) -> None:
    made = recorder()
    made.add("start", {"zone": "Europe/Helsinki", "hello": {}})
    number = made.begin({"op": "act", "id": 17, "now": "x", "action": "activate"})
    made.add("exchange", {"surface": "one"})
    made.finish(number, {"ok": {"outcome": "done"}})
    made.add("exchange", {"surface": "one"})
    made.write(tmp_path / "deep" / "trace.jsonl")
    lines = (tmp_path / "deep" / "trace.jsonl").read_bytes().splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["op"] for record in records] == [None, 2, 2, None]
    assert records[1]["request"] == {"action": "activate"}
    assert records[1]["at"] == "2026-01-12T09:00:00+02:00"
    assert all(list(record) == sorted(record) for record in records)


def test_half_a_surrogate_pair_does_not_break_the_file() -> None:
    made = recorder()
    made.add("exchange", {"body": "\ud800"})
    assert json.loads(next(made.lines()))["body"] == "\ud800"


def test_a_delivery_covers_what_follows_until_the_next_op() -> None:
    made = recorder()
    delivery = made.add("delivery", {})
    made.cover(delivery)
    made.add("exchange", {})
    made.finish(made.begin({"op": "tick"}), {"ok": {}})
    made.add("exchange", {})
    assert [record["op"] for record in made.records] == [None, delivery, 3, None]


def test_a_trace_is_read_back_and_a_broken_line_is_named() -> None:
    made = recorder()
    made.add("start", {"zone": "Europe/Helsinki"})
    made.finish(made.begin({"op": "tick"}), {"ok": {}})
    made.finish(made.begin({"op": "tick"}), {"ok": {}})
    trace = Trace.read(made.lines())
    assert trace.ticks == [2, 3]
    assert str(trace.zone) == "Europe/Helsinki"
    with pytest.raises(ValueError, match="line 2"):
        Trace.read([next(made.lines()), b"{}"])


def test_the_second_tick_is_one_of_a_later_moment() -> None:
    moments = ["2026-01-12T09:00:00+02:00"] * 3 + ["2026-01-12T16:00:00+02:00"] * 2
    ticks = [
        {"id": number, "at": at, "op": number, "kind": "op", "name": "tick", "reply": {"ok": {}}}
        for number, at in enumerate(moments, 2)
    ]
    trace = Trace([{"id": 1, "at": moments[0], "op": None, "kind": "start"}, *ticks])
    assert [trace.second_tick_after(number) for number in (1, 3, 4, 5)] == [5, 5, None, None]
