"""A list that only grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, SupportsIndex, TypeVar, overload

T = TypeVar("T")


class Growing(Protocol[T]):
    """A list to whose end something is added, and from which nothing is taken."""

    def append(self, item: T, /) -> None:
        """Add an item at the end."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[T]: ...

    @overload
    def __getitem__(self, which: SupportsIndex, /) -> T: ...

    @overload
    def __getitem__(self, which: slice, /) -> Sequence[T]: ...
