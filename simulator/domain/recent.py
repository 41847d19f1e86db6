"""Cases in the order in which something last happened to them, so that a list of changes need not look at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Recent:
    """The ids of each agency's cases, the one that was updated last at the end; `read` is how many updates it knows.

    It is made of the events of all cases once somebody asks, and goes on from where it had come to. Nothing is decided
    by it, and no snapshot holds it.
    """

    def __init__(self) -> None:
        self.read = 0
        self._orders: dict[str, dict[str, None]] = {}
        self._listed: dict[str, list[str]] = {}

    def note(self, cases: Sequence[str], provider_of: Callable[[str], str]) -> None:
        """Know the next updates: those of these cases, in this order."""
        newest_first = dict.fromkeys(reversed(cases))
        for case in reversed(newest_first):
            order = self._orders.setdefault(provider_of(case), {})
            order.pop(case, None)
            order[case] = None
        if cases:
            self._listed.clear()
        self.read += len(cases)

    def of(self, provider: str) -> Sequence[str]:
        """Answer an agency's cases in the order of their last update; those of one moment as they came."""
        if provider not in self._listed:
            self._listed[provider] = list(self._orders.get(provider, ()))
        return self._listed[provider]
