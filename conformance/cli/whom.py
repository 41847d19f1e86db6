"""Which client a command line names, as the runner takes it."""

from __future__ import annotations

import shlex

import click

from conformance.cli.settings import overruled


def client_of(client: str | None, client_python: str | None) -> tuple[list[str] | None, str | None]:
    """The client's command as a list of words, or the name of one in Python; both None where none is named.

    What the command line names stands in the place of one that is set otherwise.
    """
    set_aside = overruled("client", "client_python", "attach")
    client = None if "client" in set_aside else client
    client_python = None if "client_python" in set_aside else client_python
    if client is not None and client_python is not None:
        raise click.UsageError("--client and --client-python name two clients; give one of them")
    if client_python is not None:
        return None, _attribute(client_python)
    return (None if client is None else _words(client)), None


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise click.UsageError(f"--client {command!r} cannot be split into words: {error}") from None
    if not words:
        raise click.UsageError("--client is empty; give a command such as './erp --driver'")
    return words


def _attribute(name: str) -> str:
    module, _, attribute = name.partition(":")
    if not all(part.isidentifier() for part in (*module.split("."), *attribute.split("."))):
        raise click.UsageError(
            f"--client-python {name!r} is not of the form module:attribute, such as erp.driver:Client"
        )
    return name
