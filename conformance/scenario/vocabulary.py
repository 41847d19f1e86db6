"""What stories may name that the language does not know itself: providers, rules, behaviours, faults, countries.

It is handed in as data, so that this package knows no simulator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from conformance.scenario.behaviour import Behaviour
from conformance.scenario.faults import Faults

# Local times of a story are those of its country. One that has several zones would need a word for it.
ZONES: Mapping[str, str] = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm", "NO": "Europe/Oslo"}


class _Anything(frozenset[str]):
    """A set that holds every name, and lists none."""

    def __contains__(self, name: object) -> bool:
        return True


ANYTHING: frozenset[str] = _Anything()


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The names that stories may use; what is left out is not checked. Each equals itself alone.

    `debtor_schema` is the JSON Schema of a debtor's behaviour words, or of its properties. `zones` gives each
    country in which a story can play its time zone. `days` are the first and the last day that a story can be in.
    `fault_words` is the JSON Schema of each fault's own words, and `fault_wrong` says what is wrong with such words
    although each is sound; `duties` are those that the clients of a provider have, by provider, and `reads` those of
    them with a call that only reads; `assumptions` are the schemas of what a story may assume otherwise, by setting.
    `onboarding` are the steps of an activation that people take, by provider and country, and `unasked` the providers
    that follow each invoice from when it is sent, so that none is handed over.
    """

    providers: frozenset[str] = ANYTHING
    rules: frozenset[str] = ANYTHING
    debtor_schema: Mapping[str, Any] | None = None
    zones: Mapping[str, str] = field(default_factory=lambda: ZONES)
    days: tuple[date, date] = (date.min, date.max)
    fault_words: Mapping[str, Any] | None = None
    fault_wrong: Callable[[str, dict[str, Any]], str | None] = lambda kind, words: None
    duties: Mapping[str, frozenset[str]] | None = None
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    assumptions: Mapping[str, Any] | None = None
    onboarding: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    unasked: frozenset[str] = frozenset()

    @cached_property
    def behaviour(self) -> Behaviour:
        """The behaviour words of debtors."""
        return Behaviour(self.debtor_schema)

    @cached_property
    def faults(self) -> Faults:
        """What the network can do."""
        return Faults(self.fault_words, self.fault_wrong)

    @cached_property
    def assumed(self) -> Behaviour:
        """What a story may assume otherwise."""
        return Behaviour(self.assumptions)


OPEN = Vocabulary()
