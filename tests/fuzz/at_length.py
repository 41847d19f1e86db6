"""Texts and bodies that make a careless reader try everything in every way, each read once; run as a program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import orjson

from simulator.console.forms import words
from simulator.contract import near
from simulator.contract.document import Document
from simulator.contract.reading import JSON, JSON_LIMIT, Unsound, read
from simulator.documents.safe_xml import DocumentError, parse
from simulator.http.surfaces import document
from simulator.journal import veiled
from simulator.refused import Refused

MEGA = 1_000_000
TEXTS = [
    *('name="client_secret"\r\n', 'name="secret" ', 'name="secret"\r\n\r\n', "eyJ", "eyJaaaaaaaa.", "a-eyJ"),
    *('"secret":"\\', '"secret" ', '"secret":"', " secret=", "&secret=a", "[.", "\\" * 2),
]
DOCUMENTS = [
    *(b"<a:Envelope>" + each * MEGA for each in (b"</aaa", b"</", b"</Envelope ", b"a:", b" ")),
    *(each * MEGA for each in (b"<!--", b"<?", b"<!-- -->", b"<?a?>", b" ", b"<a:", b"<!DOCTYPE '\"")),
    *(b"<?xml " + each * MEGA for each in (b"?", b" encoding=", b" encoding='", b" ")),
    b"<!DOCTYPE " + b"'\"" * MEGA,
]
MANY = 50_000
SHAPES: list[Any] = [
    [1] * (3 * MANY),
    [{}] * (2 * MANY),
    [[1]] * MANY,
    {f"k{each}": 1 for each in range(MANY // 3)},
    *(
        "x" * 400_000,
        "1" * 400_000,
        "a." * 200_000,
        "P" + "1W" * 200_000,
        "2026-01-01T00:00:00" + "0" * 400_000,
    ),
]
FORMS = [
    *("[" * 9_999 + "]" * 9_999, "{a: " * 5_000, "1:" * 9_000 + "1", "- " * 9_999),
    *(" " * 19_999, "'" * 19_999, "a" * MEGA),
]


def bodies(described: Document) -> Iterator[tuple[Any, bytes]]:
    """Operations that take JSON, each with one of the shapes in its first field, and the first with all of them."""
    taking = [each for each in described.operations.values() if JSON in each.bodies]
    for number, operation in enumerate([taking[0]] * len(SHAPES) + taking):
        named = next(iter(operation.bodies[JSON]["schema"].get("properties", {})), None)
        shape = SHAPES[number % len(SHAPES)]
        yield operation, orjson.dumps(shape if named is None else {named: shape})


def main() -> None:
    """Read all of it."""
    for text in TEXTS:
        veiled(text * (MEGA // len(text)))
    for content in DOCUMENTS:
        with suppress(DocumentError):
            parse(content, "Finvoice")
    for name in ("maventa", "kravia", "amili", "control"):
        described = document(name)
        near.call(described, "GET", "/a" * 30_000)
        for operation, body in bodies(described):
            assert len(body) <= JSON_LIMIT
            with suppress(Unsound):
                read(operation, {each.name: "1" for each in operation.in_path}, "a=1&" * 900, JSON, body)
    for text in FORMS:
        with suppress(Refused):
            words("x", text)
    print("all of it was read")


if __name__ == "__main__":
    main()
