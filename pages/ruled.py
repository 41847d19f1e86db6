"""Rules of the catalogue: their words, who must keep them, and which stories and checks are about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from conformance.catalogue import Catalogue, Rule
from conformance.checks import all_checks
from conformance.cli.bundle import rule_files, stories
from pages.markdown import anchor, code, items, plain, sections
from simulator.agencies import agencies

_BY = {"provider": "the provider", "client": "the client", "both": "provider and client"}


@cache
def catalogue() -> Catalogue:
    """Every rule that there is."""
    return Catalogue(rule_files())


def link(rule: str, here: str, folder: str = "") -> str:
    """A rule as a link to where it is explained, from the page `here`; `folder` leads to the agencies' pages."""
    found = catalogue().get(rule)
    if found is None:
        return code(rule)
    page = _page(found)
    return f"[{rule}]({'' if page == here else f'{folder}{page}.md'}#{anchor(rule)})"


def _page(rule: Rule) -> str:
    """Rules of every client stand on the page of the checks."""
    return "../checks" if rule.folder == "client" else rule.folder


def text(folder: str, checks: str) -> str:
    """Every rule of a file of the catalogue; `checks` leads to the page of the checks."""
    return "\n".join(
        sections(3, ((rule.id, _rule(rule, checks)) for rule in catalogue() if rule.folder == folder))
    )


def _rule(rule: Rule, checks: str) -> str:
    return f"{plain(rule.rule)}\n\n{items(_words(rule, checks))}"


def _words(rule: Rule, checks: str) -> Iterator[tuple[str, str]]:
    yield "Kept by", _BY[rule.by]
    yield "Source", plain(rule.source)
    yield "Note", plain(rule.note)
    values = {**rule.more, **rule.values}
    yield "Figures", ", ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in values.items())
    yield "In the table", ", ".join(map(code, _rows().get(rule.id, ())))
    judging = (check.id for check in all_checks() if rule.id in check.rules_in(catalogue()))
    yield "Checked by", ", ".join(f"[{check}]({checks}#{anchor(check)})" for check in judging)
    yield "Told in", _stories().get(rule.id, "")
    yield "Not judged because", plain(rule.reason)


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@cache
def _rows() -> Mapping[str, tuple[str, ...]]:
    """By rule: what happens in the agencies' tables because of it."""
    found: dict[str, dict[str, None]] = {}
    for agency in agencies().values():
        for row in agency.lifecycle.transitions:
            for rule in row.rules:
                found.setdefault(rule, {})[row.on] = None
    return {rule: tuple(happenings) for rule, happenings in found.items()}


@cache
def _stories() -> Mapping[str, str]:
    """By rule: the stories that name it, the first three by their ids."""
    found: dict[str, list[str]] = {}
    for story in stories():
        for rule in story.rules:
            found.setdefault(rule, []).append(story.id)
    return {
        rule: ", ".join(map(code, ids[:3])) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
        for rule, ids in found.items()
    }
