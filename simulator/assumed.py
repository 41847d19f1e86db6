"""Named assumptions: what no public document states, with the value taken here and how to take another.

They stand in each channel's `sources.yaml`, and the engine reads its figures from there and nowhere else: what
the documentation says is assumed is what is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

import jsonschema_rs
import yaml

from simulator.domain.identifiers import is_iban
from simulator.refused import Refused
from simulator.resources import specs


@cache
def assumptions() -> list[dict[str, Any]]:
    """Answer every named assumption, as it stands in its `sources.yaml`, with its `channel`."""
    found = []
    for folder in sorted(specs().iterdir(), key=lambda each: each.name):
        file = folder / "sources.yaml"
        if file.is_file():
            document = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
            found += [{"channel": folder.name, **each} for each in document["assumptions"]]
    return found


def settings_with(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Answer every setting with its value, overridden where `overrides` says so.

    Raises `Refused` for a setting that there is not, or a value that it cannot have.
    """
    known = {each["override"]: each for each in assumptions() if each["override"]}
    for name, value in overrides.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else "; `dunbox list` shows those that there are"
            raise Refused(f"there is no assumption with the setting {name!r}{hint}")
        wrong = next(_validator(known[name]["schema"]).iter_errors(value), None)
        if wrong:
            example = known[name]["value"]
            raise Refused(
                f"setting {name!r} cannot be {value!r}: {wrong.message}; its own value is {example!r}"
            )
        if known[name].get("ordered") and value[0] > value[1]:
            raise Refused(f"setting {name!r} cannot be {value!r}: the first is to be the smaller one")
    given = {name: _whole(value) for name, value in overrides.items()}
    return {**{name: each["value"] for name, each in known.items()}, **given}


def _validator(schema: dict[str, Any]) -> jsonschema_rs.Validator:
    """What looks at a setting's value; check digits, which no pattern can tell, are a format: `iban`."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, formats={"iban": is_iban})


def _whole(value: Any) -> Any:
    """A value in which 2.0 is written as 2: JSON knows no difference, and days are counted in whole numbers."""
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value
