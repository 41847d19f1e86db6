"""The law as a page to read: every row, and a case in each country with the row behind each charge."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from simulator.domain.money import Money
from simulator.law.rows import Band, Charge, Law, Row

_DAY = timedelta(days=1)
_ASSUMED = " (*assumed*)"

_HEAD = """\
# The law of late payment

<!-- Drawn from the rows of simulator/law: change those, and run `make docs`. -->

What a late debtor can be charged, and what legal collection costs its creditor: every figure that the sandbox
knows, with its source. The tables are drawn from the rows that the simulation computes with.

A row holds from its day until the next one of its table begins. What is *assumed* is said so, here and in each fact
that came of it: a figure that no source states, one that is carried on past the last day for which its source
states it, and the first row of a table for the days before it. A letter beyond those that a row lists is sent
without a charge, and a principal above its last band has no limit.

## What was charged in a case

`dunbox run --timeline` tells a story as it happened. Under every charge stands what it was charged by: the rows that
it came of, in the words of this page, each with the day since when it holds. The same stands in the facts of the
control API, as `law` and `assumed`.

So do the charges of these three cases read. Interest runs from the day after the due date, on what is open of the
principal, by actual days of a 365-day year; it is rounded once. Where a fee has several rows, the first is its own
and the others limit it.
"""


@dataclass(frozen=True, slots=True)
class _Case:
    """A debt, and what is done about it: letters and steps by day, and the payment of everything."""

    kind: str
    principal: str
    due: date
    letters: tuple[tuple[str, date], ...]
    paid: date
    summons: date | None = None


_CASES = {
    "FI": _Case(
        "company",
        "1240.00",
        date(2026, 1, 28),
        (("reminder", date(2026, 2, 5)), ("demand", date(2026, 2, 16))),
        paid=date(2026, 5, 4),
        summons=date(2026, 4, 13),
    ),
    "SE": _Case(
        "consumer",
        "7300.00",
        date(2026, 12, 14),
        (("reminder", date(2026, 12, 29)), ("demand", date(2027, 1, 7))),
        paid=date(2027, 1, 20),
    ),
    "NO": _Case(
        "consumer",
        "1800.00",
        date(2026, 2, 2),
        (("reminder", date(2026, 2, 17)), ("demand", date(2026, 3, 3))),
        paid=date(2026, 3, 9),
    ),
}


def page(laws: Mapping[str, Law]) -> str:
    """The page of the laws of these countries, as Markdown."""
    parts = [_HEAD, *(_example(laws[country], case) for country, case in _CASES.items())]
    return "\n".join([*parts, *map(_law, laws.values())])


def _example(law: Law, case: _Case) -> str:
    about = f"{case.principal} {law.currency} of a {case.kind}, due on {case.due}, paid on {case.paid}"
    return f"### A case in {law.name}\n\n{about}.\n\n" + _table(
        ("day", "charge", "amount", "by"),
        (
            (
                str(day),
                what,
                f"{charge.money}{_ASSUMED if charge.assumed else ''}",
                charge.source.replace("; ", "<br>"),
            )
            for day, what, charge in _charges(law, case)
        ),
    )


def _charges(law: Law, case: _Case) -> Iterator[tuple[date, str, Charge]]:
    """What a case is charged, in order."""
    principal = Money.parse(case.principal, law.currency)
    charged = Money.zero(law.currency)
    for letter, day in case.letters:
        fee = law.letter_fee(letter, case.kind, principal, day, due=case.due, charged=charged)
        charged += fee.money
        yield day, letter, fee
    if case.summons:
        yield (
            case.summons,
            "summons (the creditor pays)",
            law.official_expense("summons", principal, case.summons),
        )
    interest = law.late_interest(principal, case.kind, case.due + _DAY, case.paid)
    yield case.paid, f"interest of {(case.paid - case.due).days} days", interest


def _law(law: Law) -> str:
    head = f"## {law.name}\n\nAmounts are in {law.currency}; the banking days are those of {law.calendar}.\n"
    return "\n".join([head, *(part for topic in _TOPICS for part in _topic(law, *topic))])


def _topic(
    law: Law, title: str, tables: Callable[[Law], Mapping[Any, Any]], figure: Callable[[Any, Law], str]
) -> Iterator[str]:
    """A table of rows under its title, tables that hold the same rows as one; nothing if there are none."""
    same: dict[tuple[Any, ...], tuple[tuple[Row[Any], ...], list[str]]] = {}
    for key, rows in tables(law).items():
        said = tuple((row.since, row.value, row.source, row.until) for row in rows)
        same.setdefault(said, (rows, []))[1].append(_name(key))
    if same:
        columns = ("what", "from", "until", "figure", "source")
        yield f"### {law.name}: {title}\n\n" + _table(
            columns,
            (
                (
                    "<br>".join(what),
                    str(row.since),
                    _until(row, after),
                    _figure(row, figure(row.value, law)),
                    row.source,
                )
                for rows, what in same.values()
                for row, after in zip_longest(rows, rows[1:])
            ),
        )


def _name(key: str | tuple[str, str]) -> str:
    return (key if isinstance(key, str) else ", ".join(key)).replace("_", " ")


def _until(row: Row[Any], after: Row[Any] | None) -> str:
    """The last day of a row; one that the next row does not begin at once after is carried on."""
    if row.until and (after is None or after.since > row.until + _DAY):
        return f"{row.until}, then carried on{_ASSUMED}"
    return str(row.until or (after.since - _DAY if after else ""))


def _figure(row: Row[Any], figure: str) -> str:
    return figure if row.stated else f"{figure}{_ASSUMED}"


def _fees(bands: tuple[Band, ...], law: Law) -> str:
    """Fees by principal: of the first letter, and of those after it."""

    def amount(minor: int) -> str:
        return Money(minor, law.currency).text

    def words(band: Band) -> str:
        fees = " and ".join(map(amount, band.fees))
        if band.up_to is None:
            return fees if len(bands) == 1 else f"above: {fees}"
        return f"up to {amount(band.up_to)}: {fees}"

    return "<br>".join(map(words, bands))


def _percent(basis_points: int, law: Law) -> str:
    sign = "-" if basis_points < 0 else ""
    return f"{sign}{abs(basis_points) // 100}.{abs(basis_points) % 100:02} %"


def _days(days: int, law: Law) -> str:
    return f"{days} days"


_TOPICS: tuple[tuple[str, Callable[[Law], Mapping[Any, Any]], Callable[[Any, Law], str]], ...] = (
    ("fees by principal, of the first letter and of the next", lambda law: law.fees, _fees),
    (
        "the most in all by principal, once the first letter is sent and the next",
        lambda law: law.ceilings,
        _fees,
    ),
    ("not charged earlier after the due date than", lambda law: law.chargeable_from, _days),
    ("what a letter leaves its debtor before the next", lambda law: law.terms, _days),
    ("official expenses of legal collection, paid by the creditor", lambda law: law.expenses, _fees),
    ("yearly reference rate of late interest", lambda law: {"reference rate": law.reference_rates}, _percent),
    ("points above the reference rate", lambda law: law.interest_margins, _percent),
    ("value added tax", lambda law: {"general rate": law.vat_rates}, _percent),
)


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
