"""The kinds of value that a scenario holds: each reads one plain YAML value, and says what it wanted instead.

A value that does not fit raises a `PydanticCustomError` of type `word`, whose context has `said` (the whole
message) and `expected`; `conformance.scenario.translate` makes a `Problem` of it. Nothing is converted but
whole numbers, which are good decimals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

_DURATION = re.compile(r"P[0-9]{1,4}D|PT(?=[0-9])([0-9]{1,5}H)?([0-9]{1,5}M)?")
_KEY = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_RULE = re.compile(r"[A-Z]+(-[A-Z][A-Z0-9]*)*-[0-9]+")
_LARGEST = Decimal(10) ** 11


class Words(BaseModel):
    """A mapping of the language: no other keys than its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def absent(**limits: Any) -> Any:
    """A field that may be left out, with the limits of its value if it is there."""
    return Field(default=None, **limits)


def fault(said: str, expected: str) -> PydanticCustomError:
    """The error of a value that does not fit: what was found, and what belongs there."""
    return PydanticCustomError("word", "{said}", {"said": said, "expected": expected})


def shown(value: Any) -> str:
    """A value as its author wrote it, or nearly, short enough for a message."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:37] + "...")
    plain = {None: "nothing", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return plain[value]
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(value: Any, expected: str = "text") -> str:
    if not isinstance(value, str):
        hint = f', in quotes: "{shown(value)}"' if isinstance(value, int | Decimal | date) else ""
        raise fault(f"{shown(value)} is not text", expected + hint)
    if not value.strip() or len(value) > 1000:
        raise fault(
            "the text is empty" if not value.strip() else "the text is longer than 1000 letters", expected
        )
    return value


def _line(value: Any) -> str:
    text = _text(value, "one line of text")
    if "\n" in text.strip():
        raise fault("the text has more than one line", "one line of text")
    return text.strip()


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _text(value, expected)
        if not pattern.fullmatch(text):
            raise fault(f"{shown(text)} does not fit", expected)
        return text

    return read


def _number(value: Any) -> str:
    text = _text(value, "an invoice's number as text")
    if len(text) > 35 or text != text.strip():
        raise fault(
            f"{shown(text)} is no invoice number", "at most 35 letters and digits, without blanks around them"
        )
    return text


def _decimal(value: Any, expected: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        hint = " without quotes" if isinstance(value, str) else ""
        raise fault(f"{shown(value)} is not an amount", expected + hint)
    amount = Decimal(value)
    if amount != round(amount, 2) or abs(amount) >= _LARGEST:
        wrong = "has more than two decimals" if abs(amount) < _LARGEST else "is too large"
        raise fault(f"the amount {value} {wrong}", expected)
    return amount.quantize(Decimal("0.01"))


def _amount(value: Any) -> Decimal:
    expected = "an amount above zero such as 1240.00"
    amount = _decimal(value, expected)
    if amount <= 0:
        raise fault(f"the amount {value} is not above zero", expected)
    return amount


def _balance(value: Any) -> Decimal:
    return _decimal(value, "an amount such as 0.00")


def _day(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise fault(f"{shown(value)} is not a date", "a date such as 2026-01-28, without quotes")
    return value


def _moment(value: Any) -> datetime:
    expected = "a local time such as 2026-01-12T09:00, without quotes and without an offset"
    if not isinstance(value, datetime):
        what = "has no time of day" if isinstance(value, date) else "is not a local time"
        raise fault(f"{shown(value)} {what}", expected)
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 400:
        raise fault(f"{shown(value)} does not fit", "a whole number from 1 to 400")
    return value


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 400:
        raise fault(f"{shown(value)} is not a number of days", "a whole number from 0 to 400")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise fault(f"{shown(value)} is neither true nor false", "true or false")
    return value


def _json(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


_AMOUNT: dict[str, Any] = {"type": "number"}
# Editors read a YAML time without an offset as text or as a time: the schema asks for what it looks like.
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2})?$"

Text = Annotated[str, BeforeValidator(_text), _json(type="string", minLength=1, maxLength=1000)]
Line = Annotated[str, BeforeValidator(_line), _json(type="string", minLength=1, maxLength=1000)]
Number = Annotated[str, BeforeValidator(_number), _json(type="string", minLength=1, maxLength=35)]
Key = Annotated[
    str,
    BeforeValidator(_matching(_KEY, "small letters, digits and hyphens, such as paid-in-time")),
    _json(type="string", pattern=f"^{_KEY.pattern}$"),
]
Country = Annotated[
    str,
    BeforeValidator(_matching(_COUNTRY, "a country's two capital letters such as FI")),
    _json(type="string", pattern=f"^{_COUNTRY.pattern}$"),
]
Currency = Annotated[
    str,
    BeforeValidator(_matching(_CURRENCY, "a currency's three capital letters such as EUR")),
    _json(type="string", pattern=f"^{_CURRENCY.pattern}$"),
]
Rule = Annotated[
    str,
    BeforeValidator(_matching(_RULE, "the id of a rule such as CLIENT-PAY-1")),
    _json(type="string", pattern=f"^{_RULE.pattern}$"),
]
Duration = Annotated[
    str,
    BeforeValidator(_matching(_DURATION, "P14D for calendar days, PT4H or PT30M for hours and minutes")),
    _json(type="string", pattern=f"^({_DURATION.pattern})$"),
]
Amount = Annotated[Decimal, BeforeValidator(_amount), _json(**_AMOUNT, exclusiveMinimum=0)]
Balance = Annotated[Decimal, BeforeValidator(_balance), _json(**_AMOUNT)]
Day = Annotated[date, BeforeValidator(_day), _json(type="string", pattern=_DAY)]
Moment = Annotated[datetime, BeforeValidator(_moment), _json(type="string", pattern=_MOMENT)]
Whole = Annotated[int, BeforeValidator(_whole), _json(type="integer", minimum=1, maximum=400)]
Days = Annotated[int, BeforeValidator(_days), _json(type="integer", minimum=0, maximum=400)]
Flag = Annotated[bool, BeforeValidator(_flag), _json(type="boolean")]
