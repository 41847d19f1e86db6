"""A list that only grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, SupportsIndex, TypeVar, overload

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Grown(Protocol[T_co]):
    """A list from which nothing is taken, for who reads it."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[T_co]: ...

    @overload
    def __getitem__(self, which: SupportsIndex, /) -> T_co: ...

    @overload
    def __getitem__(self, which: slice, /) -> Sequence[T_co]: ...


class Growing(Grown[T], Protocol[T]):
    """A list to whose end something is added, and from which nothing is taken."""

    def append(self, item: T, /) -> None:
        """Add an item at the end."""
