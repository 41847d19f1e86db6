"""What Maventa's own OpenAPI document (AutoXChange 0.85.550) states is what ours says.

The tables below hold its facts for the operations that are in both, as literals: `string <=128` is a text of at most
128 characters, `A|B` an enumeration, `[X]` a list, `{...}` an object, `=X` a default, `(date)` a format. `STRICTER`
lists where ours says more than that document's schema, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.specs.reading import document, resolve

ROOT = document("maventa")

READ = "VISMAXML60|PEPPOLBIS30|SIUBL20|OIOUBL21|VISMAUBL30|FINVOICE30|TEAPPS30"
XRECHNUNG = "|".join(
    f"XRECHNUNG{version}{syntax}" for version in ("23", "30") for syntax in ("UBL", "CII", "EXTUBL", "EXTCII")
)
SENT = (
    "VISMAXML53|VISMAXML60|SVEFAKTURA10|SEDI|E2B|EHF20|PEPPOLBIS20|PEPPOLBIS30|SIUBL11|SIUBL12|SIUBL20|OIOUBL|"
    f"OIOUBL21|VISMAUBL10|VISMAUBL30|FINVOICE13|FINVOICE20|FINVOICE30|TEAPPS27|TEAPPS30|{XRECHNUNG}|FATTURAPA12"
)
KEYS = (
    "action_created|action_sent_print|action_sent_email|action_error|action_route_failed|action_incoming_receive|"
    "action_incoming_bank|action_internal_sent|action_sent_email_failed|action_seen|action_send_fail|action_accepted|"
    "action_paper_ordered|action_sent_paper|action_expired|action_confirmed|action_declined|action_disputed|"
    "action_archived|action_paid|action_reminder|action_delivered|action_delivery_failed|action_signed|action_trx_ok|"
    "action_trx_fail|action_trx_delay|action_canceled|action_collection|action_notice|"
    "action_reminder_and_collection|action_send_without_attachments"
)

# operation -> operationId, scopes of which one is enough, good status, schema of its answer
OPERATIONS: dict[str, tuple[str, set[str], str, str]] = {
    "post /oauth2/token": ("postOauth2Token", set(), "200", "Token"),
    "get /v1/invoices": ("getV1Invoices", {"invoice:send", "invoice:receive"}, "200", "[Invoice]"),
    "post /v1/invoices": ("postV1Invoices", {"invoice:send"}, "201", "Invoice"),
    "get /v1/invoices/{id}": ("getV1InvoicesId", {"invoice:send", "invoice:receive"}, "200", "Invoice"),
    "get /v1/invoices/{id}/actions": (
        "getV1InvoicesIdActions",
        {"invoice:send", "invoice:receive"},
        "200",
        "[InvoiceAction]",
    ),
    "get /v1/company/notifications": ("getV1CompanyNotifications", {"company:read"}, "200", "[Subscription]"),
    "post /v1/company/notifications": (
        "postV1CompanyNotifications",
        {"company:write"},
        "201",
        "Subscription",
    ),
    "get /v1/company/notifications/{id}": (
        "getV1CompanyNotificationsId",
        {"company:read"},
        "200",
        "Subscription",
    ),
    "delete /v1/company/notifications/{id}": ("deleteV1CompanyNotificationsId", {"company:write"}, "204", ""),
}

PARAMETERS: dict[str, dict[str, str]] = {
    "get /v1/invoices": {
        "direction": "RECEIVED|SENT =RECEIVED",
        "status": "[PENDING|DELIVERED|FAILED] form",
        "ids": "[string] form",
        "number": "string",
        "reference": "string",
        "received_at_start": "string(date-time)",
        "received_at_end": "string(date-time)",
        "created_at_start": "string(date-time)",
        "created_at_end": "string(date-time)",
        "sort": "[string] form",
        "page": "integer(int32) =1",
        "per_page": "integer(int32) =10",
    },
    "get /v1/invoices/{id}": {
        "id": "string",
        "return_format": f"{READ}|{XRECHNUNG}|FATTURAPA12|ORIGINAL_IMAGE|GENERATED_IMAGE|"
        "ORIGINAL_OR_GENERATED_IMAGE|EXTENDED_DETAILS",
    },
    "get /v1/invoices/{id}/actions": {
        "id": "string",
        "type": "[RECEIVED|CREATED|SENT|DELIVERED|INFO|ERROR] form",
        "channel_details_version": "1(int32)",
    },
    "get /v1/company/notifications/{id}": {"id": "string"},
    "delete /v1/company/notifications/{id}": {"id": "string"},
}

# schema -> required fields, and all fields
SCHEMAS: dict[str, tuple[set[str], dict[str, str]]] = {
    "TokenRequest": (
        {"grant_type"},
        {
            "grant_type": "client_credentials",
            "client_id": "string",
            "client_secret": "string",
            "scope": "string",
            "vendor_api_key": "string",
            "license_data": "string",
        },
    ),
    "Token": (
        {"access_token", "expires_in", "token_type"},
        {
            "access_token": "string",
            "token_type": "string",
            "expires_in": "integer(int32)",
            "refresh_token": "string",
            "scope": "string",
        },
    ),
    "Error": (set(), {"code": "string", "message": "string", "details": "[string]"}),
    "InvoiceUpload": (
        {"file"},
        {
            "file": "string(binary)",
            "format": SENT,
            "recipient_type": "b2b|consumer =b2b",
            "recipient_eia": "string <=128",
            "recipient_email": "string <=255",
            "recipient_operator": "string <=128",
            "disabled_routes": "[print|email|einvoice]",
            "sender_comment": "string <=1024",
            "uuid": "string <=36",
            "lang": "FI|SE|NO|DK|NL|EN",
            "route_order": "[netbank|netbank_cvl|netbank_cvl_hold|vipps|dpi|email|print|silent_failure]",
            "recipient_phone_number": "string <=30",
            "recipient_date_of_birth": "string(date)",
            "recipient_ssn": "string",
            "recipient_efaktura_id": "string",
            "b2cno_document_type": "INVOICE|CREDIT_NOTE|REMINDER|COLLECTION_NOTICE",
            "payment_instruction_identifier": "string",
            "print_settings[color]": "boolean",
            "print_settings[letter_class]": "PRIORITY|ECONOMY",
            "print_settings[prevent_digital_post]": "boolean",
            "print_settings[print_own_image]": "boolean",
            "print_settings[allow_kivra_fi]": "boolean",
            "prevent_routing": "boolean",
            "email_settings[xml_format]": SENT,
        },
    ),
    "Invoice": (
        {"currency", "source_format", "sum", "sum_tax"},
        {
            "id": "string",
            "status": "PENDING|DELIVERED|FAILED",
            "reference": "string",
            "number": "string",
            "sender": "{...}",
            "recipient": "{...}",
            "received_at": "string(date-time)",
            "created_at": "string(date-time)",
            "date": "string(date)",
            "date_due": "string(date)",
            "source_format": "string",
            "sum": "number(float)",
            "sum_tax": "number(float)",
            "currency": "string",
            "origin": "INTERNAL|EXTERNAL|SCAN",
            "origin_type": "SCAN_PDF|SCAN_PAPER|AUTOSCAN|SCAN|null",
            "destination": "string",
            "comment": "string",
            "files": "[{...}]",
            "actions": "[{...}]",
            "revision": "{...}",
        },
    ),
    "InvoiceSender": (set(), dict.fromkeys(("eia", "bid", "name", "country"), "string")),
    "InvoiceRecipient": (set(), dict.fromkeys(("eia", "bid", "name", "country", "operator"), "string")),
    "InvoiceFile": ({"id"}, dict.fromkeys(("id", "filename", "type", "mimetype", "href"), "string")),
    "InvoiceAction": (
        {"happened_at", "type"},
        {
            "type": "RECEIVED|CREATED|SENT|DELIVERED|INFO|ERROR",
            "channel": "EINVOICE|PRINT|SCAN|EMAIL",
            "message": "string",
            "key": KEYS,
            "happened_at": "string(date-time)",
        },
    ),
    # Stated for the transfer of version 1; version 2 keeps its values.
    "InvoiceAssignment": (
        {"status"},
        {
            "status": "pending|sent|error",
            "url": "string",
            "collectable_amount": "number(double)",
            "error_reason": "string",
        },
    ),
    "SubscriptionRequest": (
        {"destination", "destination_type", "events"},
        {"destination_type": "string", "destination": "string", "vendor_key": "string", "events": "[string]"},
    ),
    "Subscription": (
        {"destination", "destination_type", "events", "id"},
        {
            "id": "string",
            "destination_type": "string",
            "destination": "string",
            "vendor_key": "string",
            "events": "[string]",
        },
    ),
}

STRICTER = {
    # That document has the values in words only.
    ("get /v1/invoices", "sort"): "[received_at|-received_at] form",
    ("SubscriptionRequest", "destination_type"): "WEBHOOK|VENDOR_WEBHOOK",
    ("Subscription", "destination_type"): "WEBHOOK|VENDOR_WEBHOOK",
    # It says URL and gives no format (assumption webhooks.destination).
    ("SubscriptionRequest", "destination"): "string(uri)",
}

SCOPES = {
    "eui", "global", "company", "lookup", "document:receive", "document:send", "invoice:receive", "invoice:send",
    "company:read", "company:write", "validate", "receivables:assignments", "analysis", "billing:reports",
    "partner:invoice_delivery_actions", "partner:lookups", "partner:takeovers", "partner:lyanthe_scan_service",
    "fi_bank_message:send", "fi_bank_message:receive",
}  # fmt: skip


def _operation(key: str) -> Any:
    method, path = key.split(" ")
    return ROOT["paths"][path][method]


def _words(schema: Any) -> str:
    """A schema in the words of the tables."""
    schema = resolve(ROOT, schema)
    if "enum" in schema:
        said = "|".join(str(one) for one in schema["enum"])
    elif schema["type"] == "array":
        said = f"[{_words(schema['items'])}]"
    else:
        said = "{...}" if schema["type"] == "object" else schema["type"]
    said += f"({schema['format']})" if "format" in schema else ""
    said += f" <={schema['maxLength']}" if "maxLength" in schema else ""
    return said + (f" ={schema['default']}" if "default" in schema else "")


def _same(found: str, stated: str) -> bool:
    """Whether two descriptions agree, enumerations in whatever order."""
    return sorted(re.split(r"([\[\] |])", found)) == sorted(re.split(r"([\[\] |])", stated))


def _parameters(key: str) -> dict[str, Mapping[str, Any]]:
    found = [resolve(ROOT, one) for one in _operation(key).get("parameters", ())]
    return {one["name"]: one for one in found}


@pytest.mark.parametrize("key", OPERATIONS)
def test_an_operation_has_the_id_scopes_and_good_answer_of_the_original(key: str) -> None:
    name, scopes, status, answer = OPERATIONS[key]
    operation = _operation(key)
    assert operation["operationId"] == name
    # The original lists invoice:send and invoice:receive as if both were needed; either is enough.
    assert [set(one["company_auth"]) for one in operation["security"]] == [
        {scope} for scope in sorted(scopes, reverse=True)
    ]
    assert [one for one in operation["responses"] if one.startswith("2")] == [status]
    content = operation["responses"][status].get("content", {})
    assert ("application/json" in content) == bool(answer)
    if answer:
        schema = content["application/json"]["schema"]
        inner = schema["items"] if answer.startswith("[") else schema
        assert inner["$ref"] == f"#/components/schemas/{answer.strip('[]')}"


@pytest.mark.parametrize("key", OPERATIONS)
def test_an_operation_has_the_parameters_of_the_original(key: str) -> None:
    found = _parameters(key)
    stated = PARAMETERS.get(key, {})
    assert found.keys() == stated.keys()
    for name, parameter in found.items():
        said = _words(parameter["schema"]) + (f" {parameter['style']}" if "style" in parameter else "")
        wanted = STRICTER.get((key, name), stated[name])
        assert parameter.get("explode", False) is False
        assert parameter["in"] == ("path" if f"{{{name}}}" in key else "query")
        assert _same(said, wanted), name


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_the_fields_types_and_required_list_of_the_original(name: str) -> None:
    schema = ROOT["components"]["schemas"][name]
    required, fields = SCHEMAS[name]
    assert set(schema.get("required", ())) == required
    assert schema["properties"].keys() == fields.keys()
    for field, said in schema["properties"].items():
        assert _same(_words(said), STRICTER.get((name, field), fields[field])), field


def test_the_bodies_have_the_content_types_of_the_original_and_the_token_two_more() -> None:
    def kinds(key: str) -> set[str]:
        return set(_operation(key)["requestBody"]["content"])

    form, parts, json = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
    assert kinds("post /oauth2/token") == {form, parts, json}
    assert kinds("post /v1/invoices") == {parts}
    assert kinds("post /v1/company/notifications") == {json}


def test_an_invoice_can_also_be_read_as_xml() -> None:
    content = _operation("get /v1/invoices/{id}")["responses"]["200"]["content"]
    assert list(content) == ["application/json", "application/xml"]


def test_the_general_errors_of_the_original_are_listed_wherever_they_can_come() -> None:
    for key in OPERATIONS:
        answers = _operation(key)["responses"]
        assert {"401", "5XX"} <= answers.keys(), key
        assert ("404" in answers) == ("{" in key), key


def test_the_scopes_are_those_of_the_original() -> None:
    flow = ROOT["components"]["securitySchemes"]["company_auth"]["flows"]["clientCredentials"]
    assert set(flow["scopes"]) == SCOPES
    assert flow["tokenUrl"] == "/oauth2/token"


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
    assert "202" in _operation("post /v2/invoices/{id}/assignment/ropo")["responses"]


def test_pages_are_at_most_100_long_and_start_with_the_first() -> None:
    found = _parameters("get /v1/invoices")
    assert found["page"]["schema"]["minimum"] == 1
    assert (found["per_page"]["schema"]["minimum"], found["per_page"]["schema"]["maximum"]) == (1, 100)
    assert found["ids"]["schema"]["maxItems"] == 100
