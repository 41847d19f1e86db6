"""What a story expects of the client beside what the client showed there: both as they are, without a verdict.

Whether the one is as good as the other is for the checks to say: they know that money was on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.reports.bounds import line, moment

Record = Mapping[str, Any]
Words = Iterator[tuple[str, Any, str]]
_MOST = 40
_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Row:
    """Something expected: when, of what, and both sides in words."""

    at: str
    what: str
    expected: str
    shown: str


def rows(records: Sequence[Record]) -> tuple[list[Row], int]:
    """What the story's looks and its end expect, in order, and how many more there are than fit a page."""
    found = [
        Row(moment(record["at"]), line(what), line(expected, _WIDTH), line(shown, _WIDTH))
        for record in records
        if record["kind"] == "expect"
        for what, expected, shown in _expected(record, records)
    ]
    return found[:_MOST], max(0, len(found) - _MOST)


def _expected(record: Record, records: Sequence[Record]) -> Words:
    if record.get("unmet"):
        yield "the story", "goes on", str(record["unmet"])
    shown = _shown(record.get("view"), records)
    for name, words in (record.get("words") or {}).items():
        if name in _PARTS and words:
            place, tell = _PARTS[name]
            yield from tell(words, _listed(shown.get(place)))


def _shown(number: Any, records: Sequence[Record]) -> dict[str, Any]:
    """What the client showed in a view; to its messages those are added that it gave as answers to its user."""
    view = next((one for one in records if one["id"] == number and one["kind"] == "op"), {})
    ok = dict((view.get("reply") or {}).get("ok") or {})
    if isinstance(ok.get("messages"), list):
        ok["messages"] = [*ok["messages"], *_answers(number, records)]
    return ok


def _answers(before: int, records: Sequence[Record]) -> Iterator[Record]:
    for one in records:
        ok = (one.get("reply") or {}).get("ok") or {}
        if one.get("name") == "act" and one["id"] < before and ok.get("message"):
            asked = one.get("request") or {}
            yield {
                "number": asked.get("number") or (asked.get("invoice") or {}).get("number"),
                "text": ok["message"],
            }


def _listed(rows: Any) -> list[Record] | None:
    """The rows that a client shows; None if it leaves them out."""
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else None


def _services(wanted: Mapping[str, Any], rows: list[Record] | None) -> Words:
    for provider, state in wanted.items():
        yield f"service {provider}", state, _field(rows, "provider", provider, "state")


def _invoices(wanted: Mapping[str, Mapping[str, Any]], rows: list[Record] | None) -> Words:
    for number, fields in wanted.items():
        for name, value in fields.items():
            yield f"invoice {number}: {name}", _said(value), _field(rows, "number", number, name)


def _field(rows: list[Record] | None, key: str, value: Any, name: str) -> str:
    if rows is None:
        return "(not shown)"
    row = next((row for row in rows if str(row.get(key)) == str(value)), None)
    if row is None:
        return "(no such row)"
    return "(not shown)" if row.get(name) is None else _said(row[name])


def _said(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _ledger(wanted: Iterable[Record], rows: list[Record] | None) -> Words:
    for want in wanted:
        number = want.get("number") or None
        found = [row for row in rows or () if (row.get("number") or None) == number]
        yield _booking(want), want.get("amount"), _amounts(want, None if rows is None else found)


def _no_ledger(wanted: Iterable[Record], rows: list[Record] | None) -> Words:
    for want in wanted:
        number = want.get("number")
        found = [row for row in rows or () if number in (None, row.get("number"))]
        yield _booking(want), "none", _amounts(want, None if rows is None else found)


def _booking(want: Record) -> str:
    number = want.get("number")
    return f"ledger: {want.get('kind')}{f' of {number}' if number else ''}"


def _amounts(want: Record, rows: list[Record] | None) -> str:
    """The amounts of a kind among bookings."""
    if rows is None:
        return "(not shown)"
    mine = [str(row.get("amount")) for row in rows if row.get("kind") == want.get("kind")]
    return " + ".join(mine) or "none"


def _messages(wanted: Iterable[Record], rows: list[Record] | None) -> Words:
    for want in wanted:
        number = want.get("number")
        about = f"message about {number}" if number else "message"
        texts = [str(row.get("text")) for row in rows or () if number in (None, row.get("number"))]
        shown = " / ".join(texts) or ("(not shown)" if rows is None else "none")
        yield about, "one that names the provider" if want.get("contact") else "one", shown


# By what is expected: in which of the lists that a view has it is looked for, and how it is told.
_PARTS: dict[str, tuple[str, Callable[[Any, list[Record] | None], Words]]] = {
    "services": ("services", _services),
    "invoices": ("invoices", _invoices),
    "ledger": ("ledger", _ledger),
    "no_ledger": ("ledger", _no_ledger),
    "messages": ("messages", _messages),
}
