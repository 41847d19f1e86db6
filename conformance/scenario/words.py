"""The kinds of value that a scenario holds: each reads one plain YAML value, and says what it wanted instead.

A value that does not fit raises a `PydanticCustomError` of type `word`, whose context has `said` (the whole
message) and `expected`; `conformance.scenario.translate` makes a `Problem` of it. Nothing is converted but
whole numbers, which are good decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

_LARGEST = Decimal(10) ** 11


class Words(BaseModel):
    """A mapping of the language: no other keys than its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def word(said: str, **limits: Any) -> Any:
    """A field that must be there: what it says, which editors show, and the limits of its value."""
    return Field(description=said, **limits)


def absent(said: str, **limits: Any) -> Any:
    """A field that may be left out: what it says, which editors show, and the limits of its value if it is there."""
    return Field(default=None, description=said, **limits)


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


@dataclass(frozen=True, slots=True)
class _Shape:
    """Text of a form: its pattern, how the form is told, and an example of it."""

    pattern: str
    expected: str
    example: str

    def read(self, value: Any) -> str:
        text = _text(value, self.expected)
        if not re.fullmatch(self.pattern, text):
            raise fault(f"{shown(text)} does not fit", self.expected)
        return text

    @property
    def schema(self) -> WithJsonSchema:
        """For editors, which tell `patternErrorMessage` in place of the pattern."""
        told = f"expected {self.expected}"
        return _json(
            type="string", pattern=f"^({self.pattern})$", patternErrorMessage=told, examples=[self.example]
        )


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
        raise fault(f"{shown(value)} is not a date", _DAY.expected)
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime):
        what = "has no time of day" if isinstance(value, date) else "is not a local time"
        raise fault(f"{shown(value)} {what}", _MOMENT.expected)
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


_KEY = _Shape(
    "[a-z0-9]+([_-][a-z0-9]+)*", "small letters, digits and hyphens, such as paid-in-time", "paid-in-time"
)
_COUNTRY = _Shape("[A-Z]{2}", "a country's two capital letters such as FI", "FI")
_CURRENCY = _Shape("[A-Z]{3}", "a currency's three capital letters such as EUR", "EUR")
_RULE = _Shape("[A-Z]+(-[A-Z][A-Z0-9]*)*-[0-9]+", "the id of a rule such as CLIENT-PAY-1", "CLIENT-PAY-1")
_DURATION = _Shape(
    "P[0-9]{1,4}D|PT(?=[0-9])([0-9]{1,5}H)?([0-9]{1,5}M)?",
    "P14D for calendar days, PT4H or PT30M for hours and minutes",
    "P14D",
)
# Editors read a YAML date, or a time without an offset, as text or as a time: the schema asks for what it looks like.
_DAY = _Shape(r"\d{4}-\d{2}-\d{2}", "a date such as 2026-01-28, without quotes", "2026-01-28")
_MOMENT = _Shape(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2})?",
    "a local time such as 2026-01-12T09:00, without quotes and without an offset",
    "2026-01-12T09:00",
)

Text = Annotated[str, BeforeValidator(_text), _json(type="string", minLength=1, maxLength=1000)]
Line = Annotated[str, BeforeValidator(_line), _json(type="string", minLength=1, maxLength=1000)]
Number = Annotated[
    str, BeforeValidator(_number), _json(type="string", minLength=1, maxLength=35, examples=["1001"])
]
Key = Annotated[str, BeforeValidator(_KEY.read), _KEY.schema]
Country = Annotated[str, BeforeValidator(_COUNTRY.read), _COUNTRY.schema]
Currency = Annotated[str, BeforeValidator(_CURRENCY.read), _CURRENCY.schema]
Rule = Annotated[str, BeforeValidator(_RULE.read), _RULE.schema]
Duration = Annotated[str, BeforeValidator(_DURATION.read), _DURATION.schema]
Amount = Annotated[
    Decimal, BeforeValidator(_amount), _json(type="number", exclusiveMinimum=0, examples=[1240.00])
]
Balance = Annotated[Decimal, BeforeValidator(_balance), _json(type="number", examples=[0.00])]
Day = Annotated[date, BeforeValidator(_day), _DAY.schema]
Moment = Annotated[datetime, BeforeValidator(_moment), _MOMENT.schema]
Whole = Annotated[int, BeforeValidator(_whole), _json(type="integer", minimum=1, maximum=400)]
Days = Annotated[int, BeforeValidator(_days), _json(type="integer", minimum=0, maximum=400)]
Flag = Annotated[bool, BeforeValidator(_flag), _json(type="boolean")]
