"""A page for people as a PDF, by reportlab: the same page is the same bytes, whenever and wherever it is written.

It is set in the Helvetica that every reader of PDFs has, with the Nordic letters and the euro sign. A letter that
it has not is shown without its accent, or as a question mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PLAIN, _STRONG = "Helvetica", "Helvetica-Bold"
_SIZE, _LINE, _GAP = 10, 14, 10
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 533, 780, 60
"""Of an A4 page of 595 x 842 points."""
_VALUES = 235


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a label and a value; with `sums` values are amounts, and the last row is what they come to."""

    rows: tuple[tuple[str, str], ...]
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is written to somebody: a title, to whom it goes (a line each), and its paragraphs and tables in order."""

    language: str
    title: str
    sender: str
    day: str
    to: tuple[str, ...]
    blocks: tuple[str | Table, ...]


def pdf(page: Page) -> bytes:
    """Write a page as a PDF; raises ModuleNotFoundError where reportlab is not installed."""
    return _Sheet(page).written()


class _Sheet:
    """Pages that are filled from top to bottom."""

    def __init__(self, made: Page) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._made = made
        self._into = BytesIO()
        self._canvas: Canvas = Canvas(self._into, pagesize=(595, 842), invariant=1, lang=made.language)
        self._canvas.setTitle(_shown(made.title))
        self._canvas.setAuthor(_shown(made.sender))
        self._at = _TOP

    def written(self) -> bytes:
        made = self._made
        self._right_line(made.day)
        self._text(made.sender, _STRONG)
        self._at -= _GAP
        for line in made.to:
            self._text(line)
        self._at -= 2 * _GAP
        self._text(made.title, _STRONG, 16)
        for block in made.blocks:
            self._at -= _GAP
            if isinstance(block, Table):
                self._table(block)
            else:
                self._text(block)
        self._canvas.save()
        return self._into.getvalue()

    def _right_line(self, line: str) -> None:
        self._canvas.setFont(_PLAIN, _SIZE)
        self._canvas.drawRightString(_RIGHT, self._at, _shown(line))

    def _text(self, words: str, font: str = _PLAIN, size: int = _SIZE) -> None:
        for line in _split(words, font, size, _RIGHT - _LEFT):
            self._line(_LEFT, line, font, size)
            self._at -= _LINE

    def _line(self, left: float, line: str, font: str = _PLAIN, size: int = _SIZE) -> None:
        """Write a line where the page has come to; on a new one if it is full."""
        if self._at < _BOTTOM:
            self._canvas.showPage()
            self._at = _TOP
        self._canvas.setFont(font, size)
        self._canvas.drawString(left, self._at, line)

    def _table(self, table: Table) -> None:
        for nth, (label, value) in enumerate(table.rows, 1):
            last = table.sums and nth == len(table.rows)
            font = _STRONG if last else _PLAIN
            if last:
                self._canvas.line(_LEFT, self._at + _LINE - 4, _RIGHT - 140, self._at + _LINE - 4)
                self._at -= 2
            self._line(_LEFT, _shown(label), font)
            if table.sums:
                self._canvas.drawRightString(_RIGHT - 140, self._at, _shown(value))
                self._at -= _LINE
                continue
            for line in _split(value, font, _SIZE, _RIGHT - _VALUES):
                self._line(_VALUES, line, font)
                self._at -= _LINE


def _split(words: str, font: str, size: int, width: float) -> list[str]:
    """Lines of so many points at most; a word that is longer than one is cut."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines, line = [], ""
    for word in _pieces(_shown(words), font, size, width):
        longer = f"{line} {word}" if line else word
        if line and stringWidth(longer, font, size) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _pieces(words: str, font: str, size: int, width: float) -> list[str]:
    """Words, of which none is wider than a line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    most = int(width // stringWidth("W", font, size))
    made = list[str]()
    for word in words.split(" "):
        if stringWidth(word, font, size) > width:
            made += [word[place : place + most] for place in range(0, len(word), most)]
        else:
            made.append(word)
    return made


def _shown(words: str) -> str:
    """A text in letters that Helvetica has (those of Windows-1252), on one line."""
    return "".join(_letter(each) for each in words if each.isprintable() or each == "\u00a0")


def _letter(each: str) -> str:
    for form in (each, normalize("NFKD", each)[:1]):
        if form.encode("cp1252", "ignore"):
            return form
    return "?"
