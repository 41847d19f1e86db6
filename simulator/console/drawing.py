"""Templates, and how they write values. All that is filled in is escaped: it is what clients and their users wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined

from simulator.console import offers, telling
from simulator.console.assets import asset
from simulator.console.visit import address
from simulator.domain.codec import plain

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_DEEPEST = 20  # levels that are indented

_TONES = {
    **dict.fromkeys(("active", "paid", "delivered", "sent", "done"), "good"),
    **dict.fromkeys(("failed", "error", "declined", "refused", "bankrupt"), "bad"),
    **dict.fromkeys(("pending", "paused", "disputed", "on_hold"), "waits"),
    **dict.fromkeys(("inactive", "closed"), "dim"),
}


def drawn(template: str, words: Mapping[str, Any]) -> str:
    """Answer a page."""
    return _templates().get_template(template).render(words)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("simulator.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"address": address, "asset": asset, "said": telling.said}
    made.globals |= {
        "debtor_forms": offers.at_invoice,
        "case_forms": offers.at_case,
        "service_forms": offers.at_service,
        "form_of": offers.form_of,
        "newcomers": offers.newcomers,
        "fault_kinds": offers.fault_kinds,
        "fault_form": offers.fault,
        "new_form": offers.sandbox,
    }
    made.filters |= {
        "minute": minute,
        "money": telling.money,
        "word": word,
        "pretty": pretty,
        "tone": tone,
        "json": as_json,
    }
    return made


def minute(moment: datetime | str | None, zone: ZoneInfo | None = None) -> str:
    """A moment of local time, to the minute; a dash for none."""
    if moment is None:
        return "–"
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{read.astimezone(zone) if zone else read:%Y-%m-%d %H:%M}"


def word(name: object) -> str:
    """A name of the program as words: `in_collection` is in collection."""
    if isinstance(name, bool):
        return "yes" if name else "no"
    if isinstance(name, date):
        return name.isoformat()
    return "–" if name in (None, "") else str(name).replace("_", " ")


def tone(name: object) -> str:
    """How a state looks: the class of its badge."""
    return _TONES.get(str(name), "plain")


def as_json(value: object) -> str:
    """A value of a record as JSON in lines."""
    return orjson.dumps(plain(value), option=orjson.OPT_INDENT_2, default=str).decode()


def pretty(text: str) -> str:
    """A body, in lines if it is JSON; its numbers and texts stand there as they were sent."""
    try:
        orjson.loads(text)
    except ValueError:
        return text
    return "".join(_laid_out(_TOKEN.findall(text)))


def _laid_out(marks: list[str]) -> Iterator[str]:
    depth = 0
    for nth, mark in enumerate(marks):
        if mark in "}]":
            depth -= 1
            if marks[nth - 1] not in "{[":
                yield _line(depth)
        elif nth and marks[nth - 1] in "{[,":
            yield _line(depth)
        yield ": " if mark == ":" else mark
        depth += mark in "{["


def _line(depth: int) -> str:
    return "\n" + "  " * min(depth, _DEEPEST)
