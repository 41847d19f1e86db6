"""The programs that dunbox is compared with: how each is started, what of the document it is given, what it is asked.

Prism and Mockoon answer by dunbox's own document. WireMock reads no such document, so that it is told dunbox's own
answers. moto is no server of these calls: it puts an item into a table of DynamoDB's, and gets one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.bench import servers
from conformance.clients import measured as client
from conformance.clients.measured import Ask

Asks = dict[str, list[Ask]]
"""What a server is asked, by the kind of call."""

_AMZ = "application/x-amz-json-1.0"
_KEY = (
    "AWS4-HMAC-SHA256 Credential=x/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x"
)
_TABLE = {
    "TableName": "t",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What there is to start others with: a folder, the document in it, what dunbox is asked, and what it answers."""

    folder: Path
    document: Path
    asks: Asks
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Other:
    """A program: its name and option, its usual command, its package, what it is said to do, and how.

    `arguments` are those of its command, `asks` what it is asked; `first` is asked before anything else.
    """

    name: str
    command: str
    package: str
    note: str
    arguments: Callable[[Given], list[str]]
    asks: Callable[[Given], Asks] = lambda given: given.asks
    first: tuple[Ask, ...] = ()

    @property
    def option(self) -> str:
        """The option, without its dashes, that says where it is."""
        return self.name.lower()


def _prism(given: Given) -> list[str]:
    return ["mock", "-h", "127.0.0.1", "-p", "{port}", str(given.document)]


def _mockoon(given: Given) -> list[str]:
    where = ["--hostname", "127.0.0.1", "--port", "{port}"]
    return ["start", "--data", str(given.document), *where, "--disable-log-to-file"]


def _below(given: Given) -> Asks:
    """What Mockoon is asked: it serves below the prefix that the document's `servers` have."""
    return {kind: [ask.below(client.PREFIX) for ask in asks] for kind, asks in given.asks.items()}


def _wiremock(given: Given) -> list[str]:
    """Write its stubs into a folder: for each kind of call a pattern, and what dunbox has answered."""
    stubs = given.folder / "wiremock" / "mappings"
    stubs.mkdir(parents=True)
    for kind, pattern in client.PATTERNS.items():
        answer = {
            "status": 201 if kind == "create" else 200,
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps(given.answers[kind]),
        }
        asked = {"method": given.asks[kind][0].method, "urlPathPattern": pattern}
        (stubs / f"{kind}.json").write_text(json.dumps({"request": asked, "response": answer}), "utf-8")
    where = ["--bind-address", "127.0.0.1", "--port", "{port}"]
    return [*where, "--root-dir", str(stubs.parent), "--disable-banner", "--use-chunked-encoding", "never"]


def _moto(given: Given) -> list[str]:
    return ["-H", "127.0.0.1", "-p", "{port}"]


def _of_a_table(given: Given | None = None) -> Asks:
    items = [{"id": {"S": str(number)}, "text": {"S": "The debtor has moved."}} for number in range(100)]
    puts = [_to_moto("PutItem", {"TableName": "t", "Item": item}) for item in items]
    gets = [_to_moto("GetItem", {"TableName": "t", "Key": {"id": item["id"]}}) for item in items]
    both = [ask for pair in zip(puts, gets, strict=True) for ask in pair]
    return {"create": puts, "read": gets[:1], "mixed": both}


def _to_moto(target: str, body: dict[str, Any]) -> Ask:
    named = ("x-amz-target", f"DynamoDB_20120810.{target}")
    headers = (named, ("content-type", _AMZ), ("authorization", _KEY))
    return Ask("POST", "/", headers, json.dumps(body).encode())


OTHERS = (
    Other("Prism", "prism", "npm: @stoplight/prism-cli", "the same document, keeps nothing", _prism),
    Other("WireMock", "wiremock", "npm: wiremock", "stubs with dunbox's answers, keeps nothing", _wiremock),
    Other("Mockoon", "mockoon-cli", "npm: @mockoon/cli", "the same document, invents", _mockoon, _below),
    Other(
        "moto",
        "moto_server",
        "PyPI: moto[server]",
        "a table of DynamoDB's, keeps what it is given",
        _moto,
        _of_a_table,
        (_to_moto("CreateTable", _TABLE), _of_a_table()["create"][0]),
    ),
)
"""The programs, in the order in which they are measured."""


def command(other: Other, given: Given, words: str) -> tuple[str, ...] | None:
    """Answer the command of a program, whose name and first words these are; None where it is not installed."""
    if servers.found(words, []) is None:
        return None
    return servers.found(words, other.arguments(given))
