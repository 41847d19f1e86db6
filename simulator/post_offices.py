"""Finland's post offices: which postal codes there are, and how the place of one may be called.

The table is `post_offices.txt` beside this module, which says where it is from and of which day. It is read when
somebody first asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files


def post_offices(postal_code: str) -> Collection[str]:
    """Answer the names at a Finnish postal code (five digits): of the post office and of the municipality, in capitals.

    In Finnish and in Swedish. There are none at a code that does not exist.
    """
    return _names().get(postal_code, ())


def street_codes(city: str) -> Sequence[str]:
    """Answer the postal codes of a post office's streets, by its Finnish name; none where there is no such office.

    Posti ends the codes of ordinary delivery with 0, and with other digits those of boxes and most companies.
    """
    return _street_codes().get(city.upper(), ())


def _rows() -> Iterator[tuple[list[str], list[str]]]:
    """Names and codes, line by line."""
    for line in files("simulator").joinpath("post_offices.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            *names, codes = line.split(";")
            yield names, codes.split(" ")


@cache
def _names() -> Mapping[str, Sequence[str]]:
    return {code: names for names, codes in _rows() for code in codes}


@cache
def _street_codes() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for names, codes in _rows():
        found[names[0]] += [code for code in codes if code.endswith("0")]
    return found
