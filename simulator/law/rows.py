"""The law of a country as dated rows, and the few questions that are asked of them.

A row holds from its day until the next row of its table begins. Where no source states a figure for a
day, the nearest row is carried on and the answer says so (`assumed`). Percentages are integer basis points
(hundredths of a percent): 950 is 9.5 %. Kinds of debtor are "consumer" and "company", letters "reminder"
and "demand".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from simulator.domain.money import Money

_DAY = timedelta(days=1)
_YEAR = 365  # actual days of a 365-day year; no source names the day count
_WHOLE = 10_000  # basis points
T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """What holds from a day on, with its source; `until`: the last day for which the source states it."""

    since: date
    value: T
    source: str
    until: date | None = None

    def states(self, day: date) -> bool:
        """Whether the source states this figure for a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Band:
    """Fees for principals up to and with `up_to` (None: any): of the first letter, the second, and so on.

    Minor units. A letter beyond those listed is sent without a charge.
    """

    up_to: int | None
    fees: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly rate in basis points. `assumed`: no source states it for the day, the nearest row is used."""

    basis_points: int
    assumed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount that the debtor owes by law, its source, and whether a figure in it was carried on."""

    money: Money
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class Law:
    """One country's law of late payment; every table is a tuple of rows, oldest first.

    `calendar` is the country whose banking days count. A kind or letter that has no table is a ValueError.
    """

    country: str
    currency: str
    zone: ZoneInfo
    calendar: str
    fees: Mapping[tuple[str, str], tuple[Row[tuple[Band, ...]], ...]]  # by letter and kind
    reference_rates: tuple[Row[int], ...]
    interest_margins: Mapping[str, tuple[Row[int], ...]]  # by kind
    vat_rates: tuple[Row[int], ...]

    def letter_fee(self, letter: str, kind: str, principal: Money, day: date, nth: int = 1) -> Charge:
        """The most that a debtor may be charged for the nth letter of a name, sent on a day."""
        row = in_force(self._of(self.fees, (letter, kind), "fee"), day)
        for band in row.value:
            if band.up_to is None or principal <= Money(band.up_to, self.currency):
                fee = band.fees[nth - 1] if 1 <= nth <= len(band.fees) else 0
                return Charge(Money(fee, self.currency), row.source, not row.states(day))
        raise ValueError(f"The law of {self.country} has no fee of a {letter} for {principal}.")

    def interest_rate(self, kind: str, day: date) -> Rate:
        """The yearly rate of late-payment interest on a day: the reference rate and the kind's margin."""
        reference = in_force(self.reference_rates, day)
        margin = in_force(self._of(self.interest_margins, kind, "interest"), day)
        return Rate(
            reference.value + margin.value,
            not (reference.states(day) and margin.states(day)),
            f"{reference.source}; {margin.source}",
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
        sources = dict.fromkeys(rate.source for _, rate, _ in spans)
        return Charge(
            principal.share(parts, _YEAR * _WHOLE),
            "; ".join(sources),
            any(first.assumed or last.assumed for _, first, last in spans),
        )

    def vat_rate(self, day: date) -> int:
        """The general rate of value added tax on a day, in basis points."""
        return in_force(self.vat_rates, day).value

    def _spans(self, kind: str, first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
        """The days from one to another, cut where a row of the rate's two tables begins."""
        rows = (*self.reference_rates, *self._of(self.interest_margins, kind, "interest"))
        starts = sorted({row.since for row in rows if first_day < row.since <= last_day})
        for start in starts:
            yield first_day, start - _DAY
            first_day = start
        if first_day <= last_day:
            yield first_day, last_day

    def _of(self, table: Mapping[K, T], key: K, what: str) -> T:
        if key not in table:
            known = ", ".join(map(repr, table))
            raise ValueError(f"The law of {self.country} has no {what} for {key!r}: it has for {known}.")
        return table[key]


def in_force(rows: tuple[Row[T], ...], day: date) -> Row[T]:
    """The row that holds on a day: the last that has begun; the first one, for a day before all of them."""
    return next((row for row in reversed(rows) if row.since <= day), rows[0])
