"""Texts from elsewhere made fit for a document: bounded, and without what no document can or should hold.

A client's messages, a debtor's name and a provider's answers are anybody's words. They may be a megabyte long, drive a
terminal, turn the direction of the text around them, or hold half of a surrogate pair. What is markup is each
document's own affair, as each has its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from conformance.verdict import counted

LINE = 240
PARAGRAPH = 1_200
# Control characters but tab and newline; what changes the direction of a text; lone surrogates; no characters at all.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def plain(value: Any, most: int = PARAGRAPH) -> str:
    """A value as text of at most so many characters, and how many more there were."""
    text = str(value)
    kept = _UNFIT.sub("�", text[:most])
    return kept if len(text) <= most else f"{kept}… (and {len(text) - most:,} more characters)"


def line(value: Any, most: int = LINE) -> str:
    """The same on one line."""
    return " ".join(plain(value, most).split())


def client_of(result: Mapping[str, Any]) -> str:
    """The client's name and version, as it said them."""
    client = result.get("client")
    words = (client.get("name"), client.get("version")) if isinstance(client, Mapping) else (client,)
    return line(" ".join(str(word) for word in words if word)) or "unknown"


def shard_of(result: Mapping[str, Any]) -> str:
    """Which shard the run was, to go on a line with: `; shard 2/4 of 37 scenarios`; nothing if it was none."""
    shard = result.get("shard")
    return f"; shard {shard['nth']}/{shard['of']} of {counted(shard['chosen'], 'scenario')}" if shard else ""


def moment(at: Any) -> str:
    """A virtual time to the minute: `2026-02-04 09:00`."""
    return line(str(at)[:16]).replace("T", " ")
