"""Elements of UBL 2.1 and what is asked of them, by the business terms of EN 16931.

Every refusal names the element with its line, what is there, what is allowed, and at its end the term (`BT-1`) and
the rule (`BR-02`) that say so.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from simulator.documents.safe_xml import DocumentError
from simulator.domain.money import Money

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
# As xs:decimal, and no longer than amounts are.
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SCHEMA = "UBL 2.1"  # what no rule has to say, as the schema says it
_MOST_DECIMALS = 2  # BR-DEC-01 to BR-DEC-28, whatever the currency


@dataclass(frozen=True, slots=True)
class Term:
    """A business term: where it stands below its group, its id, and the rule by which it has to be there.

    `digits` is the rule for the decimals of an amount.
    """

    path: str
    id: str
    rule: str = ""
    digits: str = ""

    def source(self, rule: str = "") -> str:
        """What stands behind a refusal, in brackets: the term and the rule, by default that of its presence."""
        return f"({', '.join(filter(None, (self.id, rule or self.rule)))})"


class Part:
    """An element and what is asked of those below it: texts stripped, empty ones None. Each stands once."""

    def __init__(self, element: _Element) -> None:
        self.element = element

    def parts(self, path: str) -> Iterator[Part]:
        """The elements at a path."""
        return map(Part, self.element.iterfind(path, _NAMES))

    def part(self, path: str) -> Part | None:
        """The element at a path, if there is one."""
        found = list(self.parts(path))
        if len(found) > 1:
            raise DocumentError(
                f"{found[1].place()} stands there {len(found)} times: once is allowed ({_SCHEMA})."
            )
        return found[0] if found else None

    def text(self, path: str) -> str | None:
        """The text at a path."""
        found = self.part(path)
        return found.words if found else None

    @property
    def words(self) -> str | None:
        """The element's own text."""
        return "".join(map(str, self.element.itertext())).strip() or None

    def need(self, term: Term, allowed: re.Pattern[str] | None = None, what: str = "", rule: str = "") -> str:
        """The text of a term that has to be there; it may have to fit a pattern, which `what` says in words."""
        text = self.text(term.path)
        if text is None:
            return self.missing(term)
        if allowed and not allowed.fullmatch(text):
            self.refuse(term, text, what, rule)
        return text

    def date(self, term: Term) -> datetime.date | None:
        """The date of a term."""
        text = self.text(term.path)
        try:
            if text is None:
                return None
            if not _DATE.fullmatch(text):
                raise ValueError
            return datetime.date.fromisoformat(text)
        except ValueError:
            return self.refuse(
                term, text or "", "a date of the calendar as YYYY-MM-DD", "PEPPOL-EN16931-F001"
            )

    def number(self, path: str) -> Decimal | None:
        """The number at a path; None for what is none."""
        text = self.text(path)
        return Decimal(text) if text and _DECIMAL.fullmatch(text) else None

    def amount(self, term: Term, currency: str) -> Money:
        """The amount of a term that has to be there, in the document's currency."""
        return self.optional_amount(term, currency) or self.missing(term)

    def optional_amount(self, term: Term, currency: str) -> Money | None:
        """The amount of a term, in the document's currency."""
        found = self.part(term.path)
        text = found.words if found else None
        if found is None or text is None:
            return None
        stated = found.element.get("currencyID", "")
        if stated != currency:
            attribute = Term(f"{term.path}/@currencyID", term.id)
            only = f"the currency of the invoice, {currency},"
            self.refuse(attribute, stated, only, "PEPPOL-EN16931-R051")
        if not _DECIMAL.fullmatch(text):
            self.refuse(term, text, "a number with a decimal point, as 1240.00", _SCHEMA)
        if len(text.partition(".")[2]) > _MOST_DECIMALS:
            self.refuse(term, text, f"a number with at most {_MOST_DECIMALS} decimals", term.digits)
        try:
            return Money.parse(Decimal(text), currency)
        except ValueError as error:
            why = str(error).rstrip(".")
            raise DocumentError(f"{self.place(term.path)}: {why} ({term.id}).") from None

    def missing(self, term: Term) -> NoReturn:
        """Refuse a document for a term that is not there."""
        raise DocumentError(f"{self.place(term.path)} is missing: an invoice has to have it {term.source()}.")

    def refuse(self, term: Term, text: str, allowed: str, rule: str = "") -> NoReturn:
        """Refuse a document for what a term says."""
        raise DocumentError(
            f"{self.place(term.path)} is {text[:100]!r}: {allowed} is allowed {term.source(rule)}."
        )

    def place(self, path: str = "") -> str:
        """Where a path is, for a reader: from the element on, with the line if it is there."""
        found = self.element.find(path.partition("/@")[0], _NAMES) if path else self.element
        line = (self.element if found is None else found).sourceline
        return f"{'/'.join(filter(None, (self._name(), path)))} (line {line})"

    def _name(self) -> str:
        """The element's name as documents usually write it, with its parents' up to the first."""
        names = [str(each.tag) for each in (self.element, *self.element.iterancestors())]
        shown = [_shown(name) for name in reversed(names)]
        return "/".join(shown)


def _shown(tag: str) -> str:
    space, _, name = tag.rpartition("}")
    prefix = next((short for short, long in _NAMES.items() if space == f"{{{long}"), "")
    return f"{prefix}:{name}" if prefix else name
