"""What a story must hold to beyond its grammar: names that exist, and an order of things that can happen.

Every function here notes what it finds and changes nothing. What the grammar refused is passed over, so that
one slip is told once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.scenario.models import Step
from conformance.scenario.problems import nearest
from conformance.scenario.translate import Notes
from conformance.scenario.vocabulary import Vocabulary
from conformance.scenario.yaml import Document, Path

_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_SPAN = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")


@dataclass(frozen=True, slots=True)
class Telling:
    """A file as far as it could be read: its keys, debtors, and steps by their place in the story."""

    document: Document
    file: dict[str, Any] | None
    debtors: Mapping[str, Mapping[str, Any]]
    steps: Mapping[int, Step]
    name: str


def makes_an_id(name: str) -> bool:
    """Whether a file of this name, without its ending, can give a scenario the second half of its id."""
    return bool(_NAME.fullmatch(name))


def lint(telling: Telling, vocabulary: Vocabulary, notes: Notes) -> None:
    """Note what is wrong with a story although each of its words is right."""
    if telling.file is not None:
        _names(telling, telling.file, vocabulary, notes)
        _providers(telling.file["for"], ("for",), vocabulary, notes)
        _start(telling.file, vocabulary, notes)
        _duties(telling, telling.file["for"], vocabulary, notes)
    _orders(telling, vocabulary, notes)
    _Sequence(telling, notes).check()


# --- names --------------------------------------------------------------------------------------------------


def _names(telling: Telling, file: Mapping[str, Any], vocabulary: Vocabulary, notes: Notes) -> None:
    if "id" not in file and not makes_an_id(telling.name):
        message = f"the file's name {telling.name!r} makes no id"
        notes.add((), message, "small letters, digits and hyphens, or the key id")
    for index, rule in enumerate(file["rules"]):
        if rule not in vocabulary.rules:
            near = nearest(rule, vocabulary.rules)
            notes.add(("rules", index), f"there is no rule {rule}", "the id of a rule in the catalogue", near)
        if rule in file["rules"][:index]:
            notes.add(("rules", index), f"the rule {rule} is named twice", "it once")
    if file["country"] not in vocabulary.zones:
        notes.unknown(("country",), "no story can play in", vocabulary.zones, key=False)


def _providers(names: list[Any], path: Path, vocabulary: Vocabulary, notes: Notes) -> None:
    for index, name in enumerate(names):
        if name not in vocabulary.providers:
            notes.unknown((*path, index), "there is no provider", sorted(vocabulary.providers), key=False)
        if name in names[:index]:
            notes.add((*path, index), f"the provider {name!r} is named twice", "it once")


def _orders(telling: Telling, vocabulary: Vocabulary, notes: Notes) -> None:
    """An order of another service names one that there is."""
    for index, step in telling.steps.items():
        if _orders_another(step) and step.words["provider"] not in vocabulary.providers:
            path = ("story", index, step.actor, step.verb, "provider")
            notes.unknown(path, "there is no provider", sorted(vocabulary.providers), key=False)


def _start(file: Mapping[str, Any], vocabulary: Vocabulary, notes: Notes) -> None:
    zone = vocabulary.zones.get(file["country"])
    first, last = vocabulary.days
    if not first <= file["start"].date() <= last:
        message = f"{file['start'].isoformat(timespec='minutes')} is outside the calendar"
        notes.add(("start",), message, f"a day from {first} to {last}")
    elif zone and not _exists(file["start"], ZoneInfo(zone)):
        message = f"{file['start'].isoformat()} does not exist in {zone}: clocks skip it for summer time"
        notes.add(("start",), message, "a local time that exists")


def _duties(telling: Telling, providers: list[str], vocabulary: Vocabulary, notes: Notes) -> None:
    """What happens on a call happens on one that every client of the story's providers can make."""
    for index, step in telling.steps.items():
        path: Path = ("story", index, step.actor, step.verb)
        if step.actor not in ("network", "process"):
            continue
        for provider in providers if vocabulary.duties is not None and "on" in step.words else ():
            known = sorted((vocabulary.duties or {}).get(provider, ()))
            if step.words["on"] not in known:
                notes.unknown((*path, "on"), f"clients of {provider} have no duty", known, key=False)
            elif vocabulary.faults.reads_only(step.verb):
                _must_read(step, provider, path, vocabulary, notes)
        if step.verb == "kill" and "nth" in step.words and "on" not in step.words:
            notes.add((*path, "nth"), "nth counts the calls of a duty", "the word 'on' beside it", key=True)
        if {"on", "before_reply"} <= step.words.keys():
            message = "a kill comes at a call or at a reply"
            notes.add((*path, "before_reply"), message, "another step for the second kill", key=True)


