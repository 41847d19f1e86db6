"""`dunbox drift`: a provider's document that says otherwise is told of with what it matters to."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.cli import exit_code_of
from conformance.drift.facts import Reader
from conformance.runner.backend import documents

TRANSFER = "/v2/invoices/{id}/assignment/ropo"


def current(surface: str) -> dict[str, Any]:
    """Our own document of a surface, to be changed."""
    found: dict[str, Any] = json.loads(json.dumps(documents()[surface], default=str))
    return found


def drift(folder: Path, document: Any, *arguments: str) -> int:
    file = folder / "openapi.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return exit_code_of(["drift", str(file), *arguments])


def schema_of(document: dict[str, Any], path: str, method: str = "post") -> dict[str, Any]:
    """The schema of what an operation is sent."""
    found: dict[str, Any] = document["paths"][path][method]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    name = found.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else found


def test_a_document_that_says_the_same_has_not_drifted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drift(tmp_path, current("kravia")) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("kravia: ")
    assert shown.endswith("\nnothing changed that clients use\n")


def test_yaml_is_read_as_well(tmp_path: Path) -> None:
    assert drift(tmp_path, yaml.safe_dump(current("kravia"), sort_keys=False)) == 0


def _gone(document: dict[str, Any]) -> None:
    del document["paths"][TRANSFER]


def _required(document: dict[str, Any]) -> None:
    schema = schema_of(document, TRANSFER)
    schema["properties"]["reason"] = {"type": "string"}
    schema["required"] = [*schema.get("required", ()), "reason"]


def _field(document: dict[str, Any]) -> None:
    del schema_of(document, TRANSFER)["properties"]["assignment_summary"]


def _enum(document: dict[str, Any]) -> None:
    schema_of(document, TRANSFER)["properties"]["collection_type"]["enum"].append("court")


def _kind(document: dict[str, Any]) -> None:
    schema_of(document, TRANSFER)["properties"]["assignment_summary"]["type"] = "integer"


def _parameter(document: dict[str, Any]) -> None:
    asked = {"name": "dry_run", "in": "query", "required": True, "schema": {"type": "boolean"}}
    document["paths"][TRANSFER]["post"]["parameters"].append(asked)


def _scope(document: dict[str, Any]) -> None:
    document["paths"][TRANSFER]["post"]["security"] = [{"company_auth": ["receivables:write"]}]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_gone, f"post {TRANSFER} is gone"),
        (_required, "added  body application/json reason: string, required"),
        (_field, "removed  body application/json assignment_summary: was string"),
        (_enum, "-> string reminder_and_collection | collection | court"),
        (_kind, "-> integer"),
        (_parameter, "added  query dry_run: boolean, required"),
        (_scope, "removed  scopes invoice:send: was enough"),
    ],
)
def test_what_clients_use_and_changed_exits_with_1_and_says_for_whom(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], None],
    sentence: str,
) -> None:
    document = current("maventa")
    before = len(_told(tmp_path, document, capsys))
    change(document)
    assert drift(tmp_path, document) == 1
    shown = capsys.readouterr().out
    assert f"\npost {TRANSFER}" in shown
    assert sentence in shown
    block = shown.partition(f"\npost {TRANSFER}")[2].partition("\n\n")[0]
    assert "matters to: transfer\n" in block
    assert "transfer.once" in block or "transfer." in block
    assert "rules: " in block
    assert len(shown) > before


def _told(folder: Path, document: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    drift(folder, document)
    shown = capsys.readouterr().out
    assert f"\npost {TRANSFER}" not in shown
    return shown


def test_what_is_new_and_may_be_left_out_breaks_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = current("kravia")
    path = next(path for path, item in document["paths"].items() if "get" in item)
    document["paths"][path]["get"].setdefault("parameters", []).append(
        {"name": "lang", "in": "query", "schema": {"type": "string"}}
    )
    document["paths"]["/api/v3/new"] = {"get": {"operationId": "new", "responses": {}}}
    assert drift(tmp_path, document) == 0
    shown = capsys.readouterr().out
    assert "added  query lang: string   (breaks nobody)" in shown
    assert "1 operation not served here: get /api/v3/new" in shown


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("{", "it is neither JSON nor YAML"),
        ("[]", "it is no OpenAPI 3 document"),
        ({"swagger": "2.0", "paths": {}}, "it is Swagger 2.0; convert it to OpenAPI 3 first"),
        (
            {"openapi": "3.0.3", "paths": {"/x": {"get": {}}}},
            "has no operation in common with amili, kravia, maventa",
        ),
        (
            {"openapi": "3.0.3", "paths": {"/x": {"get": {"requestBody": {"$ref": "other.json#/x"}}}}},
            "it refers to another file (other.json#/x); bundle it into one first",
        ),
        (
            {"openapi": "3.0.3", "paths": {"/x": {"$ref": "#/paths/~1x"}}},
            "it has references that refer to each other",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], document: Any, sentence: str
) -> None:
    assert drift(tmp_path, document) == 2
    assert sentence in capsys.readouterr().err


def test_an_unknown_surface_and_a_missing_file_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drift(tmp_path, current("kravia"), "--surface", "kravja") == 2
    assert exit_code_of(["drift", str(tmp_path / "none.yaml")]) == 2
    told = capsys.readouterr().err
    assert "there is no surface 'kravja'; there are: amili, kravia, maventa" in told
    assert "none.yaml cannot be read: No such file or directory" in told


def test_a_schema_that_holds_itself_and_one_in_parts_are_told() -> None:
    node = {
        "type": "object",
        "properties": {"below": {"$ref": "#/components/schemas/Node"}},
        "required": ["below"],
    }
    whole = {
        "allOf": [
            {"$ref": "#/components/schemas/Node"},
            {"properties": {"name": {"type": ["string", "null"]}}},
        ]
    }
    body = {"content": {"application/json": {"schema": whole}}}
    root = {"components": {"schemas": {"Node": node}}, "paths": {}}
    said = Reader(root).facts({"requestBody": body, "responses": {}})
    assert said["body that may be left out"]["application/json"]["name"] == "string"
    assert said["body that may be left out"]["application/json"]["below*"] == {"below*": "as above (Node)"}
