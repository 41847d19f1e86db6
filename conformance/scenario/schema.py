"""The JSON Schema of a scenario file, for editors that complete and underline YAML while it is written.

It says what the grammar says. What only a reader of the whole story can know (that an invoice was sent before
it is transferred) is for `dunbox lint`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import TypeAdapter

from conformance.scenario.faults import THEN_ACTORS, Faults
from conformance.scenario.models import DEBTOR, EXPECTATION, FILE, GRAMMAR, STRIKES
from conformance.scenario.vocabulary import Vocabulary

_Key = tuple[str, str]


def scenario_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema (2020-12) of a file, with the vocabulary's providers, countries and behaviours; the caller's own."""
    schemas, definitions = _schemas()
    behaviour = vocabulary.behaviour.schema
    definitions["Debtor"]["properties"] |= behaviour["properties"]
    file = definitions.pop("File")
    shared = definitions.pop("Strikes")["properties"]
    file["properties"] |= {
        "for": {**file["properties"]["for"], "items": {"enum": sorted(vocabulary.providers)}},
        "country": {"enum": list(vocabulary.zones)},
        "debtors": {"type": "object", "additionalProperties": schemas["debtor", "words"]},
        "assumptions": vocabulary.assumed.schema,
        "story": {**file["properties"]["story"], "items": _step(schemas, shared, vocabulary.faults)},
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:dunbox:schema:scenario",
        **file,
        "title": "A scenario of dunbox",
        "$defs": {**definitions, **behaviour.get("$defs", {})},
    }
    return deepcopy(schema)  # parts of it are the vocabulary's, by which stories are read


def _schemas() -> tuple[Mapping[_Key, Any], dict[str, Any]]:
    """The schema of each actor's verbs (and of the file, a debtor, a look), and what these refer to."""
    kinds: dict[_Key, TypeAdapter[Any]] = {
        ("file", "keys"): FILE,
        ("debtor", "words"): DEBTOR,
        ("look", "words"): EXPECTATION,
        ("network", "strikes"): STRIKES,
    }
    kinds |= {(actor, verb): kind for actor, verbs in GRAMMAR.items() for verb, kind in verbs.items()}
    inputs = [(key, "validation", kind) for key, kind in kinds.items()]
    found, whole = TypeAdapter.json_schemas(inputs, ref_template="#/$defs/{model}")  # type: ignore[arg-type]  # its own overloads are narrower than what it takes
    return {key: _clean(schema) for (key, _), schema in found.items()}, _clean(whole)["$defs"]


def _step(schemas: Mapping[_Key, Any], shared: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    actors = {
        actor: _one_of({verb: schemas[actor, verb] for verb in verbs}) for actor, verbs in GRAMMAR.items()
    }
    then = _one_of({actor: actors[actor] for actor in THEN_ACTORS})
    actors["network"]["properties"] |= {kind: faults.schema(kind, shared, then) for kind in faults.kinds}
    return _one_of({**actors, "look": schemas["look", "words"]})


def _one_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping with exactly one of these words."""
    return {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _clean(schema: Any) -> Any:
    """The schema without the titles and null defaults that pydantic adds to every field."""
    if isinstance(schema, list):
        return [_clean(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    is_field = "type" in schema or "$ref" in schema or "enum" in schema or "anyOf" in schema
    dropped = {"title"} | ({"default"} if schema.get("default", "") is None else set())
    return {word: _clean(one) for word, one in schema.items() if not (is_field and word in dropped)}
