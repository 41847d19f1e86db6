"""A letter as plain text, its lines at most 78 characters long but for names and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from simulator.documents.sheet import Table
from simulator.letters.letter import Letter
from simulator.letters.page import page

_WIDTH = 78


def text(letter: Letter) -> str:
    """Write a letter as plain text."""
    made = page(letter)
    parts = [
        f"{made.sender}\n{made.day}",
        "\n".join(made.to),
        made.title.upper(),
        *("\n".join(_lines(block)) for block in made.blocks),
    ]
    return "\n\n".join(parts) + "\n"


def _lines(block: str | Table) -> Iterator[str]:
    if isinstance(block, str):
        yield from wrap(block, _WIDTH, break_long_words=False, break_on_hyphens=False)
        return
    labels = max(len(label) for label, _ in block.rows)
    values = max(len(value) for _, value in block.rows)
    for nth, (label, value) in enumerate(block.rows, 1):
        if block.sums and nth == len(block.rows):
            yield "-" * (labels + 2 + values)
        yield f"{label.ljust(labels)}  {value.rjust(values) if block.sums else value}"
