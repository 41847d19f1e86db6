"""The picture of an invoice's life: a lane for each party, a mark for what happened, money as steps. Geometry alone.

Places along time are percentages, so that the picture is as wide as its reader's screen with letters of one size.
Each mark has a place of its own, and days on which nothing happened are drawn the shorter the more they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.console.life import LANES, Happening
from simulator.domain.money import Money

NAMES = ("asked of the debtor", "paid by the debtor", "reached the company")
_FIRST, _LAST = 36, 24  # of a long life the beginning and the end are drawn
_LANE, _TOP = 52, 30
_ROW, _BARS = 34, 26  # of the chart of money, a row for each sum
_ROOM, _APART = 22, 3.4  # a mark's least room in pixels, and how many marks apart two dates can be read
_NAMES = 3.6  # what the names of the lanes take before the first mark, in marks


@dataclass(frozen=True, slots=True)
class Mark:
    """A happening in the picture: its number, `x` in percent, the height of its circle and where its arrow ends."""

    number: int
    x: str
    y: int
    to: int
    what: Happening

    @property
    def arrow(self) -> str:
        """A line and its head from the circle to the other lane, around x = 0; nothing where it stays."""
        if self.to == self.y:
            return ""
        down = 1 if self.to > self.y else -1
        return f"M0 {self.y + 10 * down}V{self.to}m-4 {-6 * down}l4 {6 * down} 4 {-6 * down}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in which a sum stood: one of `NAMES`, with its place in the chart."""

    x: str
    width: str
    y: int
    height: int
    which: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `width` is the least that it can be read in, in hundreds of pixels; `left_out` counts happenings."""

    marks: tuple[Mark, ...]
    days: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    sums: tuple[Money, ...]
    width: int
    left_out: int
    span: str

    @property
    def lanes(self) -> list[tuple[str, int]]:
        """The lanes by name, and where they are."""
        return [(name, _lane(number)) for number, name in enumerate(LANES)]

    @property
    def height(self) -> int:
        """Of the lanes with their dates."""
        return _lane(len(LANES) - 1) + 40

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The rows of the chart of money by name, and where each stands."""
        return [(name, (number + 1) * _ROW) for number, name in enumerate(("asked", "paid", "reached"))]

    @property
    def chart(self) -> int:
        """The height of the chart of money."""
        return 3 * _ROW + 4


def picture(happenings: Sequence[Happening], zone: ZoneInfo, currency: str) -> Picture | None:
    """Answer the picture of a life; None if nothing happened."""
    if not happenings:
        return None
    kept = [*happenings[:_FIRST], *happenings[max(_FIRST, len(happenings) - _LAST) :]]
    local = [each.at.astimezone(zone) for each in kept]
    places = _places(local)
    room = places[-1] + 1.8
    steps = _steps(happenings, kept, currency)
    most = max(max(sums) for sums in steps)
    return Picture(
        marks=tuple(
            Mark(number, _percent(place / room), _lane(each.source), _lane(each.target), each)
            for number, (each, place) in enumerate(zip(kept, places, strict=True), 1)
        ),
        days=tuple(_days(local, places, room)),
        bars=tuple(_bars(steps, [place / room for place in places], most)) if most else (),
        sums=tuple(Money(each, currency) for each in steps[-1]),
        width=max(3, min(14, math.ceil(room * _ROOM / 100))),
        left_out=len(happenings) - len(kept),
        span=f"{local[0]:%Y-%m-%d} to {local[-1]:%Y-%m-%d}",
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


def _lane(number: int) -> int:
    return _TOP + number * _LANE


def _days(moments: Sequence[datetime], places: Sequence[float], room: float) -> Iterator[tuple[str, str]]:
    """Dates to write below the lanes, where they have room, each with its place."""
    last, day = -_APART, None
    for at, place in zip(moments, places, strict=True):
        if at.date() != day and place - last >= _APART:
            yield _percent(place / room), f"{at:%-d %b}"
            last = place
        day = at.date()


def _steps(happenings: Sequence[Happening], kept: Sequence[Happening], currency: str) -> list[list[int]]:
    """The three sums after each happening that is drawn, in minor units of a currency."""
    drawn, sums, steps = {id(each) for each in kept}, [0, 0, 0], []
    for each in happenings:
        for which, amount in each.moves:
            sums[which] += amount.minor if amount.currency == currency else 0
        if id(each) in drawn:
            steps.append(list(sums))
    return steps


def _bars(steps: Sequence[Sequence[int]], places: Sequence[float], most: int) -> Iterator[Bar]:
    """The steps of each sum, each from where it began to stand until it changed."""
    ends = [*places, 1.0]
    for which in range(len(NAMES)):
        first = 0
        for nth in range(1, len(steps) + 1):
            if nth < len(steps) and steps[nth][which] == steps[first][which]:
                continue
            if steps[first][which] > 0:
                height = max(1, round(_BARS * steps[first][which] / most))
                width = _percent(ends[nth] - ends[first])
                yield Bar(_percent(ends[first]), width, (which + 1) * _ROW - height, height, which)
            first = nth


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
