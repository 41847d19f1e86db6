"""What explore knows of a provider, from its documents and rules: the ground that its stories stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.catalogue import Catalogue
from conformance.scenario import Vocabulary

COMPANY, CONSUMER = "company", "consumer"


@dataclass(frozen=True, slots=True)
class Ground:
    """One provider. `countries` are those in which it serves companies.

    `follows_all`: it follows each invoice from its sending, so none is handed over. `days_after_due` and
    `days_after_invoice` say by kind of debtor when it takes one; `duties` are what a client can call it for.
    """

    provider: str
    countries: tuple[str, ...]
    follows_all: bool
    days_after_due: Mapping[str, int]
    days_after_invoice: Mapping[str, int]
    duties: frozenset[str]
    reads: frozenset[str]


def grounds(providers: Sequence[str], vocabulary: Vocabulary, catalogue: Catalogue) -> list[Ground]:
    """What is known of each of these providers, in their order."""
    return [_ground(provider, vocabulary, catalogue) for provider in providers]


def _ground(provider: str, vocabulary: Vocabulary, catalogue: Catalogue) -> Ground:
    def days(figure: str) -> dict[str, int]:
        found = {
            kind: catalogue.value(provider, "transfer", figure, debtor_kind=kind)
            for kind in (COMPANY, CONSUMER)
        }
        return {kind: int(value or 0) for kind, value in found.items()}

    return Ground(
        provider=provider,
        countries=tuple(country for name, country in vocabulary.onboarding if name == provider),
        follows_all=provider in vocabulary.unasked,
        days_after_due=days("days_after_due"),
        days_after_invoice=days("days_after_invoice"),
        duties=(vocabulary.duties or {}).get(provider, frozenset()),
        reads=vocabulary.reads.get(provider, frozenset()),
    )
