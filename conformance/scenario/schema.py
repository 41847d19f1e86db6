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
from conformance.scenario.hints import ACTORS, THEN, VERBS
from conformance.scenario.models import DEBTOR, EXPECTATION, FILE, GRAMMAR, STRIKES
from conformance.scenario.vocabulary import Vocabulary

_Key = tuple[str, str]


def scenario_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema of a file, with the names that the vocabulary knows; the caller's own.

    It is draft 7, the latest that the YAML language server and JetBrains' editors share. What that draft lacks for
    hovers is only said beside a `$ref`, where editors look and validators do not.
    """
    schemas, definitions = _schemas()
    behaviour = vocabulary.behaviour.schema
    definitions["Debtor"]["properties"] |= behaviour["properties"]
    file = definitions.pop("File")
    shared = definitions.pop("Strikes")["properties"]
    shared["on"] = _duty(shared["on"], vocabulary)
    _name(file, definitions, vocabulary)
    keys = file["properties"]
    (key,) = keys["debtors"].pop("patternProperties")  # pydantic's own, which would let every debtor pass
    keys["debtors"]["propertyNames"]["pattern"] = key
    keys["debtors"]["additionalProperties"] = schemas["debtor", "words"]
    keys["assumptions"] |= vocabulary.assumed.schema
    keys["story"]["items"] = _step(schemas, shared, vocabulary.faults)
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:dunbox:schema:scenario",
        **file,
        "title": "A scenario of dunbox",
        "$defs": {**definitions, **behaviour.get("$defs", {})},
    }
    return deepcopy(schema)  # parts of it are the vocabulary's, by which stories are read


def _name(file: dict[str, Any], definitions: dict[str, Any], vocabulary: Vocabulary) -> None:
    """Put the names that there are where the language takes a name."""
    providers = {"enum": sorted(vocabulary.providers)}
    keys, company = file["properties"], definitions["Activate"]["properties"]
    keys["for"]["items"] = providers
    keys["country"] = {"description": keys["country"]["description"], "enum": list(vocabulary.zones)}
    keys["rules"]["items"] = {"enum": sorted(vocabulary.rules)}
    company["provider"] = {"description": company["provider"]["description"], **providers}
    definitions["Expectation"]["properties"]["services"]["propertyNames"] = providers
    definitions["Kill"]["properties"]["on"] = _duty(definitions["Kill"]["properties"]["on"], vocabulary)


def _duty(schema: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The word for a duty, which can be that of the clients of any provider."""
    known = frozenset[str]().union(*(vocabulary.duties or {}).values())
    return {**schema, **({"enum": sorted(known)} if known else {})}


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
    actors = {actor: _one_of(_verbs(actor, schemas), ACTORS[actor]) for actor in GRAMMAR}
    then = _one_of({actor: actors[actor] for actor in THEN_ACTORS}, THEN)
    actors["network"]["properties"] |= {kind: faults.schema(kind, shared, then) for kind in faults.kinds}
    look = {**schemas["look", "words"], "description": ACTORS["look"]}
    return _one_of({**actors, "look": look}, "one step: an actor with one verb")


def _verbs(actor: str, schemas: Mapping[_Key, Any]) -> dict[str, Any]:
    """The schemas of an actor's verbs, each with what it does and an example."""
    told = {verb: VERBS[actor, verb] for verb in GRAMMAR[actor]}
    return {
        verb: {**schemas[actor, verb], "description": does, "examples": [example]}
        for verb, (does, example) in told.items()
    }


def _one_of(properties: Mapping[str, Any], description: str) -> dict[str, Any]:
    """A mapping with exactly one of these words."""
    return {
        "description": description,
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
