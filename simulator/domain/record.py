"""Records: dataclasses that nobody changes, and that are made a hundred thousand times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(*, kw_only: bool = False, hashed: bool = False) -> Callable[[type[T]], type[T]]:
    """Make a class a dataclass with slots that the type checker lets nobody change.

    `dataclass(frozen=True)` would refuse that at run time too, and take three times as long for each object: in the
    life of a large sandbox a tenth of all time. Records are equal if all that they hold is; without `hashed`
    they have no hash.
    """
    return dataclass(slots=True, kw_only=kw_only, unsafe_hash=hashed)
