"""The words that a sandbox for tests is made with, held against what the control API says of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from simulator.contract.schemas import Schema, problems, validator
from simulator.http.surfaces import document
from simulator.refused import Refused

WORDS = ("seed", "start", "country", "company", "settings", "credentials", "agency", "socket")


def sound(words: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the words that are given; None is as if left out. Raises `Refused` for a word or a value that is none."""
    given = {word: value for word, value in words.items() if value is not None}
    if not given:
        return given
    schema = _schema()
    _refuse_strangers("a sandbox", given, schema)
    start = given.get("start", "")
    if not isinstance(start, str | datetime):
        raise Refused(f"start is a datetime, or text like 2026-01-12T09:00; it cannot be {start!r}")
    wrong = list(problems(validator(schema), _as_json(given)))
    if wrong:
        raise Refused(f"a sandbox cannot be made so: {'; '.join(wrong)}")
    return given | ({"seed": int(given["seed"])} if "seed" in given else {})  # 7.0 is a whole number too


def _schema() -> Schema:
    """What each word may be; a time and named assumptions are looked at by those who read them."""
    operation = document("control").match("POST", "/sandboxes").operation
    if operation is None:
        raise RuntimeError("the control API makes sandboxes")
    said = operation.bodies["application/json"]["schema"]["properties"]
    own = {
        "start": {},
        "country": {"type": "string"},
        "settings": {"type": "object"},
        "agency": {"type": "string"},
        "socket": {"type": "boolean"},
    }
    return {"type": "object", "properties": {word: {**said, **own}[word] for word in WORDS}}


def _refuse_strangers(whose: str, words: Any, schema: Schema) -> None:
    """Refuse a word that an object has not, at any depth, naming those that it has."""
    known = schema.get("properties")
    if not known or not isinstance(words, Mapping):
        return
    for word, value in words.items():
        if word not in known:
            near = get_close_matches(str(word), known, 1)
            hint = f"did you mean {near[0]!r}? It has" if near else "it has"
            raise Refused(f"{whose} has no word {word!r}; {hint}: {', '.join(known)}")
        _refuse_strangers(f"the {word} of {whose}", value, known[word])


def _as_json(given: Mapping[str, Any]) -> Any:
    """The words as JSON would carry them, without what JSON need not carry: a time, and what assumptions take."""
    kept = {word: value for word, value in given.items() if word != "start"}
    if isinstance(kept.get("settings"), Mapping):
        del kept["settings"]
    try:
        return json.loads(json.dumps(kept))
    except (TypeError, ValueError) as error:
        raise Refused(f"a sandbox is made with text, numbers, lists and objects: {error}") from None
