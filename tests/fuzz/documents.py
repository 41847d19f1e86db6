"""What schemathesis sends as an invoice: documents that are sound, each with another number and sum.

No schema can say what a Finvoice is; schemathesis takes such strategies by their media type, from a module that its
environment names.
"""

from __future__ import annotations

import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.simulator.stage import finvoice


def documents() -> SearchStrategy[bytes]:
    """Finvoice documents, of which some can be transferred on the day of the story and some cannot."""
    sums = st.decimals("0.01", "99999999", places=2).map(lambda amount: f"{amount:.2f}")
    numbers = st.integers(1_000, 10**9).map(str)
    return st.builds(finvoice, numbers, sums, st.sampled_from(["2026-01-14", "2026-01-28", "2026-02-04"]))


schemathesis.openapi.media_type("application/xml", documents())
