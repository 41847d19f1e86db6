"""The keeper of a sandbox: reads its snapshot, and writes the next.

A snapshot says what the log until some row has made of a sandbox, so that a start needs only the rows after it. It is
no second truth: one that another program wrote, that is damaged, or that stands at a row which the log does not have so
is thrown away, and the log read from its beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, MutableMapping
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from weakref import WeakMethod

from simulator.agenda import Agenda
from simulator.armed import Armed
from simulator.domain.draw import Draw
from simulator.domain.facts import Deadline
from simulator.domain.growing import Growing
from simulator.domain.happened import Happened
from simulator.domain.packing import Form, Packing
from simulator.domain.state import State
from simulator.keeping.kept import Applying, Kept, KeptAgenda, KeptList, KeptMap, KeptTimeline
from simulator.keeping.shelf import NAMES, ROWS, Damaged, Shelf, sealed, unsealed
from simulator.outbox import Message, Outbox
from simulator.store import Cells, Head, Row, StoreError

_GIVEN = {"draw", "company", "law", "post_offices", "agencies", "settings", "born", "now", "credentials"}
_ELSEWHERE = _GIVEN | {"timeline", "recent", "alike"}
HINTS = {name: hint for name, hint in get_type_hints(State).items() if name not in _ELSEWHERE}
"""The parts of a state that facts have made, with their types; a new one is kept without a word more."""

_MAPS = {name: get_args(hint) for name, hint in HINTS.items() if get_origin(hint) is MutableMapping}
_LISTS = {name: get_args(hint)[0] for name, hint in HINTS.items() if get_origin(hint) is Growing}
_SMALL = {name: hint for name, hint in HINTS.items() if name not in _MAPS and name not in _LISTS}
_NOTHING: dict[str, Any] = {"counts": {}, "lengths": {}, "small": {}, "waiting": [], "faults": []}

Rows = Callable[[int], Iterable[Row]]
"""The rows of a sandbox's log after some number."""

Original = Callable[[int], tuple[State, Outbox]]
"""What a sandbox was after some row of its log, as the log alone tells it."""


@cache
def program() -> str:
    """Answer what tells this program from every other: a snapshot holds what its own code makes of facts."""
    root = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Unkept:
    """Who keeps a sandbox that is gone with the process: nobody."""

    number = 0

    def __init__(self) -> None:
        self.agenda = Agenda()
        self.outbox = Outbox()
        self.armed = Armed()
        self.applying = Applying()

    def after(self, number: int) -> None:
        """Nothing follows a row."""

    def save(self, number: int) -> None:
        """Nothing is saved."""


