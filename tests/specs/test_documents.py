"""The OpenAPI documents hold together: every reference, name, parameter, answer and example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.specs.reading import (
    METHODS,
    Operation,
    document,
    json_schema,
    names,
    nodes,
    operations,
    resolve,
    validator,
)

ALL = [pytest.param(name, id=name) for name in names()]
OPERATIONS = [
    pytest.param(name, operation, id=f"{name}-{operation.id}")
    for name in names()
    for operation in operations(document(name))
]
PROVIDERS = [name for name in names() if name != "control"]
MEANINGS = [
    pytest.param(name, operation, id=f"{name}-{operation.id}")
    for name in PROVIDERS
    for operation in operations(document(name))
]
DUTIES = {
    "authenticate", "activate", "read_service", "close", "send_invoice", "list_invoices", "read_invoice", "transfer",
    "read_transfer", "list_cases", "read_case", "read_events", "list_events", "report_payment", "report_credit",
    "report_comment", "report_other", "mark_seen", "register_webhook", "list_webhooks", "remove_webhook",
    "read_overview", "read_form", "webhook", "change_service", "read_file", "list_errors", "resend_invoice",
    "request_due_date", "hold", "release", "cancel", "bad_debt", "list_customer_groups", "set_customer_group",
    "send_bank_messages", "list_bank_messages", "read_bank_message", "invite", "set_api_user", "read_settings",
    "change_settings", "attach_file", "list_settlements", "book_settlement",
}  # fmt: skip
MEANS = {
    "duty", "provider", "invoice", "number", "case", "event", "kind", "state", "amount", "currency", "date",
    "due_date", "debtor_kind", "rental", "scope", "page", "offset", "per_page", "items", "document", "actor",
    "message", "outcome", "text", "contact", "stage", "once", "reference", "own_costs", "own_interest",
    "debtor_name", "debtor_street", "debtor_postal_code", "debtor_city", "debtor_country", "credit_note",
    "business_id", "group", "until", "iban", "bic", "bank", "contact_name", "contact_email", "contact_phone",
    "service_email", "service_phone", "billing_street", "billing_postal_code", "billing_city", "billing_country",
    "link", "settlement", "reminders", "start_from_collection", "approve_before_demand", "approve_before_legal",
    "include_info", "include_external_number", "batch_payments", "batch_account", "action", "agency_iban", "role",
}  # fmt: skip
ROOM = {"path", "query", "body", "answer"}


@pytest.mark.parametrize("name", ALL)
def test_a_document_is_openapi_3_0_3_with_a_licence_and_a_place(name: str) -> None:
    found = document(name)
    assert found["openapi"] == "3.0.3"
    assert {"title", "version", "description", "license"} <= found["info"].keys()
    assert [server["url"] for server in found["servers"]] == [
        f"/{name}" if name in PROVIDERS else "/control/v1"
    ]


@pytest.mark.parametrize("name", ALL)
def test_every_reference_leads_somewhere_and_every_component_is_used(name: str) -> None:
    root = document(name)
    refs = {node["$ref"] for _, node in nodes(root) if isinstance(node, Mapping) and "$ref" in node}
    for ref in refs:
        assert isinstance(resolve(root, {"$ref": ref}), Mapping), ref
    made = {
        f"#/components/{kind}/{one}"
        for kind, ones in root["components"].items()
        if kind != "securitySchemes"
        for one in ones
    }
    assert made - refs == set()


@pytest.mark.parametrize("name", ALL)
def test_no_key_is_left_without_a_value_by_a_comma_in_a_description(name: str) -> None:
    empty = [place for place, node in nodes(document(name)) if node is None and place[-2] != "enum"]
    assert empty == []


@pytest.mark.parametrize("name", ALL)
def test_operation_ids_are_unique(name: str) -> None:
    ids = [operation.id for operation in operations(document(name))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_an_operation_id_follows_the_style_of_its_document(name: str, operation: Operation) -> None:
    if name == "control":
        assert re.fullmatch("[a-z]+(_[a-z]+)+", operation.id)
    elif operation.callback:
        assert re.fullmatch("on[A-Z][A-Za-z]+", operation.id)
    else:
        words = re.split(r"[/{}_]+", operation.path)
        expected = operation.method + "".join(word[:1].upper() + word[1:] for word in words)
        assert operation.id == expected


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_an_operation_is_summed_up_and_tagged(name: str, operation: Operation) -> None:
    tags = {tag["name"] for tag in document(name)["tags"]}
    assert operation.says["summary"]
    assert len(operation.says["summary"]) <= 80
    assert set(operation.says["tags"]) <= tags


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_an_operation_asks_for_scopes_that_exist_or_for_nothing(name: str, operation: Operation) -> None:
    root = document(name)
    schemes = root["components"]["securitySchemes"]
    security = operation.says.get("security", root.get("security"))
    assert security is not None
    for requirement in security:
        for scheme, scopes in requirement.items():
            flows = schemes[scheme].get("flows", {})
            known = {scope for flow in flows.values() for scope in flow["scopes"]}
            assert set(scopes) <= known
            assert scopes or not known


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_path_parameters_are_those_of_the_path_and_no_parameter_stands_twice(
    name: str, operation: Operation
) -> None:
    if operation.callback:
        return
    inside = [one["name"] for one in operation.parameters if one["in"] == "path"]
    assert sorted(inside) == sorted(re.findall(r"\{(.+?)\}", operation.path))
    assert all(one["required"] for one in operation.parameters if one["in"] == "path")
    keys = [(one["in"], one["name"]) for one in operation.parameters]
    assert len(keys) == len(set(keys))
    assert all(one["description"] and "schema" in one for one in operation.parameters)


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_an_operation_lists_the_errors_that_can_come_of_it(name: str, operation: Operation) -> None:
    if operation.callback:
        return
    root = document(name)
    answers = operation.says["responses"]
    assert any(status.startswith("2") for status in answers)
    assert any(status.startswith("5") for status in answers)
    expected = {"401"}
    expected |= {"400", "413", "415"} if "requestBody" in operation.says else set()
    expected |= {"400"} if any(one["in"] == "query" for one in operation.parameters) else set()
    expected |= {"404"} if any(one["in"] == "path" for one in operation.parameters) else set()
    assert expected <= answers.keys()
    kind = "application/problem+json" if name == "control" else "application/json"
    for status, answer in answers.items():
        if status[0] in "45":
            assert list(resolve(root, answer)["content"]) == [kind], status


@pytest.mark.parametrize("name", ALL)
def test_only_the_control_api_refuses_unknown_fields_of_a_request(name: str) -> None:
    root = document(name)
    for operation in operations(root):
        for media in operation.says.get("requestBody", {}).get("content", {}).values():
            closed = resolve(root, media["schema"]).get("additionalProperties") is False
            # The words of debtors and faults grow with the files that there are, which no document lists.
            open_words = operation.id in ("put_debtor", "put_fault")
            expected = (name == "control" and not open_words) or operation.callback
            assert closed == expected, operation.id


@pytest.mark.parametrize("name", ALL)
def test_every_schema_of_a_document_compiles(name: str) -> None:
    root = document(name)
    for one in root["components"]["schemas"]:
        validator(root, {"$ref": f"#/components/schemas/{one}"})


def _media(root: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every body, of requests and answers, with its place."""
    for operation in operations(root):
        body = operation.says.get("requestBody", {})
        for kind, media in body.get("content", {}).items():
            yield f"{operation.id} request {kind}", media
        for status, answer in operation.says["responses"].items():
            for kind, media in resolve(root, answer).get("content", {}).items():
                yield f"{operation.id} {status} {kind}", media


