"""What the stories of a session are played and judged with, read as `dunbox run` reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
import pytest

from conformance import baseline
from conformance.checks import all_checks
from conformance.cli import conditions
from conformance.cli.bundle import vocabulary
from conformance.cli.run import REFERENCE
from conformance.cli.whom import client_of
from conformance.pytest_plugin.asked import Asked
from conformance.requirements import RequirementSet
from conformance.scenario.problems import nearest
from conformance.stopwatch import today

BUNDLED = list(REFERENCE)
Client = tuple[list[str] | None, str | None]


class Unusable(Exception):
    """Stories cannot be played with what is asked for; the text says why."""


class _Every(frozenset[str]):
    """All ids there are: a session has some of the stories, and its baseline is that of all."""

    def __contains__(self, _: object) -> bool:
        return True


def client(config: pytest.Config, asked: Asked) -> Client:
    """The client's command, or its name in Python: of the command line, else of a conftest.py, else of the ini file.

    Where none of them names one, it is the bundled client. Raises `Unusable`, as all here do.
    """
    named = _named(asked.line) or _hooked(config.hook.pytest_dunbox_client(config=config))
    return named or _named(asked.file) or (BUNDLED, None)


def _named(said: Mapping[str, Any]) -> Client | None:
    with _told():
        found = client_of(said["client"], said["client-python"])
    return None if found == (None, None) else found


def _hooked(named: object) -> Client | None:
    if isinstance(named, str):
        return _named({"client": None, "client-python": named})
    if isinstance(named, list) and named and all(isinstance(word, str) for word in named):
        return named, None
    if named is None:
        return None
    raise Unusable(
        f"the hook pytest_dunbox_client answered {named!r}: it answers a command as a list of words, such as "
        "['./erp', '--driver'], a callable as the text module:attribute, or None"
    )


def providers(asked: Asked) -> list[str]:
    """Of which providers stories are played."""
    known = sorted(vocabulary().providers)
    chosen = asked.value("provider") or known
    for name in chosen:
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean {near!r}?" if near else ""
            there = ", ".join(known)
            raise Unusable(f"--dunbox-provider: there is no provider {name!r}; there are: {there}{hint}")
    return list(chosen)


def requirement_set(asked: Asked) -> RequirementSet | None:
    """The only set that is judged by, if any."""
    with _told():
        return conditions.requirement_set(asked.value("set"))


def baseline_of(asked: Asked, judged_by: RequirementSet | None) -> list[baseline.Entry] | None:
    """The failures that are known; None if nobody keeps a list of them."""
    file = asked.path("baseline")
    if file is None:
        return None
    checks = {check.id for check in all_checks()}
    try:
        found = baseline.entries(file.read_bytes(), str(file), _Every(), checks, today())
    except OSError as error:
        raise Unusable(f"--dunbox-baseline {file} cannot be read: {error.strerror or error}") from None
    except baseline.BaselineError as error:
        raise Unusable(f"the baseline cannot be used:\n{error}") from None
    return [entry for entry in found if judged_by is None or entry.check in judged_by.checks]


@contextmanager
def _told() -> Iterator[None]:
    """Tell the errors of the command line's readers as ours."""
    try:
        yield
    except click.ClickException as error:
        raise Unusable(error.format_message().replace("--client", "--dunbox-client")) from None