class Keeper:
    """Holds a sandbox's `agenda`, `outbox` and `armed`, and keeps these and its state.

    The state is a new one, and becomes what the snapshot says; `number` is the row of the log that this stands at.
    `applying` is to say so while facts are applied.
    """

    def __init__(self, cells: Cells, state: State, rows: Rows, original: Original) -> None:
        self.state = state
        self.applying = Applying()
        self._cells = cells
        self._rows = rows
        self._original = original
        self._packing = Packing({Draw: state.draw})
        try:
            self._open(*sound(cells))
        except (Damaged, Foreign):
            cells.drop()
            self._open(None, _NOTHING)

    def _open(self, head: Head | None, rest: dict[str, Any]) -> None:
        """Become what a snapshot says, or a beginning."""
        self._counts, self._lengths = rest["counts"], rest["lengths"]
        self.number = self._began = head.number if head else 0
        self._anew = head is None
        self.agenda = KeptAgenda(self._shelf("agenda", self._packing.of(Deadline)))
        maps = {**_MAPS, "messages": (str, Message)}
        self._maps = {name: self._map(name, *hints) for name, hints in maps.items()}
        self._lists = {name: self._list(name, hint) for name, hint in _LISTS.items()}
        self.outbox = Outbox(self._maps["messages"], rest["waiting"])
        self.armed = Armed(rest["faults"])
        self._dress(head, rest)

    def _dress(self, head: Head | None, rest: dict[str, Any]) -> None:
        """Put on the state what is kept of it."""
        for name in _MAPS:
            setattr(self.state, name, self._maps[name])
        for name in _LISTS:
            setattr(self.state, name, self._lists[name])
        for name, value in rest["small"].items():
            setattr(self.state, name, self._packing.of(_SMALL[name]).unpacked(value))
        if head:
            self.state.now = datetime.fromisoformat(rest["at"])
        self.state.timeline = KeptTimeline(
            head.facts if head else 0, partial(_happened, self._cells, self._rows)
        )

    def _shelf(self, part: str, form: Form, keys: Form = NAMES) -> Shelf:
        return Shelf(self._cells, part, form, self._counts.get(part, 0), keys)

    def _map(self, name: str, key: Any, value: Any) -> KeptMap[Any, Any]:
        shelf = self._shelf(name, self._packing.of(value), NAMES if key is str else ROWS)
        return KeptMap(shelf, _weak(self._lose), self.applying)

    def _list(self, name: str, hint: Any) -> KeptList[Any]:
        form = self._packing.of(list[hint]) if name != "case_events" else self._events()
        return KeptList(self._shelf(name, form), self._lengths.get(name, 0), _weak(self._lose))

    def _events(self) -> Form:
        """Events: the very ones that their cases have."""
        cases = self._maps["cases"]

        def unpack(plain: list[tuple[str, int]]) -> list[Any]:
            return [cases.peek(name).events[nth] for name, nth in plain]

        return Form(lambda events: [(event.case, event.nth) for event in events], unpack)

    def _lose(self) -> None:
        """Read from the log what the snapshot cannot give any more, and throw it away."""
        state, outbox = self._original(self._began)
        self._anew = True
        self._maps["messages"].take(outbox.messages)
        for name in _MAPS:
            self._maps[name].take(getattr(state, name))
        for name in _LISTS:
            self._lists[name].take(getattr(state, name))
        self._cells.drop()

    # --- the next one -----------------------------------------------------------------------------------

    def after(self, number: int) -> None:
        """Know that row `number` was written and applied: once in a while a snapshot follows.

        If that cannot be written, nothing is lost: the log has it all.
        """
        if number >= self.number + self._cells.every:
            self.save(number)

    def save(self, number: int) -> None:
        """Bring the snapshot up to row `number` of the log, the last one; if it cannot be written, to a later one."""
        if number > self.number:
            self._save(number)

    def _save(self, number: int) -> None:
        anew, self.number = self._anew, number
        kept = self._kept()
        try:
            self._write(number, kept.values())
        except StoreError:
            return
        for each in kept.values():
            each.saved(anew=anew)
        self._anew = False

    def _write(self, number: int, kept: Collection[Kept]) -> None:
        anew = self._anew
        for each in kept if anew else ():
            each.load()
        head = Head(number, len(self.state.timeline), sealed(self._rest(number)))
        changes = chain.from_iterable(each.changes(anew=anew) for each in kept)
        gone = chain.from_iterable(each.gone() for each in kept)
        self._cells.write(head, changes if anew else list(changes), list(gone), anew=anew)

    def _kept(self) -> dict[str, Kept]:
        return {"agenda": self.agenda, **self._maps, **self._lists}

    def _rest(self, number: int) -> dict[str, Any]:
        """What stands in the snapshot beside its cells."""
        state, anew = self.state, self._anew
        return {
            "program": program(),
            "sum": self._cells.check_sum(number),
            "at": state.now.isoformat(),
            "counts": {name: each.cells(anew=anew) for name, each in self._kept().items()},
            "lengths": {name: len(each) for name, each in self._lists.items()},
            "small": {
                name: self._packing.of(hint).packed(getattr(state, name)) for name, hint in _SMALL.items()
            },
            "waiting": self.outbox.waiting,
            "faults": self.armed.kept,
        }


def _happened(cells: Cells, rows: Rows, start: int, stop: int) -> list[Happened]:
    """Answer what happened from one number to before another, from 0 on, as the log has it."""
    number, count = cells.mark(start)
    found: list[Happened] = []
    for row in rows(number):
        for fact in row.facts:
            count += 1
            if start < count <= stop:
                found.append(Happened(count, row.at, fact))
        if count >= stop:
            break
    return found


def _weak(method: Callable[[], None]) -> Callable[[], None]:
    """Answer a method of a keeper for what the keeper holds: it is there for as long as its sandbox is.

    Nothing of a sandbox is in a circle: when the last who knows it lets go of it, all of it is given back at once.
    Python's search for circles comes by seldom (`hold_much`).
    """
    known = WeakMethod(method)

    def call() -> None:
        found = known()
        if found is not None:
            found()

    return call


class Foreign(Exception):
    """A snapshot that another program wrote."""


def sound(cells: Cells) -> tuple[Head | None, dict[str, Any]]:
    """Answer a snapshot's head and what stands beside its cells; None and nothing if there is none.

    Raises `Foreign` for one that another program wrote, `Damaged` for one that is damaged or does not fit its log.
    """
    head = cells.head()
    if head is None:
        return None, _NOTHING
    rest = unsealed(head.rest)
    if rest["program"] != program():
        raise Foreign("another version of dunbox wrote it")
    if rest["sum"] != cells.check_sum(head.number):
        raise Damaged(f"it is of row {head.number}, which the log does not have, or has otherwise")
    return head, rest
