"""A picture of a case's life in virtual time: a lane for each party, a mark for what happened, money as steps.

What is here is geometry; the template makes SVG of it. Places along time are percentages, so that the picture is as
wide as its reader's screen with letters of one size; heights are pixels. Each mark has a place of its own, and days on
which nothing happened are drawn the shorter the more they are: ten days are wider than one, and not ten times as wide.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from conformance.reports import money
from conformance.reports.bounds import LINE, line, moment
from conformance.reports.happenings import LANES, Happening, happenings
from conformance.verdict import counted

# Of a long life the beginning and the end are drawn; the trace has all of it.
_FIRST, _LAST = 36, 24
_LANE, _TOP = 46, 34
_CHART = 64
# A mark's room on a narrow screen, in pixels, and how many marks apart two dates can be read.
_ROOM, _APART = 18, 3.2
# What the names of the lanes take before the first mark, in marks.
_NAMES = 3.4
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Mark:
    """A happening in the picture: `x` in percent, `y` of its number, `shape` one of `shapes`.

    `look` is the class of its kind: `m` and the kind's first letter, as there are thousands of marks in a page.
    """

    number: int
    x: str
    y: int
    shape: str
    look: str
    record: int
    at: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in which a sum stood: one of `money.NAMES`, with its place in the chart."""

    x: str
    width: str
    y: int
    height: int
    which: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The money of one currency: its bars, the largest sum in words, and the three sums at the end in words."""

    top: str
    bars: tuple[Bar, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `width` is the least that it can be read in, in hundreds of pixels; `left_out` counts happenings."""

    marks: tuple[Mark, ...]
    days: tuple[tuple[str, str], ...]
    charts: tuple[Chart, ...]
    width: int
    left_out: int
    span: str

    @property
    def lanes(self) -> list[int]:
        """Where the lanes are."""
        return [_lane(number) for number in range(len(LANES))]

    @property
    def height(self) -> int:
        """Of the lanes with their dates."""
        return self.lanes[-1] + 34


def picture(records: Sequence[Mapping[str, Any]]) -> Picture | None:
    """The picture of a trace; None if nothing in it can be drawn."""
    found = list(happenings(records))
    if not found:
        return None
    kept = found if len(found) <= _FIRST + _LAST else [*found[:_FIRST], *found[-_LAST:]]
    places = _places([one.at for one in kept])
    room = places[-1] + 1.7
    return Picture(
        marks=tuple(
            _mark(number, one, place / room)
            for number, (one, place) in enumerate(zip(kept, places, strict=True), 1)
        ),
        days=tuple(_days(kept, places, room)),
        charts=tuple(_charts(records, [one.record for one in kept], [place / room for place in places])),
        width=min(12, math.ceil(room * _ROOM / 100)),
        left_out=len(found) - len(kept),
        span=_span(found[0].at, found[-1].at),
    )


def _places(moments: Iterable[datetime]) -> list[float]:
    """Where along time each happening stands, in marks: one after the other, and more for days between."""
    places: list[float] = []
    before = None
    for at in moments:
        days = (at.date() - before).days if before else 0
        gap = 0.45 * math.log2(1 + days) if days > 0 else 0
        places.append(places[-1] + 1 + gap if places else _NAMES)
        before = at.date()
    return places


def _mark(number: int, one: Happening, share: float) -> Mark:
    return Mark(
        number=number,
        x=_percent(share),
        y=_lane(one.source) + 4,
        shape=f"g{one.source}{one.target}",
        look=f"m{one.kind[0]}",
        record=one.record,
        at=moment(one.at.isoformat()),
        who=one.who,
        words=line(one.words, LINE),
    )


def shapes() -> list[tuple[str, int, str]]:
    """The shapes of marks, each once for a whole page: their names, where their circle is, and their arrow.

    An arrow is a line and a head at its end, around x = 0; a mark that stays at its lane has none.
    """
    lanes = range(len(LANES))
    return [
        (f"g{source}{target}", _lane(source), _arrow(_lane(source), _lane(target)))
        for source in lanes
        for target in lanes
    ]


def _lane(number: int) -> int:
    return _TOP + number * _LANE


def _arrow(y: int, to: int) -> str:
    if to == y:
        return ""
    down = 1 if to > y else -1
    return f"M0 {y + 8 * down}V{to}m-4 {-6 * down}l4 {6 * down} 4 {-6 * down}"


def _days(kept: Sequence[Happening], places: Sequence[float], room: float) -> Iterable[tuple[str, str]]:
    """Dates to write below the lanes, where they have room, each with its place."""
    last, day = -_APART, None
    for one, place in zip(kept, places, strict=True):
        if one.at.date() != day and place - last >= _APART:
            yield _percent((place - 0.4) / room), f"{one.at.day} {_MONTHS[one.at.month - 1]}"
            last = place
        day = one.at.date()


def _span(begin: datetime, end: datetime) -> str:
    days = (end.date() - begin.date()).days
    return f"{begin:%Y-%m-%d} to {end:%Y-%m-%d}, {counted(days, 'day')}"


# --- money --------------------------------------------------------------------------------------------------


def _charts(
    records: Sequence[Mapping[str, Any]], ids: Sequence[int], shares: Sequence[float]
) -> Iterable[Chart]:
    for currency, steps in money.steps(records).items():
        most = max(max(step.sums) for step in steps)
        where = [shares[max(0, bisect_right(ids, step.record) - 1)] for step in steps] + [1.0]
        bars = (
            _bar(begin, end, step.sums[which], most, which)
            for which in range(3)
            for step, begin, end in _stretches(steps, where, which)
            if step.sums[which] > 0 and end > begin
        )
        sums = tuple(
            f"{name} {amount:,.2f} {currency}"
            for name, amount in zip(money.NAMES, steps[-1].sums, strict=True)
        )
        yield Chart(f"{most:,.2f} {currency}", tuple(bars), sums)


def _stretches(
    steps: Sequence[money.Step], where: Sequence[float], which: int
) -> Iterable[tuple[money.Step, float, float]]:
    """The steps of one sum, each from where it began to stand until it changed."""
    first = 0
    for number in range(1, len(steps) + 1):
        if number == len(steps) or steps[number].sums[which] != steps[first].sums[which]:
            yield steps[first], where[first], where[number]
            first = number


def _bar(begin: float, end: float, amount: Decimal, most: Decimal, which: int) -> Bar:
    height = max(1, round(_CHART * float(amount / most)))
    return Bar(_percent(begin), _percent(end - begin), 16 + _CHART - height, height, which)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
