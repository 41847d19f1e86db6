"""A table of transitions as a picture: a box for each state, a line in it for each way out, a wire to where it leads.

Wires to one state run together, so a picture has no more of them than it has states. It is an SVG file by itself:
without a script, a font or anything else that a page would have to fetch, and dark where its reader's screen is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

Edge = tuple[str, str, str]
"""From a state or a group, to one, and what happens."""

_LINE, _HEAD, _GAP, _PAD = 18, 24, 10, 10
_LANE, _LETTER = 11, 6.8
_HUES = (212, 28, 145, 285, 350, 178, 55, 250)

_STYLE = """\
:root{--paper:#fff;--ink:#1d2530;--soft:#5b6776;--box:#f4f6f9;--edge:#c5ccd6;--l:38%}
@media(prefers-color-scheme:dark){:root{--paper:#14181e;--ink:#e8ecf2;--soft:#9aa6b5;--box:#1f252e;--edge:#3d4754;--l:66%}}
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:var(--ink)}
.n{font-weight:650}.g{fill:var(--soft);font-style:italic}.t{fill:var(--soft)}
.p{fill:var(--paper)}.b{fill:var(--box);stroke:var(--edge)}.h{fill:var(--edge);opacity:.45}
.w{fill:none;stroke-width:1.6;stroke-linejoin:round}"""


@dataclass(slots=True)
class _Box:
    name: str
    group: str
    top: int
    ways: list[tuple[str, str]]

    @property
    def height(self) -> int:
        return _HEAD + _LINE * len(self.ways) + (4 if self.ways else 0)

    @property
    def door(self) -> int:
        """Where wires come in."""
        return self.top + _HEAD // 2

    def line(self, index: int) -> int:
        """Where a way out stands."""
        return self.top + _HEAD + _LINE * index + _LINE // 2 + 2


def picture(title: str, edges: Sequence[Edge], order: Sequence[str], groups: Mapping[str, str]) -> str:
    """An SVG document. `order` is that of the boxes, `groups` what stands beside a state's name.

    A way to what is not in `order` has no wire.
    """
    boxes = _boxes(edges, order, groups)
    wide = int(_PAD + _LETTER * max(map(len, _texts(boxes.values()))) + 2 * _PAD)
    lanes = _lanes(boxes)
    width = wide + _LANE * (max(lanes.values(), default=0) + 2) + _PAD
    height = max(box.top + box.height for box in boxes.values()) + _PAD
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f'<rect class="p" width="{width}" height="{height}" rx="8"/>'
    )
    parts = [head, *_drawn(boxes, wide), *_wired(boxes, lanes, wide), "</svg>"]
    return "\n".join(parts) + "\n"


def _boxes(edges: Sequence[Edge], order: Sequence[str], groups: Mapping[str, str]) -> dict[str, _Box]:
    named = {end for source, to, _ in edges for end in (source, to)}
    boxes: dict[str, _Box] = {}
    top = _PAD
    for name in (each for each in order if each in named):
        ways = [(what, to) for source, to, what in edges if source == name]
        boxes[name] = _Box(name, groups.get(name, ""), top, ways)
        top += boxes[name].height + _GAP
    return boxes


def _texts(boxes: Iterable[_Box]) -> Iterator[str]:
    """Every line of text, as wide as it is drawn."""
    for box in boxes:
        yield f"{box.name}   {box.group}"
        yield from (f"{what} → {to}" for what, to in box.ways)


def _lanes(boxes: Mapping[str, _Box]) -> dict[str, int]:
    """The lane of the wires to each state: the shorter they are the further in, and none upon another."""
    spans: dict[str, list[int]] = {}
    for box in boxes.values():
        for index, (_, to) in enumerate(box.ways):
            if to not in boxes:
                continue
            spans.setdefault(to, [boxes[to].door]).append(box.line(index))
    lanes: dict[str, int] = {}
    for name in sorted(spans, key=lambda each: (max(spans[each]) - min(spans[each]), each)):
        taken = {
            lane
            for other, lane in lanes.items()
            if min(spans[other]) - 4 <= max(spans[name]) and min(spans[name]) - 4 <= max(spans[other])
        }
        lanes[name] = next(lane for lane in range(len(spans) + 1) if lane not in taken)
    return lanes


def _drawn(boxes: Mapping[str, _Box], wide: int) -> Iterator[str]:
    for box in boxes.values():
        across = wide - _PAD
        yield f'<rect class="b" x="{_PAD}" y="{box.top}" width="{across}" height="{box.height}" rx="5"/>'
        yield f'<rect class="h" x="{_PAD}" y="{box.top}" width="{across}" height="{_HEAD}" rx="5"/>'
        yield f'<text class="n" x="{_PAD + 8}" y="{box.top + 16}">{_words(box.name)}</text>'
        if box.group:
            at = f'x="{wide - 8}" y="{box.top + 16}" text-anchor="end"'
            yield f'<text class="g" {at}>{_words(box.group)}</text>'
        for index, (what, to) in enumerate(box.ways):
            said = f'{_words(what)} <tspan class="t">→ {_words(to)}</tspan>'
            yield f'<text x="{_PAD + 8}" y="{box.line(index) + 4}">{said}</text>'


def _wired(boxes: Mapping[str, _Box], lanes: Mapping[str, int], wide: int) -> Iterator[str]:
    for place, (name, lane) in enumerate(sorted(lanes.items(), key=lambda each: boxes[each[0]].top)):
        x, door = wide + _LANE * (lane + 1), boxes[name].door
        colour = f"hsl({_HUES[place % len(_HUES)]} 65% var(--l))"
        lines = [
            box.line(index) for box in boxes.values() for index, (_, to) in enumerate(box.ways) if to == name
        ]
        run = "".join(f"M{wide} {y}H{x}" for y in lines)
        run += f"M{x} {min([*lines, door])}V{max([*lines, door])}M{x} {door}H{wide + 3}"
        yield f'<path class="w" style="stroke:{colour}" d="{run}"/>'
        tip = f"M{wide + 1} {door}l7 -4v8z"
        yield f'<path style="fill:{colour}" d="{tip}"/>'


def _words(name: str) -> str:
    return escape(name.replace("_", " "))
