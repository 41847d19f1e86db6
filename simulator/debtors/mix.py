"""`mix`: how a debtor behaves is drawn from the seed, by weight.

    mix: [{weight: 3, pays: {after: reminder, days: 3}}, {weight: 1, pays: never}]

It is drawn once, when the debtor is put, and what is drawn is how the debtor behaves. A word that stands beside `mix`
holds for every entry that has not the same one itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from simulator.domain.draw import Draw

WORD = "mix"

_WEIGHT = {"type": "integer", "minimum": 1, "maximum": 1000, "description": "how often, beside the others"}


def schema(words: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the JSON Schema of a mix of debtors that behave by these words."""
    entry = {
        "type": "object",
        "properties": {"weight": _WEIGHT, **words},
        "required": ["weight"],
        "additionalProperties": False,
    }
    return {
        "description": "how the debtor may behave; one of these is drawn from the seed, by weight, "
        "such as [{weight: 3, pays: {after: reminder, days: 3}}, {weight: 1, pays: never}]",
        "type": "array",
        "items": entry,
        "minItems": 1,
        "maxItems": 50,
    }


def drawn(draw: Draw, key: str, behaviour: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the behaviour of the debtor `key`, with one entry drawn in the place of its mix, if it has one."""
    own = {word: value for word, value in behaviour.items() if word != WORD}
    entries = behaviour.get(WORD)
    return {**own, **_one(draw, key, entries)} if entries else own


def _one(draw: Draw, key: str, entries: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The entry on whose share of all weights the draw falls."""
    shares = list(accumulate(int(entry["weight"]) for entry in entries))
    fallen = draw(WORD, key, 1, shares[-1])
    found = next(entry for entry, share in zip(entries, shares, strict=True) if fallen <= share)
    return {word: value for word, value in found.items() if word != "weight"}
