"""Whether the client reads lists to their end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._chances import Chances
from conformance.trace import Record
from conformance.verdict import Finding

# Lists that tell of what happens at the agency, and of what kinds of news there.
_CASES, _EVENTS = "list_cases", "list_events"
_READS = ("read_case", "read_events", _CASES, _EVENTS, "webhook")
_NEWS = ("case_opened", "letter_sent", "payment_received", "case_closed")
_PAGING = {"page", "offset", "per_page"}


@check(
    "list.read-to-the-end",
    topic="lists",
    reads=("wire", "truth"),
    right="A page of 50 events has 50 rows; the client asks for page 2, finds 3 rows on it, and stops.",
    wrong="It stops after the full first page, so it never hears of the letter that stands on the second.",
    rules=("CLIENT-NET-3",),
)
def list_read_to_the_end(looking: Looking) -> Iterator[Finding]:
    """A list is read to its last page, so that nothing on a later page stays unknown.

    Judged by what follows from it: a page was full, the next was never asked for, and something that
    happened at the agency before that was not told to the client in any other way by the end, although it
    had two ticks: not by a list, not by reading its case singly, not by a webhook. So a client that takes
    larger pages, starts the next call where the last one ended, or follows each case by itself, is right.
    """
    full = [call for call in looking.trace.exchanges(_CASES, _EVENTS) if _is_full(call)]
    looking.at(len(full))
    cut = [call for call in full if _can_tell(call) and not _goes_on(looking, call)]
    if cut:
        told = _Told(looking)
        for news in looking.trace.facts(*_NEWS):
            after = [call for call in cut if call.id > news.id]
            if after and looking.trace.second_tick_after(news.id) and not told.of(news):
                yield _unread(after[0], news)
                return


def _is_full(call: Record) -> bool:
    items, size = call.means.get("items"), call.means.get("per_page")
    return call.accepted and isinstance(items, list) and isinstance(size, int) and 0 < size <= len(items)


def _can_tell(call: Record) -> bool:
    """Whether a list tells of every case: one of some cases alone does not, and who asks for those may stop."""
    return call.duty == _EVENTS or set(_filters(call)) == set()


def _filters(call: Record) -> Mapping[str, Any]:
    """What a call asked for besides its page. Which parameter is the page is known from the values."""
    pages = {str(call.means.get(name)) for name in _PAGING}
    query: Mapping[str, Any] = call.data.get("query") or {}
    return {name: value for name, value in query.items() if name not in _PAGING and str(value) not in pages}


def _goes_on(looking: Looking, call: Record) -> bool:
    """Whether the page after this one was asked for later: by its number, or by how many items come before it."""
    page = (call.means.get("page") or 1) + 1
    offset = (call.means.get("offset") or 0) + int(call.means["per_page"])
    wanted = ("offset", offset) if "offset" in call.means else ("page", page)
    return any(
        other.id > call.id and other.means.get(wanted[0]) == wanted[1] and _filters(other) == _filters(call)
        for other in looking.trace.exchanges(call.duty)
    )


class _Told:
    """What the client was told of cases, and when."""

    def __init__(self, looking: Looking) -> None:
        self._of_case: dict[str, list[int]] = {}
        seen: set[str] = set()
        told = [*looking.trace.exchanges(*_READS), *looking.trace.of("delivery")]
        for record in sorted(told, key=lambda record: record.id):
            if record.kind == "delivery" or record.accepted:
                for case in _cases_in(record, seen):
                    self._of_case.setdefault(case, []).append(record.id)

    def of(self, news: Record, last: int | None = None) -> bool:
        """Whether something was told of the case of a fact after the fact, and up to a record, if one is given."""
        of_case = self._of_case.get(str(news.data.get("case")), ())
        return any(news.id < told and (last is None or told <= last) for told in of_case)


def _cases_in(record: Record, seen: set[str]) -> Iterator[str]:
    """The cases of which a record told something new: an event that was told before is not."""
    if record.duty in ("read_case", "webhook") and record.means.get("case"):
        yield str(record.means["case"])
    for row in record.means.get("items") or ():
        case, event = row.get("case") or record.means.get("case"), row.get("event")
        if case and (event is None or event not in seen):
            yield str(case)
        if event is not None:
            seen.add(event)


def _unread(call: Record, news: Record) -> Finding:
    page = call.means.get("page") or 1
    what = str(news.data.get("fact")).replace("_", " ")
    return Finding(
        message=f"page {page} of a list was full, and page {page + 1} was never asked for; "
        f"so the client never heard of something that happened: {what}, invoice {news.data.get('number')}",
        expected=f"page {page + 1}, and so on until one is not full",
        actual=f"{len(call.means.get('items') or ())} items read, then no more",
        at=call.at.isoformat(),
        evidence=(call.id, news.id),
    )


@check(
    "list.nothing-lost-while-paging",
    topic="lists",
    reads=("wire", "truth"),
    right="While the client reads the events of the day up to 08:00, a payment arrives at 08:00. At the next tick it "
    "reads again from 08:00 on, and finds it.",
    wrong="It notes that it has read all up to 08:00, and asks for what is later than that ever after.",
    rules=("CLIENT-NET-3",),
)
def list_nothing_lost_while_paging(looking: Looking) -> Iterator[Finding]:
    """What happens at the agency while the client reads a list is not lost between two readings.

    Judged are openings, letters, payments and ends of cases that happen behind an answer to a list of cases or
    events, while the request of the harness is still open in which the client reads it. It has to be told of
    that case anew by the end of the second tick after: on a later page, at a later reading, by reading the
    case, or by a webhook. What it then makes of it, once or twice, the checks of its books have.
    """
    told = _Told(looking)
    chances = looking.trace.derived(Chances)
    for news in looking.trace.facts(*_NEWS):
        reading = _reading_during(looking, news)
        tick = chances.second_after(news.id)
        if reading is None or tick is None:
            continue
        looking.at()
        if not told.of(news, looking.trace.end_of(tick)):
            yield _lost(reading, news)


def _reading_during(looking: Looking, news: Record) -> Record | None:
    """The last answer to a list before something happened, if the client was reading it in that very op."""
    lists = [
        call
        for call in looking.trace.exchanges(_CASES, _EVENTS)
        if call.op == news.op and call.id < news.id and call.accepted
    ]
    return lists[-1] if lists else None


def _lost(reading: Record, news: Record) -> Finding:
    what = str(news.data.get("fact")).replace("_", " ")
    return Finding(
        message=f"while the client read a list something happened, and it was not told of it: {what}, "
        f"invoice {news.data.get('number')}",
        expected="that it is told by the second tick after",
        actual="nothing new of that case by then",
        at=news.at.isoformat(),
        evidence=(reading.id, news.id),
    )
