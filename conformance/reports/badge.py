"""The result of a run as a badge: an SVG of two fields, for a page that says how a client stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from conformance.verdict import counted

_NAME = "dunbox"
# How wide a letter of 11 pixels is on average in the fonts that are asked for; the text is fitted to it.
_LETTER, _AROUND = 6.6, 12
_GREEN, _RED, _AMBER, _GREY = "#1b6e3c", "#b3261e", "#855000", "#555c66"


def to_bytes(result: Mapping[str, Any]) -> bytes:
    """The badge. It has words of dunbox and counts alone, so the same counts give the same bytes."""
    text, colour = _said(result)
    left, right = (_width(one) for one in (_NAME, text))
    label = f"{_NAME}: {text}"
    size = {"width": str(left + right), "height": "20"}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img", "aria-label": label})
    SubElement(root, "title").text = label
    for begin, width, fill in ((0, left, "#33383f"), (left, right, colour)):
        SubElement(root, "rect", {"x": str(begin), "width": str(width), "height": "20", "fill": fill})
    words = SubElement(
        root, "g", {"fill": "#fff", "font-family": "Verdana,DejaVu Sans,sans-serif", "font-size": "11"}
    )
    for begin, width, told in ((0, left, _NAME), (left, right, text)):
        place = {"x": str(begin + _AROUND // 2), "y": "14", "textLength": str(width - _AROUND)}
        SubElement(words, "text", place).text = told
    document: bytes = tostring(root, "utf-8")
    return document + b"\n"


def _width(text: str) -> int:
    return round(len(text) * _LETTER) + _AROUND


def _said(result: Mapping[str, Any]) -> tuple[str, str]:
    """What the counts come to, the worst first."""
    counts = result["summary"]
    known = sum(1 for one in result["scenarios"] if one.get("known"))
    failed = counts["failed"] - known
    if counts["harness_error"]:
        return counted(counts["harness_error"], "harness error"), _GREY
    if counts["config_error"]:
        return counted(counts["config_error"], "configuration error"), _GREY
    if failed or (result.get("baseline") or {}).get("stale"):
        return f"{failed} failed, {counts['passed']} passed" if failed else "baseline is stale", _RED
    if not counts["passed"] + counts["warned"] + known:
        return "nothing judged", _GREY
    extra = "".join(
        f", {count} {word}" for count, word in ((counts["warned"], "warned"), (known, "known")) if count
    )
    return f"{counts['passed']} passed{extra}", _AMBER if counts["warned"] else _GREEN