def _examples(media: Mapping[str, Any]) -> list[Any]:
    named = [one["value"] for one in media.get("examples", {}).values()]
    return [media["example"], *named] if "example" in media else named


@pytest.mark.parametrize("name", ALL)
def test_every_body_has_an_example_and_every_example_is_right(name: str) -> None:
    root = document(name)
    for place, media in _media(root):
        check = validator(root, media["schema"])
        examples = _examples(media)
        assert examples, place
        for example in examples:
            assert [str(error) for error in check.iter_errors(example)] == [], place


@pytest.mark.parametrize("name", ALL)
def test_an_example_names_only_fields_that_its_schema_knows(name: str) -> None:
    root = document(name)
    for place, media in _media(root):
        known = resolve(root, media["schema"]).get("properties")
        if known is None or place.startswith(("put_debtor request", "put_fault request")):
            continue  # their words are in no document
        for example in _examples(media):
            assert example.keys() <= known.keys(), place


@pytest.mark.parametrize(("name", "operation"), MEANINGS)
def test_an_operation_says_which_duty_it_is(name: str, operation: Operation) -> None:
    means = operation.says["x-dunbox-means"]
    duty = means["duty"]
    said = {*duty["map"].values(), duty["else"]} if isinstance(duty, dict) else {duty}
    assert said <= DUTIES
    assert means.keys() <= MEANS


