"""What a result does not hold and its reports tell: the laws of checks, the words and sources of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.catalogue import Catalogue, Rule

# From a scenario's object in the result to the records of its trace, in order; empty if no trace was kept of it.
Traces = Callable[[Mapping[str, Any]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Library:
    """`laws` is the law of each check in a sentence, by the check's id; `rules` are those of the catalogue, by id."""

    laws: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)

    @classmethod
    def of(cls, laws: Mapping[str, str], catalogue: Catalogue) -> Library:
        """A library of these laws and of a whole catalogue."""
        return cls(laws, {rule.id: rule for rule in catalogue})

    def known(self, ids: Iterable[Any]) -> list[Rule]:
        """The rules with these ids that the catalogue knows, each once, in order."""
        return [self.rules[name] for name in dict.fromkeys(map(str, ids)) if name in self.rules]
