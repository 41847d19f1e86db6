"""Identifiers with their check digits: payment references, account numbers, business IDs.

All take and answer plain text. A maker raises ValueError for what it cannot be made from; a test
(`is_…`) answers a boolean for any text.
"""

import re

_REFERENCE_WEIGHTS = (7, 3, 1)
_BUSINESS_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


def finnish_reference(base: str) -> str:
    """A Finnish payment reference: 3 to 19 digits, and their check digit. "12345" gives "123453".

    Leading zeros are dropped, as banks drop them. Weights 7, 3, 1 from the right; the check digit fills
    the sum up to the next ten (Finance Finland, domestic reference number).
    """
    digits = base.lstrip("0")
    if not re.fullmatch(r"[0-9]{3,19}", digits):
        raise ValueError(f"{base!r} cannot become a reference: 3 to 19 digits are allowed, not all zeros.")
    total = sum(int(digit) * _REFERENCE_WEIGHTS[place % 3] for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def iban(country: str, bban: str) -> str:
    """An account number (ISO 13616) of a country and its national number: ("FI", "12345600000785")."""
    if not re.fullmatch(r"[A-Z]{2}", country) or not re.fullmatch(r"[0-9A-Z]{11,30}", bban):
        raise ValueError(
            f"{country!r} and {bban!r} cannot become an IBAN: two capital letters,"
            " and 11 to 30 capital letters and digits are allowed."
        )
    return f"{country}{_check_digits(bban, country)}{bban}"


def is_iban(account: str) -> bool:
    """Whether a text is an account number (ISO 13616, no spaces) with the right check digits."""
    return bool(re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", account)) and _remainder(account) == 1


def finnish_bban(thirteen_digits: str) -> str:
    """A Finnish national account number: 13 digits (bank, branch, account) and their check digit.

    Weights 2, 1 from the left, digits of the products summed, filled up to the next ten
    (Finance Finland, IBAN and BIC in payments).
    """
    if not re.fullmatch(r"[0-9]{13}", thirteen_digits):
        raise ValueError(f"{thirteen_digits!r} cannot become an account number: 13 digits are allowed.")
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(thirteen_digits))
    return f"{thirteen_digits}{-sum(product // 10 + product % 10 for product in products) % 10}"


def finnish_business_id(seven_digits: str) -> str | None:
    """A Finnish business ID of its first seven digits: "0112038" gives "0112038-9".

    None where the remainder is 1: such a number is never issued. Weights 7, 9, 10, 5, 8, 4, 2,
    modulo 11 (Finnish Patent and Registration Office).
    """
    if not re.fullmatch(r"[0-9]{7}", seven_digits):
        raise ValueError(f"{seven_digits!r} cannot become a business ID: seven digits are allowed.")
    pairs = zip(seven_digits, _BUSINESS_ID_WEIGHTS, strict=True)
    remainder = sum(int(digit) * weight for digit, weight in pairs) % 11
    if remainder == 1:
        return None
    return f"{seven_digits}-{(11 - remainder) % 11}"


def is_finnish_business_id(business_id: str) -> bool:
    """Whether a text is a Finnish business ID ("0112038-9") with the right check digit."""
    if not re.fullmatch(r"[0-9]{7}-[0-9]", business_id):
        return False
    return finnish_business_id(business_id[:7]) == business_id


def _check_digits(body: str, prefix: str) -> str:
    """ISO 7064, MOD 97-10, as two digits."""
    return f"{98 - _remainder(f'{prefix}00{body}'):02d}"


def _remainder(text: str) -> int:
    """Modulo 97 of a text whose first four characters go to its end, letters being 10 to 35."""
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97
