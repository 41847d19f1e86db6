"""What Maventa's own OpenAPI document (AutoXChange 0.85.550) states is what ours says.

`specs/maventa/original.yaml` holds its facts for the operations that are in both, and where ours differs with the
reason; its words are explained there. The same words are drawn here from our document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from conformance.drift.facts import Reader
from simulator.resources import specs
from tests.specs.reading import METHODS, SOURCE, document, load, nodes, resolve

ROOT = document("maventa")
TABLE = load(specs() / "maventa" / "original.yaml")
OPERATIONS: dict[str, dict[str, Any]] = TABLE["operations"]

SCOPES = {
    "eui", "global", "company", "lookup", "document:receive", "document:send", "invoice:receive", "invoice:send",
    "company:read", "company:write", "validate", "receivables:assignments", "analysis", "billing:reports",
    "partner:invoice_delivery_actions", "partner:lookups", "partner:takeovers", "partner:lyanthe_scan_service",
    "fi_bank_message:send", "fi_bank_message:receive",
}  # fmt: skip


def _operation(key: str) -> Any:
    method, path = key.split(" ")
    return ROOT["paths"][path][method]


def _content(holder: Any) -> dict[str, Any]:
    return Reader(ROOT).content(holder)


def _facts(operation: Any) -> dict[str, Any]:
    """An operation in the words of the table."""
    return Reader(ROOT).facts(operation)


def _ours(key: str) -> dict[str, Any]:
    """What our document has to say: the facts of the original, but for the differences that have a reason."""
    row = {part: one for part, one in OPERATIONS[key].items() if part != "errors"}
    for part, more in TABLE["more"].get(key, {}).items():
        row[part] = {**row.get(part, {}), **more}
    return {part: _narrowed(part, one) for part, one in row.items()}


def _narrowed(part: str, value: Any) -> Any:
    """A value of the table, its fields replaced by those that are narrower in ours."""
    if isinstance(value, list):
        return [_narrowed(part, one) for one in value]
    if not isinstance(value, Mapping):
        return value
    return {name: _narrower(part, name, one) or _narrowed(part, one) for name, one in value.items()}


def _narrower(part: str, name: str, said: Any) -> Any:
    fits = [one for one in TABLE["narrower"] if (one["field"], one["original"]) == (name, said)]
    return next((one["ours"] for one in fits if part in one["parts"]), None)


@pytest.mark.parametrize("key", OPERATIONS)
def test_an_operation_says_what_the_original_states(key: str) -> None:
    assert _facts(_operation(key)) == _ours(key)


def test_the_table_holds_every_operation_that_names_the_original_as_its_source() -> None:
    found = {
        f"{method} {path}"
        for path, item in ROOT["paths"].items()
        for method in METHODS
        if method in item and item[method].get(SOURCE) == "autoxchange"
    }
    assert found == OPERATIONS.keys()


def test_every_difference_from_the_original_is_there_and_has_a_reason() -> None:
    for each in TABLE["narrower"]:
        for part in each["parts"]:
            said = [found for row in OPERATIONS.values() for found in _named(row.get(part))]
            assert (each["field"], each["original"]) in said
        assert each["why"].endswith(".")
    assert TABLE["more"].keys() <= OPERATIONS.keys()


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    for name, one in value.items() if isinstance(value, Mapping) else ():
        yield name, one
    for one in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _named(one)


@pytest.mark.parametrize("key", OPERATIONS)
def test_the_errors_of_the_original_are_listed_in_its_envelope(key: str) -> None:
    answers = _operation(key)["responses"]
    assert {"401", "5XX"} <= answers.keys()
    assert "404" in answers or "{" not in key
    for status in OPERATIONS[key].get("errors", ()):
        assert _content(resolve(ROOT, answers[str(status)])) == {"application/json": TABLE["error"]}


def test_the_scopes_are_those_of_the_original() -> None:
    flow = ROOT["components"]["securitySchemes"]["company_auth"]["flows"]["clientCredentials"]
    assert set(flow["scopes"]) == SCOPES
    assert flow["tokenUrl"] == "/oauth2/token"


def test_at_most_100_invoices_are_asked_for_by_their_ids() -> None:
    ids = next(one for one in _operation("get /v1/invoices")["parameters"] if one.get("name") == "ids")
    assert ids["schema"]["maxItems"] == 100


def test_the_ropo_transfer_keeps_the_figures_of_the_transfer_of_version_1() -> None:
    schemas = ROOT["components"]["schemas"]
    request = schemas["RopoAssignmentRequest"]["properties"]
    assert request["collection_type"]["enum"] == ["reminder_and_collection", "collection"]
    assert (request["assignment_summary"]["minLength"], request["assignment_summary"]["maxLength"]) == (2, 64)
    amounts = schemas["TransferAmounts"]
    assert set(amounts["required"]) == {"capital_amount", "reminder_amount", "interest_amount"}
    assert amounts["properties"].keys() == {*amounts["required"], "interest_calculation_date"}
    assert schemas["RentalDetails"]["required"] == ["address"]
    assert schemas["RentalDetails"]["properties"]["contract_type"]["enum"] == ["continuous", "temporary"]
    assert schemas["InvoiceAssignment"]["properties"]["status"]["enum"] == ["pending", "sent", "error"]
    assert "202" in _operation("post /v2/invoices/{id}/assignment/ropo")["responses"]


@pytest.mark.parametrize("key", OPERATIONS)
def test_a_list_in_a_query_is_written_with_commas(key: str) -> None:
    for one in (resolve(ROOT, raw) for raw in _operation(key).get("parameters", ())):
        if resolve(ROOT, one["schema"])["type"] == "array":
            assert (one["style"], one["explode"]) == ("form", False), one["name"]


@pytest.mark.parametrize("key", OPERATIONS)
def test_whatever_is_bent_in_an_operation_is_seen(key: str) -> None:
    operation = _resolved(_operation(key))
    good = {status: one for status, one in operation["responses"].items() if status.startswith("2")}
    operation["responses"] = good
    unseen = []
    for place, node in nodes(operation):
        for word, bent in _bends(node) if not {"callbacks", "links"} & {*place} else ():
            right, node[word] = node[word], bent
            if _facts(operation) == _ours(key):
                unseen.append((*place, word, bent))
            node[word] = right
    assert unseen == []
    for status, one in good.items():
        assert _facts({**operation, "responses": {_next(status): one}}) != _ours(key)


def _resolved(node: Any) -> Any:
    """A copy of a part of our document, with what it refers to in its place."""
    node = resolve(ROOT, node)
    if isinstance(node, Mapping):
        return {name: _resolved(one) for name, one in node.items()}
    return [_resolved(one) for one in node] if isinstance(node, list) else node


def _bends(node: Any) -> Iterator[tuple[str, Any]]:
    """Every way in which a node can say something wrong: one of its words, and what would stand there."""
    if not isinstance(node, Mapping):
        return
    for word, said in node.items():
        # A field can have the name of a word; what stands there is a schema then.
        if word in _BENDS and (isinstance(said, Mapping) == (word in _OF_NAMES)):
            yield from ((word, bent) for bent in _BENDS[word](said))


def _lists(said: Any) -> list[Any]:
    return [not said] if isinstance(said, bool) else [[*said, "another"], said[1:]]


def _names(said: Mapping[str, Any]) -> list[Any]:
    """Each name in turn another, and gone."""
    renamed = [{(_next(one) if one == name else one): each for one, each in said.items()} for name in said]
    return renamed + [{one: each for one, each in said.items() if one != name} for name in said]


def _next(name: str) -> str:
    return str(int(name) + 1) if name.isdecimal() else f"{name}2"


_OF_NAMES = {"properties", "headers", "content"}
_BENDS: dict[str, Callable[[Any], list[Any]]] = {
    **dict.fromkeys(("operationId", "name", "format", "default"), lambda said: [f"{said}2"]),
    **dict.fromkeys(("minLength", "maxLength", "minimum", "maximum"), lambda said: [said + 1]),
    **dict.fromkeys(("enum", "required", "company_auth"), _lists),
    **dict.fromkeys(_OF_NAMES, _names),
    "in": lambda said: ["query" if said == "path" else "path"],
    "type": lambda said: ["integer" if said == "string" else "string"],
}
