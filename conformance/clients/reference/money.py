"""Amounts: whole cents in the books, decimal strings to the harness, JSON numbers to the provider."""

from decimal import Decimal, InvalidOperation


def to_cents(value: object) -> int:
    """An amount as whole cents, exactly.

    Takes a decimal string, an integer or a Decimal. Raises ValueError for anything that is no
    finite amount with at most two decimals: a rounded amount would be a wrong one.
    """
    try:
        cents = Decimal(str(value)) * 100
        whole = int(cents)
    except (InvalidOperation, OverflowError, ValueError):
        raise ValueError(f"not an amount: {value!r}; write a decimal such as 1240.00") from None
    if cents != whole:
        raise ValueError(f"not an amount in cents: {value!r}; at most two decimals are allowed")
    return whole


def to_text(cents: int) -> str:
    """Cents as a decimal string with two decimals, such as "1240.00"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def to_number(cents: int) -> float:
    """Cents as a JSON number.

    Only for serialising: the shortest text of a float of two decimals below 10^13 is the amount itself.
    """
    return float(to_text(cents))


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two integers (denominator positive), halves rounded away from zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))
