"""Markdown, as far as the drawn pages need it: read by people on the site, and where the files are kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_NO_ANCHOR = re.compile(r"[^\w\- ]")
_CODE = re.compile(r"(`[^`]*`)")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a cell's lines are put below each other."""
    lines = (columns, ["---"] * len(columns), *rows)
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines) + "\n"


def cell(text: str) -> str:
    """A text that cannot end its cell, or its row."""
    return "<br>".join(text.replace("|", "\\|").splitlines())


def code(value: object) -> str:
    """A name as code."""
    return f"`{value}`"


def literal(value: Any) -> str:
    """A value as code, in JSON."""
    return code(json.dumps(value, ensure_ascii=False, default=str))


def plain(text: str) -> str:
    """A text in which nothing is markup by accident; what it has in backticks is code."""
    parts = _CODE.split(text)
    return "".join(
        part if part.startswith("`") else re.sub(r"([<*_\[\]])", r"\\\1", part).replace("&", "&amp;")
        for part in parts
    )


def anchor(heading: str) -> str:
    """The fragment that leads to a heading of these words."""
    return _NO_ANCHOR.sub("", heading.strip().lower()).replace(" ", "-")


def items(rows: Iterable[tuple[str, str]]) -> str:
    """A list of names with what they come to, without those that come to nothing."""
    return "".join(f"- **{name}:** {text}\n" for name, text in rows if text)


def sections(level: int, found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Sections of that level: heading and text."""
    for heading, text in found:
        yield f"{'#' * level} {heading}\n\n{text}"
