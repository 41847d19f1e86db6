"""Collections of a sandbox's state that its snapshot holds: an entry is read from there when it is first touched.

Each knows what was changed since the last snapshot, and only that is written into the next: nothing but the applying
of facts changes a state, and it looks up what it changes. Where the snapshot turns out to be damaged `lost` is called,
and gives all from the log.
"""

from __future__ import annotations

from collections.abc import (
    Callable,
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
    ValuesView,
)
from typing import Any, Generic, Protocol, SupportsIndex, TypeVar, cast, overload

from simulator.agenda import Agenda
from simulator.domain.facts import Deadline
from simulator.domain.happened import Happened, Timeline
from simulator.keeping.shelf import Damaged, Shelf
from simulator.store import Cell

K = TypeVar("K")
T = TypeVar("T")
_NONE: Any = object()
_CHUNK = 1000  # entries of a list that are written together


class Kept(Protocol):
    """What a snapshot is written from, collection by collection."""

    def load(self) -> None:
        """Read all that has not been read."""

    def changes(self, *, anew: bool) -> Iterator[Cell]:
        """Answer what is to be written into the next snapshot; `anew` everything, which has to be loaded."""

    def cells(self, *, anew: bool) -> int:
        """Answer how many cells there are once the changes are written."""

    def gone(self) -> Iterable[Cell]:
        """Answer what the last snapshot may have, and the next has not."""

    def saved(self, *, anew: bool) -> None:
        """Know that the changes were written."""


class Applying:
    """Whether facts are applied `now`: what is looked up then is taken for changed."""

    def __init__(self) -> None:
        self.now = False


class KeptMap(MutableMapping[K, T]):
    """A mapping whose entries stay on a shelf until they are looked up. Nothing is taken out of it, but for all."""

    def __init__(self, shelf: Shelf, lost: Callable[[], None], applying: Applying) -> None:
        self._shelf = shelf
        self._lost = lost
        self._applying = applying
        self._here: dict[K, T] = {}
        self._listed: dict[K, int] | None = None if shelf.count else {}
        self._last = 0
        self._touched: dict[K, None] = {}
        self._gone: list[Cell] = []
        self._cleared = False

    @property
    def _numbers(self) -> dict[K, int]:
        """Every key with its number, in order; they are listed when somebody asks for the first."""
        if self._listed is None:
            self._listed = self._list()
            self._last = max(self._listed.values(), default=0)
        return self._listed

    def _list(self) -> dict[K, int]:
        try:
            return self._shelf.keys()
        except Damaged:
            self._lost()
            return self._listed or {}

    def peek(self, key: K) -> T:
        """Answer an entry to somebody who does not change it; raises KeyError."""
        found = self._here.get(key, _NONE)
        if found is _NONE:
            if key not in self._numbers:
                raise KeyError(key)
            try:
                self._here[key] = self._shelf.read(key, self._numbers[key])
            except Damaged:
                self._lost()
            return self._here[key]
        return cast(T, found)

    def __getitem__(self, key: K) -> T:
        found = self.peek(key)
        if self._applying.now:
            self._touched[key] = None
        return found

    def get(self, key: K, default: Any = None) -> Any:
        """Answer an entry, or the default."""
        return self[key] if key in self._numbers else default

    def __setitem__(self, key: K, value: T) -> None:
        if key not in self._numbers:
            self._last += 1
            self._numbers[key] = self._last
        self._here[key] = value
        self._touched[key] = None

    def __delitem__(self, key: K) -> None:
        raise TypeError(f"{key!r} cannot be taken out: what a snapshot keeps by key stays")

    def clear(self) -> None:
        """Take everything out."""
        self._gone += [self._shelf.empty(number, key) for key, number in self._numbers.items()]
        self._here, self._listed, self._touched = {}, {}, {}
        self._cleared = True

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def __iter__(self) -> Iterator[K]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return self._shelf.count if self._listed is None else len(self._listed)

    def values(self) -> ValuesView[T]:
        """All entries, in order, to somebody who changes none."""
        return _Values(self)

    def items(self) -> ItemsView[K, T]:
        """All keys and entries, in order, to somebody who changes none."""
        return _Items(self)

    def take(self, original: Mapping[K, T]) -> None:
        """Have the entries that a snapshot held from elsewhere; those that were looked up stay as they are."""
        self._here = self._here if self._cleared else {**original, **self._here}
        self._listed = {key: number for number, key in enumerate(self._here, 1)}
        self._last = len(self._listed)

    def load(self) -> None:
        """Read all that has not been read."""
        for key in self._numbers:
            self.peek(key)

    def changes(self, *, anew: bool) -> Iterator[Cell]:
        """Answer what is to be written into the next snapshot; `anew` everything, which has to be loaded."""
        if not anew and not self._touched:
            return iter(())
        numbers, here = self._numbers, self._here
        # In the order of the file, where neighbours share a page.
        keys = numbers if anew else sorted(self._touched, key=numbers.__getitem__)
        return (self._shelf.cell(key, numbers[key], here[key]) for key in keys)

    def cells(self, *, anew: bool) -> int:
        """Answer how many cells it has once its changes are written."""
        return len(self)

    def gone(self) -> Iterable[Cell]:
        """Answer what the last snapshot may have, and the next has not."""
        return self._gone

    def saved(self, *, anew: bool) -> None:
        """Know that its changes were written."""
        self._touched, self._gone = {}, []
        self._shelf.count = len(self)


class _Values(ValuesView[T], Generic[K, T]):
    def __init__(self, kept: KeptMap[K, T]) -> None:
        super().__init__(kept)
        self._kept = kept

    def __iter__(self) -> Iterator[T]:
        return map(self._kept.peek, self._kept)


