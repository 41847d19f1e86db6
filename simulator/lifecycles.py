"""The agencies' tables as a page to read: pictures of each, and below them the whole table, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from simulator.domain.agency import Agency
from simulator.domain.lifecycle import BACK, HAPPENINGS, Lifecycle, Timer, Transition

Edge = tuple[str, str, str]
"""From a state or a group, to one, and what happens."""

_HEAD = """\
# What becomes of a case

<!-- Drawn from the tables of simulator/agencies: change those, and run `make docs`. -->

Every agency is a table: where a case stands, what happens there, where it goes then. The pictures and the lists are
drawn from the rows that the simulation follows. What a table has no row for changes nothing.

Some of what happens is told to the agency, by the engine or by people; the rest are timers that a row on the way into
the state has set, under *sets*. A timer names the assumption that holds its number of days (`dunbox list` shows the
assumptions with their values, and a sandbox's settings override them). It runs out on a banking day. *Days given* are
banking days after the day until which the case was put off; where nobody named one, that timer is not set.
"""

_WAY = "**The way of a case that nobody interrupts.** A box is a group of states."
_PAUSES = """\
**Pauses.** A line from a group is there for each of its states, (back) leads to the one in which the case was before,
with the deadlines that it had."""
_NESTED = " What begins a pause begins it also in another one, and the way back stays as it was."
_ENDS = "**Ends.** A line from a group is there for each of its states."

_UNITS = {
    "days": "days",
    "banking_days": "banking days",
    "given": "days given",
    "after_due": "days after the due date",
    "after_letter": "days after the last letter",
    "after_letter_due": "days after the last letter falls due",
}


def page(agencies: Mapping[str, Agency]) -> str:
    """The page of these agencies, as Markdown."""
    return "\n".join([_HEAD, *(part for agency in agencies.values() for part in _agency(agency))])


def _agency(agency: Agency) -> Iterator[str]:
    table = agency.lifecycle
    way, pauses, nested, ends = (list(dict.fromkeys(edges)) for edges in _edges(table))
    yield f"## {agency.name.capitalize()}\n"
    yield from (f"{_WAY}\n", _picture(table, way, _boxes(table)))
    if pauses:
        yield from (f"{_PAUSES}{_NESTED if nested else ''}\n", _picture(table, pauses, ["    direction LR"]))
    if ends:
        yield from (f"{_ENDS}\n", _picture(table, ends))
    yield "\n".join(_rows(table))


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
            back = (row.state, _group(table, table.targets(row)), f"{_words(row.on)} (back)")
            pauses.append(back)
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
    return one is not None and replace(one, state=other.state) == other


def _group(table: Lifecycle, states: tuple[str, ...]) -> str:
    """The group that all these states are in, else all of them."""
    whole = (name for name, members in table.groups.items() if set(states) <= set(members))
    return next(whole, "_or_".join(states))


def _picture(table: Lifecycle, edges: list[Edge], first: Iterable[str] = ()) -> str:
    """A diagram of these edges; those between the same two ends are one line, and `first` are lines before all."""
    named = {end for source, to, _ in edges for end in (source, to)}
    ended = dict.fromkeys(row.to for row in table.transitions if row.closes)
    labels: dict[tuple[str, str], list[str]] = {}
    for source, to, label in edges:
        labels.setdefault((source, to), []).append(label)
    lines = [
        "```mermaid",
        "stateDiagram-v2",
        *first,
        *([f"    [*] --> {table.start}"] if table.start in named else []),
        *(f"    {source} --> {to}: {'<br>'.join(what)}" for (source, to), what in labels.items()),
        *(f"    {state} --> [*]" for state in ended if state in named),
        "```\n",
    ]
    return "\n".join(lines)


def _boxes(table: Lifecycle) -> Iterator[str]:
    """The groups through which a case goes on its way, each with its states."""
    for name, members in table.groups.items():
        if not set(members) <= table.pauses:
            yield f"    state {name} {{"
            yield from (f"        {member}" for member in members)
            yield "    }"


def _words(on: str) -> str:
    return on.replace("_", " ")


# The table


def _rows(table: Lifecycle) -> Iterator[str]:
    """The rows of the table; those that differ in their state alone are one line."""
    states: dict[Transition, list[str]] = {}
    for row in table.transitions:
        states.setdefault(replace(row, state=""), []).append(row.state)
    columns = ("where", "what happens", "goes to", "does", "sets", "rules")
    yield "The groups are " + "; ".join(
        f"*{name}*: {', '.join(map(_code, members))}" for name, members in table.groups.items()
    )
    yield ""
    yield from _markdown(columns, ((_where(table, where), *_row(row)) for row, where in states.items()))


def _where(table: Lifecycle, states: list[str]) -> str:
    """States in few words: a group by its name if all of it is there."""
    whole = {name: members for name, members in table.groups.items() if set(members) <= set(states)}
    grouped = {member for members in whole.values() for member in members}
    return "<br>".join(
        [*(f"*{name}*" for name in whole), *(_code(state) for state in states if state not in grouped)]
    )


def _code(name: str) -> str:
    return f"`{name}`"


def _row(row: Transition) -> tuple[str, ...]:
    told = HAPPENINGS.get(row.on)
    return (
        f"`{row.on}`: {told}" if told else f"`{row.on}`",
        row.to if row.to == BACK else f"`{row.to}`",
        "<br>".join(_done(row)),
        "<br>".join(map(_timer, row.timers)),
        "<br>".join(row.rules),
    )


def _done(row: Transition) -> Iterator[str]:
    if row.when:
        yield "if " + " and ".join(f"`{name}` is {str(value).lower()}" for name, value in row.when)
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


def _timer(timer: Timer) -> str:
    only = f", if `{timer.when[0]}` is {timer.when[1]}" if timer.when else ""
    groups = ", ".join(f"`{group}`" if group else "no group" for group in timer.groups or ())
    of = f", for customers of {groups}" if groups else ""
    return f"`{timer.name}` after `{timer.after}` {_UNITS[timer.unit]}{only}{of}"


def _markdown(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for line in (columns, tuple("---" for _ in columns), *rows):
        yield f"| {' | '.join(line)} |"
    yield ""