def _pointers(means: Mapping[str, Any]) -> Iterator[str]:
    each = ((key, one) for key, says in means.items() for one in (says if isinstance(says, list) else [says]))
    for key, value in each:
        if isinstance(value, dict):
            yield value["at"]
            assert value.keys() <= ({"at", "each"} if key == "items" else {"at", "map", "else", "sign"}), key
            yield from _pointers({key: value.get("else")})


@pytest.mark.parametrize(("name", "operation"), MEANINGS)
def test_a_meaning_points_at_what_the_operation_has(name: str, operation: Operation) -> None:
    root = document(name)
    means = operation.says["x-dunbox-means"]
    for pointer in _pointers(means):
        _, room, *rest = pointer.split("/")
        assert room in ROOM, pointer
        if room in ("path", "query"):
            assert (room, rest[0]) in {(one["in"], one["name"]) for one in operation.parameters}, pointer
        elif room == "body":
            content = operation.says["requestBody"]["content"].values()
            assert all(_has(root, media["schema"], rest) for media in content), pointer
        else:
            assert rest[0] == "body", pointer
            assert _has(root, _answer(root, operation), rest[1:]), pointer


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_document_says_where_its_errors_have_their_texts(name: str) -> None:
    root = document(name)
    places = [one["at"].split("/")[3:] for one in root["x-dunbox-means"]["problem"]]
    assert places
    for place in places:
        assert _has(root, root["components"]["schemas"]["Error"], place), place


@pytest.mark.parametrize(("name", "operation"), MEANINGS)
def test_the_rows_of_a_meaning_point_at_fields_of_the_rows(name: str, operation: Operation) -> None:
    said = operation.says["x-dunbox-means"].get("items") or []
    root = document(name)
    for items in said if isinstance(said, list) else [said]:
        _, room, *rest = items["at"].split("/")
        schema = _found(root, _sent(operation), rest) if room == "body" else None
        rows = resolve(root, (schema or _found(root, _answer(root, operation), rest[1:]))["items"])
        for pointer in _pointers(items["each"]):
            assert _has(root, rows, pointer.split("/")[1:]), pointer


@pytest.mark.parametrize(("name", "operation"), MEANINGS)
def test_a_map_of_a_meaning_knows_every_word_of_the_wire(name: str, operation: Operation) -> None:
    root = document(name)
    means = operation.says["x-dunbox-means"]
    for key, value in means.items():
        if not (isinstance(value, dict) and "map" in value):
            continue
        _, room, *rest = value["at"].split("/")
        sent = room == "body"
        schema = _sent(operation) if sent else _answer(root, operation)
        words = _found(root, schema, rest if sent else rest[1:])["enum"]
        assert set(value["map"]) == set(words), key


def _sent(operation: Operation) -> Any:
    """The schema of the request's body, in the first of its forms."""
    return next(iter(operation.says["requestBody"]["content"].values()))["schema"]


def _answer(root: Mapping[str, Any], operation: Operation) -> Any:
    """The schema of the first good answer that has a body."""
    good = (
        resolve(root, one) for status, one in operation.says["responses"].items() if status.startswith("2")
    )
    return next(iter(next(one for one in good if "content" in one)["content"].values()))["schema"]


def _found(root: Mapping[str, Any], schema: Any, steps: list[str]) -> Any:
    """The schema at the end of a pointer; raises `KeyError` where a step has none."""
    schema = resolve(root, schema)
    if not steps:
        return schema
    for one in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        properties = resolve(root, one).get("properties", {})
        if steps[0] in properties:
            return _found(root, properties[steps[0]], steps[1:])
    if steps[0].isdecimal() and "items" in schema:
        return _found(root, schema["items"], steps[1:])
    raise KeyError(steps[0])


def _has(root: Mapping[str, Any], schema: Any, steps: list[str]) -> bool:
    try:
        _found(root, schema, steps)
    except KeyError:
        return False
    return True


def test_a_nullable_schema_of_openapi_takes_null_as_json_schema() -> None:
    assert json_schema({"type": "string", "nullable": True}) == {"type": ["string", "null"]}
    assert json_schema({"minimum": 0, "exclusiveMinimum": True}) == {"exclusiveMinimum": 0}


def test_the_methods_that_are_read_are_all_that_the_documents_use() -> None:
    others = {"summary", "description", "parameters", "servers"}
    for name in names():
        for item in document(name)["paths"].values():
            assert item.keys() <= {*METHODS, *others}
