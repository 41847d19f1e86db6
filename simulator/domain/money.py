"""Money: integers of the minor unit, with their currency. No float ever touches an amount."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Self

from simulator.domain.record import record

MOST_MINOR_UNITS = 10**13
"""The largest amount taken from outside, in minor units: a hundred thousand million euros."""

# ISO 4217, table A.1: the currencies that do not have two decimals.
_DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_AMOUNT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@record(hashed=True)
class Money:
    """An amount: `minor` units (cents, öre) of `currency` (ISO 4217, three capital letters).

    Amounts of one currency are added, subtracted and compared; of two, that is a ValueError which
    names both. Text, Decimals and JSON numbers become money by `parse` and `from_number` only.
    """

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str) -> Self:
        """Money from a decimal text with a point ("12.50") or a Decimal, exactly.

        Raises ValueError for what is no decimal number, for more decimals than the currency has
        (zeros at the end do not count), and above `MOST_MINOR_UNITS`.
        """
        if isinstance(amount, str):
            if not _AMOUNT.fullmatch(amount):
                raise ValueError(
                    f"{amount[:40]!r} is not an amount: digits are allowed, with a point before decimals."
                )
            amount = Decimal(amount)
        return cls(_minor_units(amount, currency), currency)

    @classmethod
    def from_number(cls, number: float | Decimal, currency: str) -> Self:
        """Money from a JSON number, by the digits that it was written with. Raises as `parse` does."""
        if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
            raise ValueError(f"{number!r} is not an amount: a number is allowed.")
        return cls.parse(number if isinstance(number, Decimal) else Decimal(repr(number)), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in a currency."""
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """The sum of any number of amounts of one currency; nothing, in that currency, for none."""
        total = Money(0, currency)
        for amount in amounts:
            total += amount
        return total

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise self._unlike(other, "add")
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise self._unlike(other, "subtract")
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __str__(self) -> str:
        return f"{self.text} {self.currency}"

    def share(self, numerator: int, denominator: int) -> "Money":
        """This times numerator/denominator, rounded once, halves away from zero: for interest."""
        if denominator <= 0:
            raise ValueError(f"{self} cannot be divided by {denominator}: a positive number is allowed.")
        product = self.minor * numerator
        units = (2 * abs(product) + denominator) // (2 * denominator)
        return Money(units if product >= 0 else -units, self.currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with as many decimals as the currency has: Decimal("12.00")."""
        return Decimal(self.text)

    @property
    def text(self) -> str:
        """The amount in major units without its currency: "12.00"."""
        places = decimals(self.currency)
        digits = str(abs(self.minor)).rjust(places + 1, "0")
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"

    @property
    def number(self) -> int | float:
        """The amount as a JSON number.

        A float holds 15 digits exactly and `MOST_MINOR_UNITS` has 14: what is written is the amount. Both sides of the
        division are exact, so that its result is the float that is nearest to the amount.
        """
        places = decimals(self.currency)
        return self.minor / 10**places if places else self.minor

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise self._unlike(other, "compare")
        return other.minor

    def _unlike(self, other: "Money", verb: str) -> ValueError:
        return ValueError(f"Cannot {verb} {self} and {other}: both have to be of one currency.")


@lru_cache(maxsize=256)
def decimals(currency: str) -> int:
    """How many decimals amounts of a currency have (ISO 4217). Raises ValueError for what is no code."""
    if not _CURRENCY.fullmatch(currency):
        raise ValueError(f"{currency[:40]!r} is not a currency: three capital letters are (ISO 4217).")
    return _DECIMALS.get(currency, 2)


def _minor_units(amount: Decimal, currency: str) -> int:
    places = decimals(currency)
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount: a finite number is allowed.")
    most = MOST_MINOR_UNITS
    if abs(amount) > most // 10**places:
        raise ValueError(f"The amount {amount:.6g} is too large: at most {Money(most, currency)} is allowed.")
    exponent = amount.as_tuple().exponent
    # Beyond any currency, and beyond what an exact ratio should be built of.
    if isinstance(exponent, int) and exponent >= -60:
        numerator, denominator = amount.as_integer_ratio()
        minor, rest = divmod(numerator * int(10**places), denominator)
        if not rest:
            return minor
    raise ValueError(f"The amount {amount:.9g} has too many decimals: {currency} has {places}.")
