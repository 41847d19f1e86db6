"""The page of an agency, or of a channel that carries several: its table, its documents, its assumptions, its rules."""

from __future__ import annotations

from collections.abc import Iterator

from pages import lifecycles, ruled
from pages.assumed import Assumed, sources
from simulator.agencies import agencies
from simulator.channels import channels

SOURCES = "simulator/agencies/, specs/*/sources.yaml and specs/rules/"
_CHECKS = "../checks.md"

_TABLE = """\
The pictures and the list are drawn from the rows that the simulation follows; what there is no row for changes
nothing. Some of what happens is told to the agency, by the engine or by people. The rest are timers that a row on the
way into the state has set, under *sets*: each names the setting that holds its number of days, and runs out on a
banking day. [How to read them](../lifecycles.md)."""
_ASSUMED = """\
What no public document states, what is taken instead, and why. *Inferred* is what follows from a document, *made up*
what has to be something. A setting is given in `settings` of a sandbox, or under `assumptions` of a story.
[Does the real one do otherwise?](../otherwise.md)"""
_RULES = """\
What its documents promise or ask for, a row each. *Checked by* are the checks that hold a client to it, *told in* the
stories that name it; `dunbox rules` plays them all and says what simulates, exercises, checks and proves each."""


def page(name: str, assumed: Assumed) -> str:
    """What is drawn of the page of an agency or a channel, as Markdown."""
    return "\n".join(_parts(name, assumed))


def _parts(name: str, assumed: Assumed) -> Iterator[str]:
    agency = agencies().get(name)
    if agency:
        links = _links(name, assumed)
        yield f"## What becomes of a case\n\n{_TABLE}\n\n{lifecycles.text(agency, links)}"
    if name in channels():
        yield f"## What is documented\n\n{sources(name)}"
    yield f"## What is assumed\n\n{_ASSUMED}\n\n{assumed.text(name)}"
    rules = ruled.text(name, _CHECKS)
    if rules:
        yield f"## Rules\n\n{_RULES}\n\n{rules}"


def _links(name: str, assumed: Assumed) -> lifecycles.Link:
    """Links from its table: to a setting if it has a dot, else to a rule."""
    return lambda word: assumed.link(word, name) if "." in word else ruled.link(word, name)
