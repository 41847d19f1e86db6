"""Tells a plan as a scenario file: literal days and amounts, a comment at each day, a title that says what happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from conformance.explore.acting import KINDS, REPEATED, Invoice, Scene, Told
from conformance.explore.ground import COMPANY, CONSUMER, Ground
from conformance.explore.plan import BEHAVIOURS, Owed, Plan

NUMBERS = ("501", "5011", "50112")
"""Numbers of invoices, each of which begins another: a client that compares less than all of one mixes them up."""
_NAMES = ("acme", "birch", "cedar")
_ORDERED, _FINISHED, _ACTIVE = time(7, 30), time(8, 30), time(9, 0)
_NOTE_AT = 48  # where comments begin, if the line is not longer
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Story:
    """A told plan: the text of its file below the head, and its title."""

    title: str
    body: str


def told(plan: Plan, ground: Ground) -> Story:
    """The plan as the words of a scenario file."""
    writer = _Writer(plan, ground)
    body = "\n".join([*writer.head(), *writer.steps(), *writer.end()])
    return Story(writer.title(), body + "\n")


def file_text(story: Story, name: str, rules: Sequence[str], remarks: Sequence[str] = ()) -> str:
    """A whole scenario file: `name` is its id, `rules` are those that it exercises, `remarks` stand at its head."""
    lines = [
        *(f"# {line}" for line in remarks),
        f"id: {name}",
        f"title: {flow(story.title)}",
        f"rules: [{', '.join(rules)}]",
    ]
    return "\n".join(lines) + "\n" + story.body


class _Writer:
    """Writes one plan, from its first step to its last."""

    def __init__(self, plan: Plan, ground: Ground) -> None:
        self._plan = plan
        self._ground = ground
        self._wednesday = plan.monday + timedelta(days=2)
        self._now = datetime.combine(plan.monday, _ORDERED)
        self._scene = Scene(ground, datetime.combine(self._wednesday, _ACTIVE), [])
        self._phrases: list[str] = []

    def head(self) -> Iterator[str]:
        """The keys above the story."""
        plan = self._plan
        yield f"for: [{self._ground.provider}]"
        yield f"country: {plan.country}"
        yield _noted(f"start: {_moment(self._now)}", _day(self._now))
        yield "debtors:"
        used = {owed.debtor for owed in plan.invoices}
        for place in sorted(used):
            kind = CONSUMER if plan.consumers[place] else COMPANY
            yield f"  {_NAMES[place]}: {flow({'kind': kind, **BEHAVIOURS[plan.behaviours[place]]})}"
        yield "story:"

    def steps(self) -> Iterator[str]:
        """The activation, the invoices, and what happens then."""
        yield "  - client: {activate: {}}"
        self._now = datetime.combine(self._plan.monday, _FINISHED)
        yield _noted(
            f"  - clock: {{to: {_moment(self._now)}}}", "two ticks, in which a client places the order"
        )
        yield "  - provider: {finish_activation: {}}"
        self._now = self._scene.now
        active = f"{_day(self._now)}: two banking days, by which the service is active"
        yield _noted(f"  - clock: {{to: {_moment(self._now)}}}", active)
        for place, owed in enumerate(self._plan.invoices):
            yield from self._sent(place, owed)
        for doing in self._plan.doings:
            invoice = self._scene.invoices[doing.invoice % len(self._scene.invoices)]
            self._scene.now = waited(self._scene.now, doing.wait)
            step = KINDS[doing.kind](self._scene, doing, invoice)
            if doing.kind in REPEATED:
                self._scene.last = doing
            if step is not None:
                yield from self._at(self._scene.now)
                yield self._step(step)

    def _sent(self, place: int, owed: Owed) -> Iterator[str]:
        invoice, dated = self._invoice(place, owed)
        self._scene.invoices.append(invoice)
        words = {
            "number": invoice.number,
            "debtor": invoice.debtor,
            "total": owed.total,
            "date": dated,
            "due_date": invoice.due,
        }
        yield f"  - client: {flow({'send_invoice': words})}"
        if owed.handed_over and not self._ground.follows_all:
            invoice.handed_over = True
            yield f"  - client: {flow({'transfer_invoice': {'number': invoice.number}})}"

    def _invoice(self, place: int, owed: Owed) -> tuple[Invoice, date]:
        """An invoice and its date. One that is handed over fell due before; one that is followed does so later."""
        company = not self._plan.consumers[owed.debtor]
        kind = COMPANY if company else CONSUMER
        today = self._wednesday
        if self._ground.follows_all:
            due = today + timedelta(days=9 + owed.opens_in)
            dated = today
        else:
            due = today + timedelta(days=owed.opens_in - self._ground.days_after_due[kind])
            dated = due - timedelta(days=max(14, self._ground.days_after_invoice[kind]))
        invoice = Invoice(
            number=NUMBERS[place],
            debtor=_NAMES[owed.debtor],
            company=company,
            total=owed.total,
            due=due,
            left=owed.total,
            pays_nothing="bankrupt" in BEHAVIOURS[self._plan.behaviours[owed.debtor]],
        )
        return invoice, min(dated, today)

    def _at(self, moment: datetime) -> Iterator[str]:
        if moment > self._now:
            self._now = moment
            yield _noted(f"  - clock: {{to: {_moment(moment)}}}", _day(moment))

    def _step(self, step: Told) -> str:
        self._phrases.append(step.phrase)
        act = {step.verb: step.words} if step.verb else step.words
        return f"  - {step.actor}: {flow(act)}"

    def end(self) -> Iterator[str]:
        """What is expected: no more than that the service is there. All else is judged by the rules."""
        yield "expect:"
        yield f"  services: {{{self._ground.provider}: active}}"

    def title(self) -> str:
        """What happens, in a line."""
        count = len(self._plan.invoices)
        what = ", then ".join(self._phrases) or "nothing more happens"
        text = f"Of {count} invoice{'s' if count > 1 else ''}: {what}"
        return text if len(text) <= _TITLE else text[: _TITLE - 1].rsplit(",", 1)[0] + " and more"


def waited(now: datetime, wait: str) -> datetime:
    """The moment after a wait."""
    if wait == "twenty minutes":
        return now + timedelta(minutes=20)
    if wait == "three hours":
        return now + timedelta(hours=3)
    days = {"next morning": 1, "next evening": 1, "three days": 3, "nine days": 9}.get(wait)
    if days is None:
        return now
    at = time(16, 30) if wait == "next evening" else time(9, 30)
    return datetime.combine(now.date() + timedelta(days=days), at)


def flow(value: Any) -> str:
    """A value as YAML writes it in a line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """A text, in quotes unless it is a word of the language."""
    return text if text.replace("_", "").isalpha() else f'"{text}"'


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _day(moment: datetime) -> str:
    # strftime would speak the machine's language.
    weekdays = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return weekdays[moment.weekday()]


def _noted(line: str, note: str) -> str:
    return f"{line.ljust(_NOTE_AT)}# {note}"
