"""`dunbox explain`: a check, a rule, a wrong client or a named assumption in full."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from textwrap import fill, indent
from typing import Any

import click

from conformance.catalogue import Catalogue, Rule
from conformance.checks import Check, all_checks
from conformance.cli import Trouble
from conformance.cli.bundle import rule_files
from conformance.clients.wrong import WrongClient, all_wrong_clients
from conformance.reports.console import safe
from conformance.scenario.problems import nearest
from simulator import assumptions

_WIDTH = 100
# Ids are full of hyphens, and are copied from here.
_filled = partial(fill, break_on_hyphens=False)
_READS = {
    "wire": "wire: the calls and webhooks that crossed it",
    "books": "books: what the client was asked, its replies and views, and bank statements",
    "truth": "truth: what really happened, and what the story expects",
}
_BY = {
    "provider": "the provider keeps it",
    "client": "the client has to keep it",
    "both": "provider and client have to keep it",
}


@click.command()
@click.argument("name", metavar="ID")
def command(name: str) -> None:
    """Explain a check (its law, an example of right and of wrong), a rule (its words and their source), a wrong
    client (its mistake, and what catches it) or a named assumption (what is assumed, why, and what else can be).

    `dunbox list` shows the ids of checks, wrong clients and assumptions, `dunbox rules` those of rules.
    """
    catalogue = Catalogue(rule_files())
    checks = {check.id: check for check in all_checks()}
    rules = {rule.id: rule for rule in catalogue}
    clients = {client.id: client for client in all_wrong_clients()}
    assumed = {row[key]: row for key in ("override", "id") for row in assumptions() if row[key]}
    if name in checks:
        lines = _check(checks[name], catalogue)
    elif name.upper() in rules:
        lines = _rule(rules[name.upper()], checks.values(), catalogue)
    elif name in clients:
        lines = _wrong_client(clients[name])
    elif name in assumed:
        lines = _assumption(assumed[name])
    else:
        raise Trouble(_unknown(name, [*checks, *rules, *clients, *assumed]))
    click.echo("\n".join(lines))


def _unknown(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    where = "`dunbox list` shows checks, wrong clients and assumptions, `dunbox rules` the rules"
    hint = f"did you mean {near!r}?" if near else where
    return f"there is no check, rule, wrong client or assumption {safe(name)!r}; {hint}"


def _check(check: Check, catalogue: Catalogue) -> Iterator[str]:
    yield f"{check.id}   {check.severity}, about {check.topic}\n"
    yield check.text
    yield from _paragraph("Right", check.right)
    yield from _paragraph("Wrong", check.wrong)
    yield from _items("Reads", (_READS[kind] for kind in check.reads))
    yield from _items("Rules", map(_in_short, _rules_of(check, catalogue)))
    clients = all_wrong_clients()
    yield from _items("Must catch", (_mistake(client) for client in clients if check.id in client.must))
    yield from _items("Can catch as well", (_mistake(client) for client in clients if check.id in client.may))


def _rules_of(check: Check, catalogue: Catalogue) -> list[Rule]:
    return [rule for name in check.rules_in(catalogue) if (rule := catalogue.get(name)) is not None]


def _in_short(rule: Rule) -> str:
    return f"{rule.id}: {rule.rule}\nsource: {rule.source}"


def _mistake(client: type[WrongClient]) -> str:
    return f"{client.id}: {client.mistake}"


def _rule(rule: Rule, checks: Iterable[Check], catalogue: Catalogue) -> Iterator[str]:
    yield f"{rule.id}   {_BY.get(rule.by, rule.by)}\n"
    yield _filled(rule.rule, _WIDTH)
    for title, text in (("Source", rule.source), ("Note", rule.note), ("Not covered because", rule.reason)):
        if text:
            yield from _paragraph(title, text)
    values = {**rule.more, **rule.values}
    yield from _items("Values", (f"{name}: {_value(value)}" for name, value in values.items()))
    yield from _items("Duties", sorted(rule.duties))
    mine = [check for check in checks if rule.id in check.rules_in(catalogue)]
    yield from _items("Checked by", (f"{check.id}: {check.law}" for check in mine))


def _wrong_client(client: type[WrongClient]) -> Iterator[str]:
    yield f"{client.id}   a wrong client\n"
    yield _filled(client.mistake, _WIDTH)
    yield from _items("Must be caught by", client.must)
    yield from _items("Can be caught by as well", (f"{check}: {why}" for check, why in client.may.items()))
    run = f"--client-python {client.__module__}:Client"
    yield from _items("Plays", (f"dunbox run {story} {run}" for story in client.on))


def _assumption(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"{row['id']}   an assumption of {row['channel']}, {row['basis']}\n"
    yield _filled(row["what"], _WIDTH)
    yield from _paragraph("Value", _value(row["value"]))
    yield from _paragraph("Because", row["reason"])
    if row["override"]:
        allowed = json.dumps(row["schema"], ensure_ascii=False)
        told = f"assumptions: {{{row['override']}: …}} in a scenario; allowed is {allowed}"
        yield from _paragraph("To assume otherwise", told)
    else:
        yield from _paragraph("Cannot be assumed otherwise", row["fixed"])
    yield from _items("Shows in", row["where"])


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _paragraph(title: str, text: str) -> Iterator[str]:
    yield f"\n{title}"
    yield _indented(text)


def _items(title: str, items: Iterable[str]) -> Iterator[str]:
    """A title and what stands under it; nothing if nothing does."""
    found = list(items)
    if found:
        yield f"\n{title}"
        yield from map(_indented, found)


def _indented(text: str) -> str:
    return indent("\n".join(_filled(line, _WIDTH - 2) for line in text.splitlines()), "  ")
