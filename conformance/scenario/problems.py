"""What is wrong with a scenario file, and where: one `Problem` an error, in the words of its author."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error of a scenario file.

    `line` and `column` count from 1; both are 0 where the error is about the file or the run as a whole.
    `expected` says what would have been right, `nearest` is the known word that comes closest to the one
    that was written; either may be empty. `path` is the file as it was named by the caller.
    """

    line: int
    column: int
    message: str
    expected: str = ""
    nearest: str = ""
    path: str = ""

    def __str__(self) -> str:
        """FILE:LINE:COLUMN: message; expected …; did you mean …?"""
        place = f"{self.path}:{self.line}:{self.column}".lstrip(":") if self.line else self.path
        parts = [f"{place}: {self.message}" if place else self.message]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest!r}?")
        return "; ".join(parts)

    def within(self, path: str) -> Problem:
        """The same problem, told of the file `path`."""
        return replace(self, path=path)


class ScenarioError(Exception):
    """Scenario files, or the selectors that should find them, cannot be used; `problems` says why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(set(problems), key=lambda it: (it.path, it))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: object, known: Iterable[str]) -> str:
    """The known word closest to `word`, or an empty text where none is close.

    Close is what a slip of the hand or half a word leaves: `invioces`, `due` for `due_date`.
    """
    text = str(word).strip().lower()
    words = {item.lower(): item for item in sorted(known)}
    if len(text) < 2 or text in words:
        return words.get(text, "")
    close = get_close_matches(text, words, n=1, cutoff=0.6)
    if close:
        return words[close[0]]
    halves = [item for item in words if len(text) >= 3 and (item.startswith(text) or text.startswith(item))]
    return words[_closest(text, halves)] if halves else ""


def _closest(text: str, candidates: Sequence[str]) -> str:
    return max(candidates, key=lambda item: SequenceMatcher(None, text, item).ratio())


def listed(words: Iterable[str], most: int = 14) -> str:
    """The words as a list for a sentence, cut short where there are more than `most`."""
    items = list(words)
    shown = ", ".join(items[:most])
    return f"{shown} and {len(items) - most} more" if len(items) > most else shown
