"""Reads XML that a stranger sent: no entities, no network, no DTD, bounded depth and size, one kind of error.

A DOCTYPE without declarations of its own is ignored, one with them is refused; a SOAP frame before the
document is passed over; UTF-8, UTF-16, ISO-8859-1 and ISO-8859-15 are read.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# By the names that declarations use, in lower case.
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
}
MOST_MARKS = 1_000_000
"""The most of `<` and `=` together, which bound elements and attributes: a parsed one takes far more than its text."""

_ALLOWED = "UTF-8, UTF-16, ISO-8859-1 and ISO-8859-15 are allowed"
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_ENCODING = re.compile(r"\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_FRAME = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+<(?:[\w.-]+:)?Envelope[\s>]", re.DOTALL)
_FRAME_END = re.compile(r"</(?:[\w.-]+:)?Envelope\s*>")
# A DOCTYPE comes after white space, comments and instructions only; a "[" in it opens its own declarations.
_SUBSET = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE(?:\"[^\"]*\"|'[^']*'|[^>\[\"'])*+\[", re.DOTALL)


class DocumentError(ValueError):
    """A document that is not what it should be: its text says what is wrong, where, and what is allowed."""


def parse(content: bytes, *roots: str) -> _Element:
    """The root element of a document, which has to be one of `roots`; else a DocumentError, nothing else."""
    text = _decoded(content)
    if _SUBSET.match(text):
        raise DocumentError("The document's DOCTYPE has declarations of its own: none are allowed.")
    marks = text.count("<") + text.count("=")
    if marks > MOST_MARKS:
        raise DocumentError(f"The document has {marks:,} times < or =: at most {MOST_MARKS:,} are allowed.")
    element = _parsed(text)
    if element.tag not in roots:
        names = ", ".join(f"<{root}>" for root in roots)
        allowed = f"{names} {'is' if len(roots) == 1 else 'are'} allowed"
        raise DocumentError(f"The document's first element is <{str(element.tag)[:80]}>: {allowed}.")
    return element


def _parsed(text: str) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        element = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"The document is not well-formed XML: {error.msg}.") from None
    except (ValueError, LookupError) as error:
        # UnicodeEncodeError among them: half a surrogate pair, which UTF-16 lets pass.
        raise DocumentError(f"The document is not well-formed XML: {error}.") from None
    if next(element.iter(etree.Entity), None) is not None:
        raise DocumentError("The document refers to an entity: only those of XML itself are allowed.")
    return element


def _decoded(content: bytes) -> str:
    """The text from behind a SOAP frame and the declaration on; its lines keep their numbers."""
    wide = _wide(content)
    try:
        # Latin-1 keeps every byte: the marks that are looked for in it are ASCII in all encodings but UTF-16.
        raw = content.removeprefix(codecs.BOM_UTF8).decode(wide or "latin-1")
        start, encoding = _head(raw)
        body = raw[start:] if wide else raw[start:].encode("latin-1").decode(encoding)
    except UnicodeError as error:
        raise DocumentError(
            f"The document is not in the encoding that it says ({error}): {_ALLOWED}."
        ) from None
    if not body.strip():
        raise DocumentError("The document is empty: an XML document is allowed.")
    return "\n" * raw.count("\n", 0, start) + body.lstrip("\ufeff")


def _wide(content: bytes) -> str | None:
    """UTF-16 by its byte order mark, or by how a "<" looks in it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(content[:2])


def _head(raw: str) -> tuple[int, str]:
    """Where the document itself starts, and the encoding that its declaration names."""
    start = 0
    if _FRAME.match(raw):
        end = _FRAME_END.search(raw)
        if not end:
            raise DocumentError("The document's SOAP frame does not end: </Envelope> is missing.")
        start = end.end()
    declaration = _DECLARATION.match(raw, start)
    if not declaration:
        return start, "utf-8"
    named = _ENCODING.search(declaration[0])
    name = named[1].lower() if named else "utf-8"
    if name != "utf-16" and name not in _ENCODINGS:
        raise DocumentError(f"The document's encoding is {name[:40]!r}: {_ALLOWED}.")
    return declaration.end(), _ENCODINGS.get(name, name)
