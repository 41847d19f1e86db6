"""`dunbox new`: ask a few questions, and write a first scenario that passes as it stands."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from conformance.cli import Trouble
from conformance.cli.bundle import vocabulary
from conformance.cli.documents import must_be_writable
from conformance.cli.schema import as_text, schema_of
from conformance.reports.console import safe
from conformance.scenario.first import KINDS, TALES, Answers, countries, first_story
from conformance.scenario.lint import makes_an_id
from conformance.scenario.load import SUFFIXES
from conformance.scenario.problems import nearest
from simulator.resources import scenarios

SCHEMA = "dunbox.schema.json"


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--provider", metavar="P", help="The agency that collects.")
@click.option("--country", metavar="C", help="Where the company and its debtor are, such as FI.")
@click.option("--kind", metavar="K", help=f"What the debtor is: {' or '.join(KINDS)}.")
@click.option("--debtor", "tale", metavar="D", help=f"What the debtor does: {', '.join(TALES)}.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: what is not given takes its default.")
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
def command(file: Path | None, yes: bool, force: bool, **given: str | None) -> int:
    """Write a first scenario to FILE: it asks what is not given, and what it writes passes with the bundled client.

    Beside FILE goes dunbox.schema.json, by which editors complete and explain what is written in it.

    Exits with 0; with 2 if FILE is there already, or something is missing and nobody can be asked.
    """
    asking = _Asking(yes=yes, terminal=sys.stdin.isatty())
    if file is not None:  # before anybody has answered for nothing
        _must_be_free(file, force=force)
    answers = _answers(given, asking)
    place = asking.place(file, Path(f"{answers.tale}.yaml"))
    asking.must_be_complete()
    _must_be_free(place, force=force)
    _write(first_story(answers, vocabulary(), SCHEMA), place, force=force)
    click.echo(_told(place))
    return 0


# --- questions ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Question:
    """One question: the option that answers it too, what is asked, and what can be answered, with what it means.

    `of` says what the choices hang on, if on anything.
    """

    option: str
    text: str
    choices: Mapping[str, str]
    default: str
    of: str = ""


class _Asking:
    """Answers questions: by the command line, by whoever sits at the terminal, or by their defaults."""

    def __init__(self, *, yes: bool, terminal: bool) -> None:
        self._yes, self._terminal = yes, terminal
        self._missing: list[str] = []

    def answer(self, question: _Question, given: str | None) -> str:
        """The answer to a question; what was given must be one of its choices."""
        if given is not None:
            try:
                return _choice(question)(given)
            except click.BadParameter as error:
                raise Trouble(f"{question.option} {error.message}") from None
        if len(question.choices) > 1 and not self._yes:
            if not self._terminal:
                self._missing.append(f"{question.option} ({', '.join(question.choices)})")
            else:
                return _asked(question)
        return question.default

    def place(self, given: Path | None, default: Path) -> Path:
        """The file to write."""
        if given is not None:
            return given
        if self._terminal and not self._yes:
            asked: str = click.prompt("Which file?", default=str(default))
            return Path(asked)
        if not self._yes:
            self._missing.append("FILE")
        return default

    def must_be_complete(self) -> None:
        """Refuse to go on if something would have to be asked and nobody is there."""
        if self._missing:
            raise Trouble(
                "standard input is no terminal, so nobody can be asked; give "
                f"{'; '.join(self._missing)}; or --yes for the defaults"
            )


def _asked(question: _Question) -> str:
    click.echo(f"\n{question.text}")
    width = max(map(len, question.choices))
    for number, (word, meaning) in enumerate(question.choices.items(), 1):
        click.echo(f"  {number}  {word:<{width}}  {meaning}".rstrip())
    found: str = click.prompt("A number or a word", default=question.default, value_proc=_choice(question))
    return found


def _choice(question: _Question) -> Callable[[str], str]:
    """What reads an answer: one of the words, or its number; raises click.BadParameter."""
    known = ", ".join(question.choices)
    words = {word.lower(): word for word in question.choices}
    numbers = {str(number): word for number, word in enumerate(question.choices, 1)}

    def read(answer: str) -> str:
        text = answer.strip().lower()
        if text in words or text in numbers:
            return words.get(text) or numbers[text]
        near = nearest(text, words.values())
        hint = f"; did you mean {near!r}?" if near else ""
        raise click.BadParameter(f"cannot be {safe(answer)!r}{question.of}; it is one of {known}{hint}")

    return read


def _answers(given: Mapping[str, str | None], asking: _Asking) -> Answers:
    known = vocabulary()
    offered = sorted((one for one in known.providers if countries(known, one)), key=_stories, reverse=True)
    who = _Question("--provider", "Which agency collects?", dict.fromkeys(offered, ""), offered[0])
    provider = asking.answer(who, given["provider"])
    places = countries(known, provider)
    text, of = f"Where does {provider} collect?", f" of {provider}"
    where = _Question("--country", text, dict.fromkeys(places, ""), places[0], of)
    country = asking.answer(where, given["country"])
    what = _Question("--kind", "Who owes?", KINDS, next(iter(KINDS)))
    kind = asking.answer(what, given["kind"])
    tales = {name: tale.title for name, tale in TALES.items()}
    does = _Question("--debtor", "What does the debtor do?", tales, next(iter(tales)))
    return Answers(provider, country, kind, asking.answer(does, given["tale"]))


def _stories(provider: str) -> int:
    """How many bundled stories are of this provider alone: the one that most are of is a good one to begin with."""
    return len([*(scenarios() / provider).glob("*.yaml")])


# --- the file -----------------------------------------------------------------------------------------------


def _must_be_free(place: Path, *, force: bool) -> None:
    """Refuse a place where no scenario file can be, or where something is that is not to be written over."""
    if place.suffix not in SUFFIXES:
        raise Trouble(
            f"{place} would be no scenario file; give a name that ends in .yaml, such as {place.stem}.yaml"
        )
    if not makes_an_id(place.stem):
        better = re.sub("[^a-z0-9_-]+", "-", place.stem.lower()).strip("-_") or "first"
        raise Trouble(
            f"the name {safe(place.stem)!r} makes no id of a scenario; give small letters, digits and hyphens, such as "
            f"{better}{place.suffix}"
        )
    must_be_writable("FILE", place)
    if os.path.lexists(place) and not force:
        raise Trouble(f"{place} is there already; --force writes over it, or give another name")
    schema = place.parent / SCHEMA
    if schema.exists() and not _is_ours(schema):
        raise Trouble(f"{schema} is there and is not dunbox's; move it, or give FILE in another folder")


def _write(text: str, place: Path, *, force: bool) -> None:
    try:
        (place.parent / SCHEMA).write_text(as_text(schema_of("scenario")), encoding="utf-8")
        with place.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Trouble(f"{place} cannot be written: {error.strerror or error}") from None


def _is_ours(schema: Path) -> bool:
    try:
        found = json.loads(schema.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("$id") == schema_of("scenario")["$id"]


def _told(place: Path) -> str:
    return (
        f"wrote {place}, and {SCHEMA} beside it, by which editors explain and complete it\n\n"
        f"  dunbox run {place} --timeline\n"
        f"  dunbox watch {place}"
    )