def _must_read(step: Step, provider: str, path: Path, vocabulary: Vocabulary, notes: Notes) -> None:
    reads = sorted(vocabulary.reads.get(provider, ()))
    if step.words["on"] not in reads:
        what = f"{step.verb} strikes only reads, and clients of {provider} do not read in"
        notes.unknown((*path, "on"), what, reads, key=False)


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    try:
        return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    except OverflowError:  # at either end of what a datetime can be
        return False


# --- the order of a story -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sent:
    """An invoice of the story: the line that sends it."""

    line: int


@dataclass(slots=True)
class _Sequence:
    """Walks a story from its start; `now` is the earliest moment that it can be, or None if unknown."""

    telling: Telling
    notes: Notes
    sent: dict[str, _Sent] = field(default_factory=dict)
    now: datetime | None = None
    misread: set[str] = field(default_factory=set)

    def check(self) -> None:
        file = self.telling.file
        self.misread = set(self._numbers_of_misread_steps())
        self.now = file["start"] if file else self._written_start()
        for index, step in self.telling.steps.items():
            self._step(step, ("story", index, step.actor))
        if file:
            self._expectation(file["expect"], ("expect",))
            self._unused()

    def _written_start(self) -> datetime | None:
        """The start of a file whose keys are wrong otherwise."""
        value = self.notes.document.value
        start = value.get("start") if isinstance(value, dict) else None
        return start if isinstance(start, datetime) else None

    def _numbers_of_misread_steps(self) -> Iterator[str]:
        """The invoices of steps that were refused already: what follows from that is not told."""
        value = self.telling.document.value
        story = value.get("story") if isinstance(value, dict) else None
        for index, step in enumerate(story if isinstance(story, list) else []):
            if index not in self.telling.steps:
                yield from _numbers_in(step)

    def _step(self, step: Step, path: Path) -> None:
        if step.actor == "clock":
            self._clock(step, (*path, step.verb))
        elif step.actor == "look":
            self._expectation(step.words, path)
        elif step.verb == "send_invoice":
            self._send(step, (*path, step.verb))
        elif step.verb == "set_customer_group":
            self._group(step, (*path, step.verb, "debtor"))
        elif "then" in step.words:
            then = step.words["then"]
            self._step(then, (*path, step.verb, "then", then.actor))
        elif "number" in step.words:
            self._must_be_sent(step.words["number"], (*path, step.verb, "number"))
            self._must_be_to_come(step.words.get("until"), (*path, step.verb, "until"))

    def _clock(self, step: Step, path: Path) -> None:
        if step.verb == "to":
            self._clock_to(step.words["to"], path)
        elif step.verb == "by" and self.now:
            self.now = _later(self.now, span(step.words["by"]))
        elif step.verb == "banking_days" and self.now:
            self.now = _later(self.now, timedelta(days=step.words["banking_days"]))

    def _clock_to(self, moment: datetime, path: Path) -> None:
        if self.now and moment < self.now:
            message = f"the clock is at {self.now.isoformat(timespec='minutes')} here and never goes back"
            self.notes.add(path, message, "a later time")
        self.now = max(moment, self.now) if self.now else moment

    def _send(self, step: Step, path: Path) -> None:
        number, debtor = step.words["number"], step.words["debtor"]
        if number in self.sent:
            message = f"invoice {number!r} is sent in line {self.sent[number].line} already"
            self.notes.add((*path, "number"), message, "a number of its own")
        self.sent.setdefault(number, _Sent(step.line))
        self._must_be_there(debtor, (*path, "debtor"))
        if step.words.get("format") == "PEPPOLBIS30" and self._is_consumer(debtor):
            message = f"debtor {debtor!r} is a consumer, and has no electronic address for Peppol BIS"
            self.notes.add((*path, "format"), message, "FINVOICE30, or a debtor that is a company")
        dated: date | None = step.words.get("date") or (self.now.date() if self.now else None)
        if dated and step.words["due_date"] < dated:
            message = f"the invoice is due {step.words['due_date']}, before its date {dated}"
            self.notes.add((*path, "due_date"), message, "a day on or after its date")

    def _group(self, step: Step, path: Path) -> None:
        debtor = step.words["debtor"]
        self._must_be_there(debtor, path)
        if self._is_consumer(debtor):
            message = f"debtor {debtor!r} is a consumer: groups go by business ID, and it has none"
            self.notes.add(path, message, "a debtor that is a company")

    def _must_be_there(self, debtor: str, path: Path) -> None:
        debtors = self.telling.document.value.get("debtors") or {}
        if debtor not in debtors:
            known = debtors or ["a debtor: none is there"]
            self.notes.unknown(path, "there is no debtor", known, key=False)

    def _is_consumer(self, key: str) -> bool:
        return bool(self.telling.debtors.get(key, {}).get("kind") == "consumer")

    def _must_be_sent(self, number: str, path: Path, *, key: bool = False) -> None:
        if number not in self.sent and number not in self.misread:
            message = f"no invoice {number!r} has been sent before this"
            near = nearest(number, self.sent)
            self.notes.add(path, message, "the number of one that a step above sends", near, key=key)

    def _must_be_to_come(self, until: date | None, path: Path) -> None:
        if until and self.now and until < self.now.date():
            self.notes.add(path, f"{until} is past: the clock is at {self.now.date()} here", "a later day")

    def _expectation(self, words: Mapping[str, Any], path: Path) -> None:
        for number, invoice in words.get("invoices", {}).items():
            self._must_be_sent(number, (*path, "invoices", number), key=True)
            if not invoice:
                self.notes.add(
                    (*path, "invoices", number), f"nothing is expected of {number!r}", "state, for one"
                )
        for word in ("ledger", "no_ledger", "messages"):
            for index, row in enumerate(words.get(word, [])):
                if "number" in row:
                    self._must_be_sent(row["number"], (*path, word, index, "number"))
        if not any(words.values()):
            self.notes.add(path, "nothing is expected", "services, invoices, ledger, no_ledger or messages")
        self._contradictions(words, path)
        self._services(words.get("services", {}), path)

    def _contradictions(self, words: Mapping[str, Any], path: Path) -> None:
        there = {(row.get("number"), row["kind"]) for row in words.get("ledger", [])}
        for index, row in enumerate(words.get("no_ledger", [])):
            same = [one for one in there if one[1] == row["kind"] and row.get("number") in (None, one[0])]
            if same:
                message = f"{row['kind']} is expected in ledger too"
                self.notes.add((*path, "no_ledger", index), message, "it in one of the two")

    def _services(self, services: Mapping[str, str], path: Path) -> None:
        file = self.telling.file
        ordered = [step.words["provider"] for step in self.telling.steps.values() if _orders_another(step)]
        for name in services:
            if file and name not in (*file["for"], *ordered):
                self.notes.unknown((*path, "services", name), "the story is not for provider", file["for"])

    def _unused(self) -> None:
        used = {step.words["debtor"] for step in self.telling.steps.values() if step.verb == "send_invoice"}
        whole = len(self.telling.steps) == len(self.telling.document.value["story"])
        misspelt = not used <= self.telling.debtors.keys()
        for key in self.telling.debtors:
            if whole and not misspelt and key not in used:
                self.notes.add(
                    ("debtors", key), f"debtor {key!r} gets no invoice", "a step that sends it one", key=True
                )


def _orders_another(step: Step) -> bool:
    """Whether a step is an order that names a service of its own."""
    return step.verb == "activate" and "provider" in step.words


def _numbers_in(value: Any) -> Iterator[str]:
    for word, inner in value.items() if isinstance(value, dict) else ():
        if word == "number":
            yield str(inner)
        yield from _numbers_in(inner)


def _later(now: datetime, by: timedelta) -> datetime | None:
    try:
        return now + by
    except OverflowError:  # later than any time there is: nothing can be said of what follows
        return None


def span(duration: str) -> timedelta:
    """The length of a duration in a story's words; a day of it is a calendar day."""
    found = _SPAN.fullmatch(duration)
    parts: Iterator[tuple[str, str]] = iter((found.groupdict(default="0") if found else {}).items())
    return timedelta(**{unit: int(count) for unit, count in parts})
