"""What happened: the timeline of facts, and the journal of calls with what was wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from simulator import clock, shapes
from simulator.console.lists import SIZE, newest, sought
from simulator.console.routing import COUNT, NUMBER, WORD, page
from simulator.console.telling import described
from simulator.console.visit import Visit
from simulator.domain.facts import Fact
from simulator.domain.happened import Happened
from simulator.journal import Exchange, Journal
from simulator.port import Answer
from simulator.refused import Refused
from simulator.sandbox import Sandbox

MOST_SHOWN = 64 * 1024
"""How many bytes of a body a page shows."""
_MARGIN = 2048  # that are read beyond these, so that no secret is cut in two before it is veiled
_TROUBLE = 400  # the first status that says no

Numbered = tuple[int, Exchange]


@page("/sandboxes/{id}/facts", page=NUMBER, kind=WORD, before=COUNT, day=WORD)
def facts(visit: Visit) -> Answer:
    """Show the timeline, the newest first; perhaps one kind of fact only, or from a day on backwards."""
    sandbox, kind = visit.sandbox, visit.query.get("kind") or None
    happened = sandbox.state.timeline
    if visit.query.get("day"):
        return visit.gone_to(visit.at("facts", page=_page_of(sandbox, str(visit.query["day"])), kind=kind))
    words: dict[str, Any] = {"kinds": sorted(Fact.known), "kind": kind, "total": len(happened)}
    if kind is None:
        listed = newest(happened, visit.number(), "the timeline")
        return visit.shown("facts.html", rows=_told(sandbox, listed.rows), page=listed, found=None, **words)
    found = sought(happened, lambda each: each.fact.kind == kind, visit.query.get("before"))
    return visit.shown("facts.html", rows=_told(sandbox, found.rows), page=None, found=found, **words)


def _told(sandbox: Sandbox, rows: Sequence[Happened]) -> list[dict[str, Any]]:
    return [described(sandbox.zone, each) for each in rows]


def _page_of(sandbox: Sandbox, text: str) -> int:
    """The page of the timeline whose newest fact is the last of a day."""
    try:
        day = date.fromisoformat(text)
        end = clock.instant(sandbox.zone, datetime.combine(day, datetime.max.time()))
    except ValueError as error:
        raise Refused(f"{text[:40]!r} is no date that a sandbox can live in: {error}") from error
    later = len(sandbox.state.timeline) - _until(sandbox.state.timeline, end)
    return later // SIZE + 1


def _until(happened: Sequence[Happened], moment: datetime) -> int:
    """How many facts are not after a moment; they stand in the order of time."""
    low, high = 0, len(happened)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if happened[middle].at <= moment else (low, middle)
    return low


@page("/sandboxes/{id}/journal", page=NUMBER, text=WORD, only=WORD, before=COUNT)
def journal(visit: Visit) -> Answer:
    """Show the client's calls, the newest first; perhaps those with something wrong, or with a text in them."""
    return _journal(visit, visit.sandbox.journal, "journal.html")


@page("/strays", page=NUMBER, text=WORD, only=WORD, before=COUNT)
def strays(visit: Visit) -> Answer:
    """Show the calls that belong to no sandbox."""
    return _journal(visit, visit.world.journal, "strays.html")


def _journal(visit: Visit, journal: Journal, template: str) -> Answer:
    kept = journal.read()
    text, only = visit.query.get("text") or None, visit.query.get("only") or None
    words = {"text": text, "only": only}
    if text is None and only is None:
        listed = newest(kept, visit.number(), "the journal")
        return visit.shown(template, rows=_rows(visit, listed.rows), page=listed, found=None, **words)
    found = sought(kept, _fits(text, only), visit.query.get("before"))
    return visit.shown(template, rows=_rows(visit, found.rows), page=None, found=found, **words)


def _fits(text: str | None, only: str | None) -> Callable[[Numbered], bool]:
    wanted = (text or "").encode()

    def fits(numbered: Numbered) -> bool:
        _, each = numbered
        places = (each.path.encode(), each.query.encode(), each.body, each.answer_body)
        return (not only or is_trouble(each)) and (not wanted or any(wanted in place for place in places))

    return fits


def is_trouble(found: Exchange) -> bool:
    """Whether something was wrong with a call, or with its answer."""
    wrong = found.contract or found.near or found.fault or found.harness_error
    return bool(wrong) or not 0 < found.status < _TROUBLE


def _rows(visit: Visit, rows: Sequence[Numbered]) -> list[dict[str, Any]]:
    """Calls as a list shows them, without what is secret."""
    return [
        {
            "seq": number,
            "at": each.at,
            "status": each.status,
            "method": each.method,
            "operation": each.operation,
            "surface": each.surface,
            "call": visit.world.veiled(f"{each.path}?{each.query}" if each.query else each.path),
            "notes": [visit.world.veiled(note) for note in (*each.contract, *each.near)],
            "fault": each.fault,
            "defect": each.harness_error,
            "rules": each.rules,
        }
        for number, each in rows
    ]


@page("/sandboxes/{id}/journal/{seq}")
def exchange(visit: Visit) -> Answer:
    """Show one call and its answer in full."""
    return _exchange(visit, visit.sandbox.journal)


@page("/strays/{seq}")
def stray(visit: Visit) -> Answer:
    """Show one call that belongs to no sandbox."""
    return _exchange(visit, visit.world.journal)


def _exchange(visit: Visit, journal: Journal) -> Answer:
    wanted = str(visit.call.path["seq"])
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    kept = journal.read(number - 1)
    if number < 1 or not kept or kept[0][0] != number:
        raise Refused(
            f"the journal has no call {wanted[:20]!r}: it keeps the last ones only, and counts them from 1 on",
            "not_found",
        )
    return visit.shown("exchange.html", call=whole(visit, number, kept[0][1]))


def whole(visit: Visit, number: int, found: Exchange) -> dict[str, Any]:
    """A call as it is shown in full, and how many bytes of its bodies are left out."""
    read = MOST_SHOWN + _MARGIN
    short = replace(found, body=found.body[:read], answer_body=found.answer_body[:read])
    shown = shapes.exchange(number, short, visit.found.zone if visit.found else None, visit.world.veiled)
    shown["left_out"] = shown["answer_left_out"] = 0
    if len(found.body) > read:
        shown |= {"body": shown["body"][:-_MARGIN], "left_out": len(found.body) - MOST_SHOWN}
    if len(found.answer_body) > read:
        left_out = len(found.answer_body) - MOST_SHOWN
        shown |= {"answer_body": shown["answer_body"][:-_MARGIN], "answer_left_out": left_out}
    return shown
