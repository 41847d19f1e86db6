"""The agencies' tables: pictures of each, and the whole table, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from pages.markdown import table as markdown
from pages.wires import Edge, picture
from simulator.domain.agency import Agency
from simulator.domain.lifecycle import BACK, HAPPENINGS, Lifecycle, Timer, Transition

Link = Callable[[str], str]
"""A name of a rule or of a setting, as a link to where it is explained."""

_WAY = "**The way of a case that nobody interrupts.**"
_PAUSES = """\
**Pauses.** A box with the name of a group is there for each of its states, (back) leads to the state in which the case
was before, with the deadlines that it had."""
_NESTED = " What begins a pause begins it also in another one, and the way back stays as it was."
_ENDS = "**Ends.** A box with the name of a group is there for each of its states."

_UNITS = {
    "days": "days",
    "banking_days": "banking days",
    "given": "days given",
    "after_due": "days after the due date",
    "after_letter": "days after the last letter",
    "after_letter_due": "days after the last letter falls due",
}


def pictures(agencies: Mapping[str, Agency]) -> dict[str, str]:
    """By file name: the pictures of these agencies, as SVG."""
    return {
        f"{name}-{part}.svg": picture(
            f"{agency.title}: {_TITLES[part]}",
            edges,
            _order(agency.lifecycle, edges),
            {
                state: group
                for group, members in agency.lifecycle.groups.items()
                for state in members
                if part == "way"
            },
        )
        for name, agency in agencies.items()
        for part, edges in _parts(agency.lifecycle).items()
        if edges
    }


_TITLES = {"way": "the way of a case", "pauses": "pauses of a case", "ends": "ends of a case"}


def text(agency: Agency, link: Link) -> str:
    """What stands on an agency's page, as Markdown: the pictures, and the table below them."""
    nested = _edges(agency.lifecycle)[2]
    said = {"way": _WAY, "pauses": f"{_PAUSES}{_NESTED if nested else ''}", "ends": _ENDS}
    shown = (
        f"{said[part]}\n\n[![{agency.title}: {_TITLES[part]}]({agency.name}-{part}.svg)]({agency.name}-{part}.svg)\n"
        for part, edges in _parts(agency.lifecycle).items()
        if edges
    )
    return "\n".join([*shown, *_rows(agency.lifecycle, link)])


def _parts(table: Lifecycle) -> dict[str, list[Edge]]:
    way, pauses, _, ends = (list(dict.fromkeys(edges)) for edges in _edges(table))
    return {"way": way, "pauses": pauses, "ends": ends}


def _order(table: Lifecycle, edges: list[Edge]) -> list[str]:
    """Groups, then states in the order of the table, those that end a case last."""
    named = [end for source, to, _ in edges for end in (source, to) if end != BACK]
    ended = {row.to for row in table.transitions if row.closes}
    others = [name for name in dict.fromkeys(named) if name not in table.states]
    states = sorted(table.states, key=lambda state: state in ended)
    return [*others, *states]


# The pictures


def _edges(table: Lifecycle) -> tuple[list[Edge], list[Edge], list[Edge], list[Edge]]:
    """The rows as lines: on the way, into pauses and back, from all pauses into a pause, and to the ends."""
    way: list[Edge] = []
    pauses: list[Edge] = []
    nested: list[Edge] = []
    ends: list[Edge] = []
    for row in table.transitions:
        group = _group_of(table, row)
        edge = (group or row.state, row.to, _words(row.on))
        if row.to == BACK:
            pauses.append(edge)
        elif row.to in table.pauses:
            (nested if group and row.state in table.pauses else pauses).append(edge)
        else:
            (ends if group or row.state in table.pauses else way).append(edge)
    return way, pauses, nested, ends


def _group_of(table: Lifecycle, row: Transition) -> str | None:
    """The group whose states all have this row, or None."""
    for name, members in table.groups.items():
        if row.state in members and all(_same(table.find(each, row.on), row) for each in members):
            return name
    return None


def _same(one: Transition | None, other: Transition) -> bool:
    return one is not None and _said(one) == _said(other)


def _said(row: Transition) -> tuple[object, ...]:
    """All that a row says but for its state."""
    return tuple(getattr(row, each.name) for each in fields(row) if each.name != "state")


def _words(on: str) -> str:
    return on.replace("_", " ")


# The table


def _rows(table: Lifecycle, link: Link) -> Iterator[str]:
    """The rows of the table; those that differ in their state alone are one line."""
    states: dict[tuple[object, ...], list[Transition]] = {}
    for row in table.transitions:
        states.setdefault(_said(row), []).append(row)
    columns = ("where", "what happens", "goes to", "does", "sets", "rules")
    yield "**Every row.** The groups are " + "; ".join(
        f"*{name}*: {', '.join(map(_code, members))}" for name, members in table.groups.items()
    )
    yield ""
    yield markdown(
        columns,
        ((_where(table, [each.state for each in alike]), *_row(alike[0], link)) for alike in states.values()),
    )


def _where(table: Lifecycle, states: list[str]) -> str:
    """States in few words: a group by its name if all of it is there."""
    whole = {name: members for name, members in table.groups.items() if set(members) <= set(states)}
    grouped = {member for members in whole.values() for member in members}
    return "\n".join(
        [*(f"*{name}*" for name in whole), *(_code(state) for state in states if state not in grouped)]
    )


def _code(name: str) -> str:
    return f"`{name}`"


def _row(row: Transition, link: Link) -> tuple[str, ...]:
    told = HAPPENINGS.get(row.on)
    return (
        f"`{row.on}`: {told}" if told else f"`{row.on}`",
        row.to if row.to == BACK else f"`{row.to}`",
        "\n".join(_done(row, link)),
        "\n".join(_timer(timer, link) for timer in row.timers),
        "\n".join(map(link, row.rules)),
    )


def _done(row: Transition, link: Link) -> Iterator[str]:
    if row.when:
        yield "if " + " and ".join(f"{link(name)} is {str(value).lower()}" for name, value in row.when)
    if row.letter:
        yield f"sends a {row.letter}"
    if row.text:
        yield f"says: {row.text}"
    if row.asks:
        yield f"asks the company: {_words(row.asks)}"
    if row.expense:
        yield f"official expense: {row.expense}"
    if row.closes:
        yield f"ends: {_words(row.closes)}"
    if row.bills:
        yield "open fees are billed to the company"


def _timer(timer: Timer, link: Link) -> str:
    only = f", if {link(timer.when[0])} is {timer.when[1]}" if timer.when else ""
    groups = ", ".join(f"`{group}`" if group else "no group" for group in timer.groups or ())
    of = f", for customers of {groups}" if groups else ""
    return f"`{timer.name}` after {link(timer.after)} {_UNITS[timer.unit]}{only}{of}"
