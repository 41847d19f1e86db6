"""The law of late payment, country by country: fees, interest, VAT."""

from simulator.law.finland import FINLAND
from simulator.law.norway import NORWAY
from simulator.law.rows import Band, Charge, Fees, Law, Rate, Row
from simulator.law.sweden import SWEDEN

__all__ = ["LAWS", "Band", "Charge", "Fees", "Law", "Rate", "Row", "law_of"]

LAWS = {law.country: law for law in (FINLAND, SWEDEN, NORWAY)}
"""By country (ISO 3166, two letters)."""


def law_of(country: str) -> Law:
    """The law of a country. Raises ValueError for one that is not known."""
    if country not in LAWS:
        raise ValueError(f"The law of {country!r} is not known: that of {', '.join(sorted(LAWS))} is.")
    return LAWS[country]
