"""Where in a sandbox's bank entries something stands: those of a day, of an invoice, and the settlements.

Nothing is decided by it and no snapshot holds it. It is read from the entries, on from where it has come to: a look
reads so many at most, and a page says if there are more.
"""

from __future__ import annotations

from datetime import date
from weakref import WeakKeyDictionary

from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Movement
from simulator.sandbox import Sandbox

MOST_READ = 50_000
"""How many entries one look reads."""


class Books:
    """The places of a sandbox's entries, and their `sums` by day and currency; `unread` entries are left."""

    def __init__(self) -> None:
        self.days: dict[date, list[int]] = {}
        self.sums: dict[date, dict[str, Money]] = {}
        self.numbers: dict[str, list[int]] = {}
        self.settlements: dict[str, int] = {}
        self.unread = 0
        self._read = 0

    def read_on(self, sandbox: Sandbox) -> None:
        """Look at entries that have come since, or were left."""
        movements = sandbox.state.movements
        end = min(len(movements), self._read + MOST_READ)
        for place, movement in enumerate(movements[self._read : end], self._read):
            self._note(place, movement)
        self._read = end
        self.unread = len(movements) - end

    def _note(self, place: int, movement: Movement) -> None:
        self.days.setdefault(movement.booked, []).append(place)
        sums, amount = self.sums.setdefault(movement.booked, {}), movement.amount
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
        fact = movement.fact
        if isinstance(fact, f.CreditorPaid):
            self.numbers.setdefault(fact.number, []).append(place)
            return
        self.settlements[fact.settlement] = place
        for number in {row.number for row in fact.rows}:
            self.numbers.setdefault(number, []).append(place)


class Shelf:
    """The books of every sandbox that somebody has looked at, as long as there is one."""

    def __init__(self) -> None:
        self._books: WeakKeyDictionary[Sandbox, Books] = WeakKeyDictionary()

    def of(self, sandbox: Sandbox) -> Books:
        """Answer a sandbox's books, read on; whoever asks has the sandbox's lock."""
        books = self._books.setdefault(sandbox, Books())
        books.read_on(sandbox)
        return books