class _Items(ItemsView[K, T]):
    def __init__(self, kept: KeptMap[K, T]) -> None:
        super().__init__(kept)
        self._kept = kept

    def __iter__(self) -> Iterator[tuple[K, T]]:
        return ((key, self._kept.peek(key)) for key in self._kept)


class KeptList(Sequence[T]):
    """A list that only grows; what a snapshot has of it is read from the beginning on, as far as somebody looks."""

    def __init__(self, shelf: Shelf, stored: int, lost: Callable[[], None]) -> None:
        self._shelf = shelf
        self._lost = lost
        self._stored = stored  # how many items were on the shelf when it was opened
        self._front: list[T] = []
        self._chunks: Iterator[tuple[int, list[T]]] | None = None
        self._back: list[T] = []
        self._written = stored

    def append(self, item: T, /) -> None:
        """Add an item at the end."""
        self._back.append(item)

    def __len__(self) -> int:
        return self._stored + len(self._back)

    def __iter__(self) -> Iterator[T]:
        for nth in range(self._stored):
            self._read_to(nth)
            yield self._front[nth]
        yield from self._back

    @overload
    def __getitem__(self, which: SupportsIndex, /) -> T: ...

    @overload
    def __getitem__(self, which: slice, /) -> list[T]: ...

    def __getitem__(self, which: SupportsIndex | slice, /) -> T | list[T]:
        if isinstance(which, slice) and which.indices(len(self))[0] >= self._stored and which.step is None:
            start, stop, _ = which.indices(len(self))
            return self._back[start - self._stored : stop - self._stored]
        self.load()
        return [*self._front, *self._back][which]

    def load(self) -> None:
        """Read all that has not been read."""
        self._read_to(self._stored - 1)

    def _read_to(self, nth: int) -> None:
        """Read as far as item number `nth`, from 0 on."""
        try:
            while nth >= len(self._front):
                if self._chunks is None:
                    self._chunks = self._shelf.values(self._stored)
                self._front += next(self._chunks)[1]
        except (Damaged, StopIteration):
            self._lost()

    def take(self, original: Iterable[T]) -> None:
        """Have the items that a snapshot held from elsewhere."""
        self._front = self._shelf.again(list(original))

    def changes(self, *, anew: bool) -> Iterator[Cell]:
        """Answer what is to be written into the next snapshot; `anew` everything, which has to be loaded."""
        new = self[:] if anew else self._back[self._written - self._stored :]
        first = len(self) - len(new)
        starts = range(0, len(new), _CHUNK)
        return (self._shelf.cell("", first + at, new[at : at + _CHUNK]) for at in starts)

    def cells(self, *, anew: bool) -> int:
        """Answer how many cells it has once its changes are written."""
        written = 0 if anew else self._written
        return -(-(len(self) - written) // _CHUNK) + (0 if anew else self._shelf.count)

    def gone(self) -> Iterable[Cell]:
        """Answer nothing: it only grows."""
        return ()

    def saved(self, *, anew: bool) -> None:
        """Know that its changes were written."""
        self._shelf.count = self.cells(anew=anew)
        self._written = len(self)


class KeptTimeline(Timeline):
    """What has happened; of the time before `since` it is read from the log by `read`, from a number to a number."""

    def __init__(self, since: int, read: Callable[[int, int], list[Happened]]) -> None:
        super().__init__(since)
        self._read = read

    def earlier(self, start: int, stop: int) -> Iterator[Happened]:
        """Answer what happened from one number to before another, from 0 on, of what is in the log alone."""
        for first in range(start, stop, _CHUNK):
            yield from self._read(first, min(first + _CHUNK, stop))


class KeptAgenda(Agenda):
    """An agenda that knows which deadlines were set, replaced and reached since the last snapshot.

    On the shelf each has the number under which it was set: those of one moment are reached in the order of these.
    """

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf
        self._numbers: dict[tuple[str, str], int] = {}
        self._changed: dict[int, Deadline] = {}
        self._gone: list[int] = []
        stored = list(shelf.values())
        super().add(deadline for _, deadline in stored)
        self._numbers = {(deadline.subject, deadline.name): number for number, deadline in stored}
        self._last = stored[-1][0] if stored else 0

    def add(self, deadlines: Iterable[Deadline]) -> None:
        """Set deadlines; each replaces the one that its subject had for the same thing."""
        for deadline in deadlines:
            key = deadline.subject, deadline.name
            self._forget(key)
            self._last += 1
            self._numbers[key] = self._last
            self._changed[self._last] = deadline
            super().add((deadline,))

    def reached(self, subject: str, name: str) -> None:
        """Take off what this subject had for this name."""
        self._forget((subject, name))
        super().reached(subject, name)

    def _forget(self, key: tuple[str, str]) -> None:
        number = self._numbers.pop(key, None)
        if number is not None and self._changed.pop(number, None) is None:
            self._gone.append(number)

    def changes(self, *, anew: bool) -> Iterator[Cell]:
        """Answer what is to be written into the next snapshot; `anew` everything."""
        standing = ((number, self._current[key]) for key, number in self._numbers.items())
        changed = standing if anew else ((each, self._changed[each]) for each in self._changed)
        return (self._shelf.cell("", number, deadline) for number, deadline in changed)

    def gone(self) -> Iterable[Cell]:
        """Answer what the last snapshot has, and the next has not."""
        return [self._shelf.empty(number) for number in self._gone]

    def cells(self, *, anew: bool) -> int:
        """Answer how many cells it has once its changes are written."""
        return len(self._numbers)

    def load(self) -> None:
        """Nothing: an agenda is read as a whole."""

    def saved(self, *, anew: bool) -> None:
        """Know that its changes were written."""
        self._changed, self._gone = {}, []
        self._shelf.count = len(self._numbers)
