"""The law of a country as dated rows, and the few questions that are asked of them.

A row holds from its day until the next row of its table begins. Where no source states a figure for a
day, the nearest row is carried on and the answer says so (`assumed`); so it does where no source states the
figure at all. Percentages are integer basis points (hundredths of a percent): 950 is 9.5 %. Kinds of debtor are
"consumer" and "company", letters "reminder" and "demand"; what an agency does for a debtor that asks has its fee
beside them: "payment_plan", "long_payment_plan" (of more than four instalments) and "due_date_moved". Steps of legal
collection, which the creditor pays for, are "summons" and "enforcement".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from simulator.domain.calendar import kept
from simulator.domain.money import Money

_DAY = timedelta(days=1)
_YEAR = 365  # actual days of a 365-day year; no source names the day count
_WHOLE = 10_000  # basis points
T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True, eq=False)
class Row(Generic[T]):
    """What holds from a day on, with its source; `until`: the last day for which the source states it.

    Two rows are two things, whatever they say: one is found by itself, without a look at all that stands in it.
    `stated` is False for a figure that no source states: a named assumption, as its `source` says too. `cited` is the
    row in words, made once for all that is charged by it: its source, and the day that tells it from others.
    """

    since: date
    value: T
    source: str
    until: date | None = None
    stated: bool = True
    cited: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cited", f"{self.source}, since {self.since}")

    def states(self, day: date) -> bool:
        """Whether the source states this figure for a day."""
        return self.stated and self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Band:
    """Fees for principals up to and with `up_to` (None: any): of the first letter, the second, and so on.

    Minor units. A letter beyond those listed is sent without a charge. In a table of ceilings, the most that all
    charges come to once the first letter is sent, the second, and so on; the last one stands for those beyond.
    """

    up_to: int | None
    fees: tuple[int, ...]


Fees = tuple[Row[tuple[Band, ...]], ...]
"""A dated table of fees by principal."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in basis points, of interest a yearly one. `assumed`: no source states it for the day."""

    basis_points: int
    assumed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount that is owed by law, and whether a figure in it is assumed, such as one that is carried on.

    `source` cites the rows that it came of, with "; " between them.
    """

    money: Money
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tariff:
    """What a letter costs on a day: by the `bands` of principals, and no more in all than the `limit` allows.

    `rows` are those that the bands come of. It is the same for all debtors of a kind with one due date.
    """

    law: Law
    letter: tuple[str, str]
    day: date
    nth: int
    rows: tuple[Row[Any], ...]
    bands: tuple[tuple[int | None, Charge], ...]
    limit: Row[tuple[Band, ...]] | None

    def of(self, principal: Money, charged: Money | None = None) -> Charge:
        """What it costs for a principal, after those `charged` before; raises ValueError for one in no band."""
        for up_to, charge in self.bands:
            if up_to is None or principal.minor <= up_to:
                return (
                    charge if charged is None or not self.limit else self._limited(charge, principal, charged)
                )
        raise self.law.without("fee", self.letter, principal)

    def _limited(self, charge: Charge, principal: Money, charged: Money) -> Charge:
        """A charge, or what the limit leaves of it."""
        limit = self.limit
        ceiling = _band(limit, principal) if limit else None
        if limit is None or ceiling is None:
            return charge
        left = ceiling.fees[min(self.nth, len(ceiling.fees)) - 1] - charged.minor
        if charge.money.minor <= left:
            return charge
        return _charge(max(0, left), self.law.currency, (*self.rows, limit), self.day)


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """One country's law of late payment; every table is a tuple of rows, oldest first.

    `calendar` is the country whose banking days count. `ceilings` are the most that a debtor owes in fees, by
    letter and kind; a principal above their last band has none, and charges in `beyond_ceilings` are not counted.
    `chargeable_from` are the days after the due date from which a letter may be charged, by letter and kind; `terms`
    those that a letter leaves its debtor before the next one may be charged, and under "second_demand" those between
    two demands. A kind or letter that has no table is a ValueError, but for the first and the third: without a table
    there is no such limit. `expenses` are what courts and authorities charge the creditor for a step of legal
    collection.
    """

    country: str
    name: str
    currency: str
    zone: ZoneInfo
    calendar: str
    fees: Mapping[tuple[str, str], Fees]  # by letter and kind
    reference_rates: tuple[Row[int], ...]
    interest_margins: Mapping[str, tuple[Row[int], ...]]  # by kind
    vat_rates: tuple[Row[int], ...]
    terms: Mapping[tuple[str, str], tuple[Row[int], ...]]
    expenses: Mapping[str, Fees]  # by step
    ceilings: Mapping[tuple[str, str], Fees] = field(default_factory=dict)
    beyond_ceilings: frozenset[str] = frozenset()
    chargeable_from: Mapping[tuple[str, str], tuple[Row[int], ...]] = field(default_factory=dict)

    def letter_fee(
        self,
        letter: str,
        kind: str,
        principal: Money,
        day: date,
        nth: int = 1,
        *,
        due: date | None = None,
        charged: Money | None = None,
    ) -> Charge:
        """The most that a debtor may be charged for the nth letter of a name, sent on a day.

        `due` is the due date and `charged` the fees of the letters before this one: with them the answer is no
        more than the law allows so soon, and in all.
        """
        return self.tariff(letter, kind, day, nth, due=due).of(principal, charged)

    def tariff(self, letter: str, kind: str, day: date, nth: int = 1, *, due: date | None = None) -> Tariff:
        """What the nth letter of a name costs on a day by principal, for all claims with a due date."""
        key = (letter, kind)
        row = in_force(self._of(self.fees, key, "fee"), day)
        wait, limit = self.chargeable_from.get(key), self.ceilings.get(key)
        rows: tuple[Row[Any], ...] = (row,)
        early = due is not None and wait is not None and (day - due).days < in_force(wait, day).value
        if early and wait:
            rows = (row, in_force(wait, day))
        fees = [(each.up_to, _nth(each.fees, nth) if not early else 0) for each in row.value]
        bands = tuple((up_to, _charge(fee, self.currency, rows, day)) for up_to, fee in fees)
        return Tariff(self, key, day, nth, rows, bands, in_force(limit, day) if limit else None)

    def official_expense(self, step: str, principal: Money, day: date) -> Charge:
        """What a court or an authority charges the creditor for a step of legal collection, applied for on a day."""
        row = in_force(self._of(self.expenses, step, "official expense"), day)
        band = _band(row, principal)
        if band is None:
            raise self.without("official expense", step, principal)
        return _charge(band.fees[0], self.currency, (row,), day)

    def term(self, letter: str, kind: str, day: date) -> int:
        """The days that a letter sent on a day leaves its debtor before the next one may be charged."""
        return in_force(self._of(self.terms, (letter, kind), "term"), day).value

    def interest_rate(self, kind: str, day: date) -> Rate:
        """The yearly rate of late-payment interest on a day: the reference rate and the kind's margin."""
        reference = in_force(self.reference_rates, day)
        margin = in_force(self._of(self.interest_margins, kind, "interest"), day)
        return Rate(
            reference.value + margin.value,
            not (reference.states(day) and margin.states(day)),
            f"{reference.cited}; {margin.cited}",
        )

    def late_interest(self, principal: Money, kind: str, first_day: date, last_day: date) -> Charge:
        """Late-payment interest on a principal from one day to another, both counted.

        Zero if the last day is before the first. Actual days of a 365-day year, each at the rate of its
        half-year. The sum is exact, and is rounded once, half up, to the minor unit.
        """
        spans = [
            ((last - first).days + 1, self.interest_rate(kind, first), self.interest_rate(kind, last))
            for first, last in self._spans(kind, first_day, last_day)
        ]
        parts = sum(days * rate.basis_points for days, rate, _ in spans)
        sources = dict.fromkeys(row for _, rate, _ in spans for row in rate.source.split("; "))
        return Charge(
            principal.share(parts, _YEAR * _WHOLE),
            "; ".join(sources),
            any(first.assumed or last.assumed for _, first, last in spans),
        )

    def vat(self, day: date) -> Rate:
        """The general rate of value added tax on a day, with its row."""
        row = in_force(self.vat_rates, day)
        return Rate(row.value, not row.states(day), row.cited)

    def vat_rate(self, day: date) -> int:
        """The general rate of value added tax on a day, in basis points."""
        return self.vat(day).basis_points

    def _spans(self, kind: str, first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
        """The days from one to another, cut where a row of the rate's two tables begins."""
        rows = (*self.reference_rates, *self._of(self.interest_margins, kind, "interest"))
        starts = sorted({row.since for row in rows if first_day < row.since <= last_day})
        for start in starts:
            yield first_day, start - _DAY
            first_day = start
        if first_day <= last_day:
            yield first_day, last_day

    def without(self, what: str, key: object, principal: Money) -> ValueError:
        """Say that a principal is in no band of a row."""
        return ValueError(f"The law of {self.country} has no {what} for {key!r} and {principal}.")

    def _of(self, table: Mapping[K, T], key: K, what: str) -> T:
        if key not in table:
            known = ", ".join(map(repr, table))
            raise ValueError(f"The law of {self.country} has no {what} for {key!r}: it has for {known}.")
        return table[key]


@kept
def _charge(minor: int, currency: str, rows: tuple[Row[Any], ...], day: date) -> Charge:
    """A charge by these rows; letters of one day that cost the same share it."""
    assumed = not all(row.states(day) for row in rows)
    return Charge(Money(minor, currency), "; ".join(row.cited for row in rows), assumed)


def _nth(fees: tuple[int, ...], nth: int) -> int:
    """The fee of the nth letter; one beyond those listed is sent without a charge."""
    return fees[nth - 1] if 1 <= nth <= len(fees) else 0


def _band(row: Row[tuple[Band, ...]], principal: Money) -> Band | None:
    """The first band that a principal is in."""
    for band in row.value:
        if band.up_to is None or principal.minor <= band.up_to:
            return band
    return None


def in_force(rows: tuple[Row[T], ...], day: date) -> Row[T]:
    """The row that holds on a day: the last that has begun; the first one, for a day before all of them."""
    for row in reversed(rows):
        if row.since <= day:
            return row
    return rows[0]
