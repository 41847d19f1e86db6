"""Whether the client reads lists to their end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.trace import Record
from conformance.verdict import Finding

# Lists that tell of what happens at the agency, and of what kinds of news there.
_CASES, _EVENTS = "list_cases", "list_events"
_READS = ("read_case", "read_events", _CASES, _EVENTS, "webhook")
_NEWS = ("case_opened", "letter_sent", "payment_received", "case_closed")
_PAGING = {"page", "per_page"}


@check("list.read-to-the-end", topic="lists", reads=("wire", "truth"), rules=("CLIENT-NET-3",))
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
    """Whether the page after this one was asked for later."""
    page = (call.means.get("page") or 1) + 1
    return any(
        other.id > call.id and other.means.get("page") == page and _filters(other) == _filters(call)
        for other in looking.trace.exchanges(call.duty)
    )


class _Told:
    """What the client was told of cases, and when."""

    def __init__(self, looking: Looking) -> None:
        self._of_case: dict[str, int] = {}
        seen: set[str] = set()
        told = [*looking.trace.exchanges(*_READS), *looking.trace.of("delivery")]
        for record in sorted(told, key=lambda record: record.id):
            if record.kind == "delivery" or record.accepted:
                for case in _cases_in(record, seen):
                    self._of_case[case] = record.id

    def of(self, news: Record) -> bool:
        """Whether something was told of the case of a fact after the fact."""
        return self._of_case.get(str(news.data.get("case")), 0) > news.id


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
