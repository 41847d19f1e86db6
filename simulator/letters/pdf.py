"""A letter as a PDF: the same letter is the same bytes."""

from __future__ import annotations

from simulator.documents import sheet
from simulator.letters.letter import Letter
from simulator.letters.page import page


def pdf(letter: Letter) -> bytes:
    """Write a letter as a PDF; raises ModuleNotFoundError where reportlab is not installed."""
    return sheet.pdf(page(letter))
