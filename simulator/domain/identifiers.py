"""Identifiers with their check digits: payment references, account numbers, business IDs; and banks, which have none.

All take and answer plain text. A maker raises ValueError for what it cannot be made from; a test
(`is_…`) answers a boolean for any text.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal

_REFERENCE_WEIGHTS = (7, 3, 1)
_BUSINESS_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_NORWEGIAN_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_NORWEGIAN_ACCOUNT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_SEB = "500"  # the bank of the accounts that are made, by its number in an IBAN


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


def is_bic(code: str) -> bool:
    """Whether a text has the form of a bank's identifier (ISO 9362): 8 or 11 characters, the 5th and 6th a country.

    A BIC has no check digit: whether a bank has it cannot be told from the text.
    """
    return bool(re.fullmatch(r"[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?", code))


def finnish_bban(thirteen_digits: str) -> str:
    """A Finnish national account number: 13 digits (bank, branch, account) and their check digit.

    The check digit is Luhn's (Finance Finland, IBAN and BIC in payments).
    """
    if not re.fullmatch(r"[0-9]{13}", thirteen_digits):
        raise ValueError(f"{thirteen_digits!r} cannot become an account number: 13 digits are allowed.")
    return f"{thirteen_digits}{_luhn(thirteen_digits)}"


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


def payment_reference(country: str, digits: str) -> str:
    """An invoice's payment reference as it is made in a country: Finnish, OCR with its length digit, or KID modulo 10.

    Leading zeros are dropped. Raises ValueError for other countries, and where there are too few or too many digits.
    """
    if country not in _REFERENCES:
        raise ValueError(
            f"no payment reference is known for {country!r}; for {', '.join(_REFERENCES)} it is."
        )
    return _REFERENCES[country](digits.lstrip("0"))


def swedish_ocr(base: str, *, length_digit: bool = False) -> str:
    """A Swedish OCR reference: digits, perhaps their length, and a check digit. "12345" gives "123455".

    2 to 25 digits in all. The length digit counts the whole reference, modulo 10; the check digit is Luhn's
    (Bankgirot, OCR reference check). With a length digit "12345" gives "1234574".
    """
    if not re.fullmatch(r"[0-9]{1,23}", base):
        raise ValueError(f"{base!r} cannot become an OCR reference: 1 to 23 digits are allowed.")
    digits = f"{base}{(len(base) + 2) % 10}" if length_digit else base
    return f"{digits}{_luhn(digits)}"


def norwegian_kid(base: str, method: Literal["mod10", "mod11"] = "mod10") -> str:
    """A Norwegian KID: digits and their check digit. "12345678" gives "123456782", modulo 11 "123456785".

    4 to 25 characters in all. Modulo 10 is Luhn's; modulo 11 has weights 2 to 7 from the right, and a dash for 10
    (Mastercard Payment Services, KID). Which one an account has, and which lengths, is agreed with its bank.
    """
    if not re.fullmatch(r"[0-9]{3,24}", base):
        raise ValueError(f"{base!r} cannot become a KID: 3 to 24 digits are allowed.")
    if method == "mod10":
        return f"{base}{_luhn(base)}"
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(base)))
    return base + "0123456789-"[-total % 11]


def swedish_organisation_number(nine_digits: str) -> str:
    """A Swedish organisation number of its first nine digits: "556026998" gives "556026-9986".

    The third digit is at least 2, which tells it from a person's number; the check digit is Luhn's
    (Swedish Companies Registration Office).
    """
    if not re.fullmatch(r"[1-9][0-9][2-9][0-9]{6}", nine_digits):
        raise ValueError(
            f"{nine_digits!r} cannot become an organisation number: nine digits are allowed, the first not 0"
            " and the third at least 2."
        )
    return f"{nine_digits[:6]}-{nine_digits[6:]}{_luhn(nine_digits)}"


def is_swedish_organisation_number(number: str) -> bool:
    """Whether a text is a Swedish organisation number ("556026-9986") with the right check digit."""
    if not re.fullmatch(r"[1-9][0-9][2-9][0-9]{3}-[0-9]{4}", number):
        return False
    return swedish_organisation_number(number.replace("-", "")[:9]) == number


def norwegian_organisation_number(eight_digits: str) -> str | None:
    """A Norwegian organisation number of its first eight digits: "12345678" gives "123456785".

    None where the remainder is 1: such a number is never issued. Weights 3, 2, 7, 6, 5, 4, 3, 2, modulo 11
    (Brønnøysund Register Centre).
    """
    if not re.fullmatch(r"[0-9]{8}", eight_digits):
        raise ValueError(f"{eight_digits!r} cannot become an organisation number: eight digits are allowed.")
    return _modulo_11(eight_digits, _NORWEGIAN_WEIGHTS)


def is_norwegian_organisation_number(number: str) -> bool:
    """Whether a text is a Norwegian organisation number ("123456785") with the right check digit."""
    return bool(re.fullmatch(r"[0-9]{9}", number)) and norwegian_organisation_number(number[:8]) == number


def swedish_bban(ten_digits: str) -> str | None:
    """The national part of a Swedish IBAN, of an account at SEB: clearing number (5…) and six digits.

    None where the check digit would be 10. Weights 10 to 1 without the clearing number's first digit, modulo 11
    (Bankgirot, bank account numbers in Swedish banks, type 1); 20 digits, with zeros between bank and account.
    """
    if not re.fullmatch(r"5[0-9]{9}", ten_digits):
        raise ValueError(f"{ten_digits!r} cannot become an account number: 5 and nine digits are allowed.")
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(ten_digits[1:])) % 11
    return None if check == 10 else _SEB + f"{ten_digits}{check}".rjust(17, "0")


def norwegian_bban(ten_digits: str) -> str | None:
    """A Norwegian account number: ten digits (bank, kind, account) and their check digit.

    None where the check digit would be 10. Weights 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, modulo 11 (Bits, Norwegian
    IBAN). Numbers whose 5th and 6th digits are zeros are checked otherwise, and not made here.
    """
    if not re.fullmatch(r"[0-9]{4}(?!00)[0-9]{6}", ten_digits):
        raise ValueError(
            f"{ten_digits!r} cannot become an account number: ten digits are allowed, the 5th and 6th not 00."
        )
    return _modulo_11(ten_digits, _NORWEGIAN_ACCOUNT_WEIGHTS)


def _modulo_11(digits: str, weights: tuple[int, ...]) -> str | None:
    """Digits with what fills their weighted sum up to a multiple of 11; None where that is 10."""
    check = -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return None if check == 10 else f"{digits}{check}"


def ends_in_luhn_digit(digits: str) -> bool:
    """Whether the last of some digits is the check digit of those before it, by Luhn (modulus 10)."""
    return len(digits) > 1 and digits.isdigit() and _luhn(digits[:-1]) == int(digits[-1])


def _luhn(digits: str) -> int:
    """The check digit of digits by Luhn: weights 2, 1 from the right, digits of the products summed."""
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return -sum(product // 10 + product % 10 for product in products) % 10


_REFERENCES: Mapping[str, Callable[[str], str]] = {
    "FI": finnish_reference,
    "SE": lambda digits: swedish_ocr(digits, length_digit=True),
    "NO": norwegian_kid,
}


def _check_digits(body: str, prefix: str) -> str:
    """ISO 7064, MOD 97-10, as two digits."""
    return f"{98 - _remainder(f'{prefix}00{body}'):02d}"


def _remainder(text: str) -> int:
    """Modulo 97 of a text whose first four characters go to its end, letters being 10 to 35."""
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97
