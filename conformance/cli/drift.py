"""`dunbox drift`: compare a provider's current OpenAPI document with what dunbox was built from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.cli import ALL_WELL, CLIENT_FAILED, Trouble
from conformance.cli.bundle import rule_files
from conformance.drift.comparing import Difference, Drift, compared, shown
from conformance.drift.facts import DocumentError, Reader
from conformance.meaning import words_of
from conformance.reports.console import safe
from conformance.runner.backend import documents
from conformance.scenario.problems import listed
from conformance.verdict import counted
from simulator import channel_surfaces
from simulator.resources import specs

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 32 * 1024 * 1024
_SOURCE = "x-dunbox-source"
_MOST_NAMED = 6


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="OPENAPI")
@click.option(
    "--surface", metavar="NAME", help="Whose document it is. [default: that with most operations in common]"
)
def command(file: Path, surface: str | None) -> int:
    """Compare a provider's current document, OPENAPI (JSON or YAML), with what dunbox knows of that provider.

    Says which operations, parameters, fields, types, enumerations and bounds are new, gone or other ones, and for
    whom it matters: the duty of clients that the operation is for, and the checks and rules about it.

    Exits with 1 if something changed that clients use, 0 if nothing did, 2 if the file cannot be compared.
    """
    names = sorted(one.name for one in channel_surfaces())
    if surface is not None and surface not in names:
        raise click.UsageError(f"there is no surface {surface!r}; there are: {', '.join(names)}")
    try:
        reader = Reader(_document(file))
        current = {key: reader.facts(says) for key, says in reader.operations()}
    except DocumentError as error:
        raise Trouble(f"{file} cannot be compared: {safe(error)}") from None
    surface = surface or _nearest(current, names)
    if surface is None:
        raise Trouble(
            f"{file} has no operation in common with {', '.join(names)}; is it below another base path?"
        )
    drift = _drift(surface, current)
    for line in _told(surface, drift):
        click.echo(safe(line))
    return CLIENT_FAILED if any(one.matters for one in drift.differences) else ALL_WELL


def _document(file: Path) -> Mapping[str, Any]:
    try:
        with file.open("rb") as stream:
            text = stream.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise DocumentError(f"it is larger than {_LARGEST // 1024**2} MB")
        found = yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe, and JSON is YAML
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror or error}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:200]
        raise DocumentError(f"it is neither JSON nor YAML: {said}") from None
    version = str(found.get("openapi", "")) if isinstance(found, Mapping) else ""
    if isinstance(found, Mapping) and found.get("swagger"):
        raise DocumentError(f"it is Swagger {found['swagger']}; convert it to OpenAPI 3 first")
    if not version.startswith("3."):
        raise DocumentError("it is no OpenAPI 3 document: `openapi: 3.…` does not stand at its head")
    return dict(found)


def _nearest(current: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """The surface that has most operations in common with a document, if any has one."""
    common = {
        name: len(current.keys() & dict(Reader(documents()[name]).operations()).keys()) for name in names
    }
    best = max(common, key=lambda name: common[name])
    return best if common[best] else None


def _drift(surface: str, current: Mapping[str, Mapping[str, Any]]) -> Drift:
    """Compare with what the provider's own document said when it was read, where that is kept, else with ours."""
    reader = Reader(documents()[surface])
    ours = dict(reader.operations())
    known = {key: reader.facts(says) for key, says in ours.items()}
    original = specs() / surface / "original.yaml"
    if original.is_file():
        table = yaml.load(original.read_bytes(), Loader=_LOADER)["operations"]  # noqa: S506 - as above
        known |= {
            key: {part: one for part, one in row.items() if part != "errors"} for key, row in table.items()
        }
    sources = {key: str(says.get(_SOURCE, "")) for key, says in ours.items()}
    duties = {
        key: sorted(words_of((says.get("x-dunbox-means") or {}).get("duty"))) for key, says in ours.items()
    }
    return compared(known, sources, duties, current)


def _told(surface: str, drift: Drift) -> Iterator[str]:
    yield f"{surface}: {counted(drift.compared, 'operation')} in both documents"
    for one in drift.differences:
        yield f"\n{one.operation}{' is gone' if one.gone else ''}"
        yield from (f"  {line}" for line in shown(one.changes))
        if one.matters:
            yield from (f"  {line}" for line in _for_whom(surface, one))
    if drift.new:
        yield f"\n{counted(len(drift.new), 'operation')} not served here: {listed(drift.new, _MOST_NAMED)}"
    broken = sum(one.matters for one in drift.differences)
    told = (
        f"{counted(broken, 'operation')} changed for clients"
        if broken
        else "nothing changed that clients use"
    )
    yield f"\n{told}"


def _for_whom(surface: str, difference: Difference) -> Iterator[str]:
    """The duty of clients that an operation is for, and the checks and rules that are about it."""
    if not difference.duties:
        yield "matters to: no duty; it is served, and no check is about it"
        return
    catalogue = Catalogue(rule_files())
    wanted = set(difference.duties)
    checks = [check.id for check in all_checks() if wanted & _single(check.duties)]
    folders = _folders(surface, difference.operation)
    rules = [rule.id for rule in catalogue if wanted & rule.duties and rule.folder in folders]
    yield f"matters to: {', '.join(difference.duties)}"
    yield f"  checks: {listed(checks, _MOST_NAMED) or 'none'}"
    yield f"  rules: {listed(rules, _MOST_NAMED) or 'none'}"


def _folders(surface: str, operation: str) -> set[str]:
    """The files of the catalogue that an operation can be about: its agencies' if it names some, else all."""
    means = dict(Reader(documents()[surface]).operations())[operation].get("x-dunbox-means") or {}
    agencies = words_of(means.get("provider"))
    return {*agencies, surface, "client"} if agencies else set(rule_files())


def _single(duties: Sequence[str]) -> set[str]:
    return {one for duty in duties for one in duty.split("+")}
