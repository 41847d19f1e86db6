"""What a YAML reader says of a text that is no YAML, in the words of its author."""

from __future__ import annotations

import re
from typing import Any

# By what the reader says (libyaml's words and PyYAML's own): what is wrong, and what belongs there. `{}` is where the
# thing begins that is not finished.
_KNOWN = (
    (
        "mapping values are not allowed",
        "this colon stands in a value that began before it",
        "a blank behind the colon of each key, and a value with a colon in quotes",
    ),
    ("expected ',' or '}'", "the braces that begin {} are not closed", "a comma or a }"),
    ("expected ',' or ']'", "the brackets that begin {} are not closed", "a comma or a ]"),
    (
        "expected '-' indicator",
        "this line is no item of the list that begins {}",
        "a dash and a blank before it",
    ),
    (
        "block collection expected <block end>",
        "this line is no item of the list that begins {}",
        "a dash and a blank before it",
    ),
    (
        "block mapping expected <block end>",
        "this line is indented as nothing above it",
        "the indentation of a line above",
    ),
    (
        "did not find expected key",
        "this line is indented as nothing above it",
        "the indentation of a line above",
    ),
    ("unexpected end of stream", "the quotes that begin {} are not closed", "another quotation mark"),
    ("could not find expected ':'", "what begins {} has no colon", "a word, a colon and a blank"),
    (
        "<document start>",
        "this line does not go on with what stands above it",
        "keys that begin in one column, each with a colon and a blank",
    ),
    ("tab character", "a tabulator stands here", "blanks"),
    ("unexpected ':'", "a colon has no blank behind it", "a word, a colon and a blank"),
    ("expected node content", "a value is missing here", "a value"),
    ("expected the node content", "a value is missing here", "a value"),
)
_STRANGE = "cannot start any token"


def in_words(error: Any) -> tuple[str, str]:
    """What is wrong, and what belongs there, from an error of PyYAML or libyaml with its marks."""
    said = " ".join(part for part in (error.context, error.problem) if part)
    if _STRANGE in said:
        return _strange(error, said)
    for part, wrong, expected in _KNOWN:
        if part in said:
            return f"this is not YAML: {wrong.format(_beginning(error))}", expected
    return f"this is not YAML: {said}", "YAML"


def _beginning(error: Any) -> str:
    mark = error.context_mark or error.problem_mark
    return f"in line {mark.line + 1}, column {mark.column + 1}" if mark else "further up"


def _strange(error: Any, said: str) -> tuple[str, str]:
    """A character with which no value begins; most often a tabulator."""
    named = re.search(r"found character '(.+?)' that", said)
    if named is None or named[1] == r"\t":
        return (
            "this is not YAML: a tabulator, or a sign such as @ or %, begins a value",
            "blanks, or the value in quotes",
        )
    return f"this is not YAML: no value begins with {named[1]}", "the value in quotes"
