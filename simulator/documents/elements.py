"""Elements of a document without namespaces, and what is asked of them.

Every refusal names the element with its line, what is there, and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn, Self

from simulator.documents.safe_xml import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element


_PATH = re.compile(r"[/\[.*]")


def words(element: _Element) -> str:
    """An element's own text and that of what is below it, stripped."""
    if len(element):
        return "".join(map(str, element.itertext())).strip()
    return (element.text or "").strip()


class Part:
    """An element, and what is asked of those below it: texts stripped, empty ones None."""

    def __init__(self, element: _Element) -> None:
        self.element = element

    @cached_property
    def _below(self) -> dict[str, list[_Element]]:
        """The elements right below, by their names: a row is asked for a dozen."""
        found: dict[str, list[_Element]] = {}
        for child in self.element:
            found.setdefault(str(child.tag), []).append(child)
        return found

    def all(self, path: str) -> Iterable[_Element]:
        """The elements at a path, or of a name right below."""
        return self._below.get(path) or (self.element.iterfind(path) if _PATH.search(path) else ())

    def one(self, path: str) -> _Element | None:
        """The first element at a path, if there is one."""
        return next(iter(self.all(path)), None)

    def part(self, path: str) -> Self:
        """The first element at a path, which has to be there."""
        found = self.one(path)
        return type(self)(found) if found is not None else self.missing(path)

    def parts(self, path: str) -> Iterator[Self]:
        """The elements at a path."""
        return map(type(self), self.all(path))

    def text(self, path: str, separator: str = " ") -> str | None:
        """The texts at a path, joined: names and streets stand in several elements."""
        return separator.join(filter(None, map(words, self.all(path)))) or None

    def first(self, *paths: str) -> str | None:
        """The first text at any of some paths."""
        texts = (words(found) for path in paths for found in self.all(path))
        return next(filter(None, texts), None)

    def need(self, path: str, pattern: re.Pattern[str] | None = None, allowed: str = "") -> str:
        """The text at a path, which has to be there; it may have to fit a pattern, which `allowed` says in words."""
        text = self.text(path)
        if text is None:
            return self.missing(path)
        if pattern and not pattern.fullmatch(text):
            self.refuse(path, text, allowed)
        return text

    def missing(self, path: str) -> NoReturn:
        """Refuse a document for what is not there."""
        raise DocumentError(f"{self.place(path)} is missing: an invoice has to have it.")

    def refuse(self, path: str, text: str, allowed: str) -> NoReturn:
        """Refuse a document for what it says at a path."""
        raise DocumentError(f"{self.place(path)} is {text[:40]!r}: {allowed} is allowed.")

    def place(self, path: str) -> str:
        """Where a path is, for a reader: from the element on, with the line."""
        found = self.one(path.partition("/@")[0])
        line = self.element.sourceline if found is None else found.sourceline
        return f"{self.element.tag}/{path} (line {line})"
