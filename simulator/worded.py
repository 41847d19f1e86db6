"""Words that somebody gave: the sentence on those that there are not, or that cannot have such a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from simulator.contract.schemas import Schema, problems, validator

_LONGEST = 200  # characters of a value that is repeated
_FORMS = {"anyOf", "oneOf", "pattern", "properties", "items"}


def wrong(
    whose: str, given: Mapping[str, Any], allowed: Mapping[str, Schema], required: Iterable[str]
) -> str | None:
    """Say what is wrong with words, the first thing of it: one that there is not, a value, one that is missing.

    Of a value that has one of several forms, or one of characters, the schema's description says which.
    """
    for word, value in given.items():
        if word not in allowed:
            return f"{whose} has no word {shown(word)}; {known(word, allowed)}"
        problem = next(problems(validator(allowed[word]), value), None)
        if problem:
            return f"{whose}: {word} cannot be {shown(value)}{form(allowed[word], value, problem)}"
    for word in required:
        if word not in given:
            return f"{whose} needs the word {word!r}; it has: {', '.join(allowed)}"
    return None


def form(schema: Schema, value: object, problem: str) -> str:
    """Say what a value can be; of one that has parts, also what is wrong in them."""
    if "enum" in schema:
        return f"; {known(value, schema['enum'])}"
    if schema.keys() & _FORMS and "description" in schema:
        inside = f": {problem}" if isinstance(value, dict | list) else ""
        return f"{inside}; allowed: {schema['description']}"
    return f": {problem}"


def known(word: object, allowed: Iterable[str]) -> str:
    """Name the word that was perhaps meant, or all that there are."""
    near = get_close_matches(str(word), list(allowed), 1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(allowed))}"


def shown(value: object) -> str:
    """A value as it is repeated in a sentence."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
