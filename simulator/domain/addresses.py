"""Postal addresses: whether an agency finds the postal code of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import normalize

from simulator.domain.agency import Agency
from simulator.domain.state import State

_CHECKED = {"FI", "AX"}  # Åland's codes are Finland's, as are its post offices


def is_found(state: State, found: Agency, address: Mapping[str, str | None]) -> bool:
    """Whether an agency finds the postal code of an address: `postal_code`, `city`, `country`, as they were written.

    What it compares is the agency's setting `postal_codes`: the code and the city, the code alone, or nothing. The
    city is found by the name of the post office or of the municipality, in Finnish or Swedish; case, accents, spaces
    and a district's number are no matter. A code may begin with FI- or AX- and have spaces. An address without a
    country is Finnish, and one abroad is found as it is. Codes of the setting `postal_codes_missing` are not found.
    """
    compared = state.settings[found.setting("postal_codes")]
    if compared == "nothing" or (address.get("country") or "FI").upper() not in _CHECKED:
        return True
    code = _code(address.get("postal_code") or "")
    names = () if code in state.settings[found.setting("postal_codes_missing")] else state.post_offices(code)
    if compared == "code":
        return bool(names)
    return _letters(address.get("city") or "") in map(_letters, names)


def _code(written: str) -> str:
    """The five digits of a Finnish postal code; empty if it has another form."""
    found = re.fullmatch(r"(?:(?:FI|AX)-?)?([0-9]{5})", re.sub(r"\s", "", written).upper())
    return found[1] if found else ""


def _letters(name: str) -> str:
    """What is compared of a name: "Mänttä-Vilppula" and "MANTTA VILPPULA" have the same letters."""
    return "".join(character for character in normalize("NFKD", name).casefold() if character.isalpha())
