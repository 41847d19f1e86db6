"""Lists are read to their end, or nothing on a later page stays unknown."""

from typing import Any

from tests.conformance.judge.traces import Telling, called

LISTS = "list.read-to-the-end"


def page(number: int, *cases: int, duty: str = "list_cases", size: int = 3, **query: Any) -> dict[str, Any]:
    items = [{"case": f"case-{case}"} for case in cases]
    asked = {"page": str(number), "per_page": str(size), **query}
    return called(duty, items=items, page=number, per_page=size, query=asked)


def events(number: int, *rows: tuple[str, int], size: int = 3, **query: Any) -> dict[str, Any]:
    items = [{"event": event, "case": f"case-{case}"} for event, case in rows]
    asked = {"page": str(number), **query}
    return called("list_events", items=items, page=number, per_page=size, query=asked)


def story(cases: int = 4) -> Telling:
    told = Telling()
    for number in range(1, cases + 1):
        told.fact("case_opened", case=f"case-{number}", number=str(number), invoice=f"id-{number}")
    return told


def test_all_pages_are_right_also_when_the_last_is_full() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3), page(2, 4), times=2)
    assert told.verdict(LISTS) == "passed"
    told = story(3)
    told.tick(page(1, 1, 2, 3), times=2)
    assert told.judged(LISTS).looked == 1
    assert told.verdict(LISTS) == "passed"


def test_a_forgotten_page_fails_if_it_hid_something() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3), times=2)
    found = told.judged(LISTS)
    assert (found.verdict, found.expected) == ("failed", "page 2, and so on until one is not full")
    assert "invoice 4" in found.message


def test_reading_the_next_page_a_tick_later_is_right() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3))
    told.tick(page(2, 4), times=2)
    assert told.verdict(LISTS) == "passed"


def test_a_larger_page_that_holds_all_is_right() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3, 4, size=100), times=2)
    assert told.verdict(LISTS) == "not_applicable"


def test_reading_each_case_by_itself_is_right() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3), called("read_case", case="case-4"), times=2)
    assert told.verdict(LISTS) == "passed"


def test_a_webhook_tells_too() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3))
    told.deliver(case="case-4")
    told.tick(times=2)
    assert told.verdict(LISTS) == "passed"


def test_what_is_younger_than_two_ticks_may_still_be_unknown() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3))
    assert told.verdict(LISTS) == "passed"


def test_news_of_a_case_that_was_known_before_is_news() -> None:
    told = story(3)
    told.tick(events(1, ("e1", 1), ("e2", 2), ("e3", 3)))
    told.fact("letter_sent", case="case-3", number="3", letter="reminder")
    told.tick(events(1, ("e1", 1), ("e2", 2), ("e3", 3)), times=2)
    assert told.verdict(LISTS) == "failed"


def test_going_on_from_the_last_event_instead_of_paging_is_right() -> None:
    told = story(4)
    told.tick(events(1, ("e1", 1), ("e2", 2), ("e3", 3), since="0"))
    told.tick(events(1, ("e3", 3), ("e4", 4), since="3"))
    assert told.verdict(LISTS) == "passed"


def test_a_list_of_some_cases_alone_hides_none() -> None:
    told = story()
    told.tick(page(1, 1, 2, 3, status="open"), times=2)
    assert told.verdict(LISTS) == "passed"


def test_a_refused_page_is_no_page() -> None:
    told = story()
    refused = {**page(1, 1, 2, 3), "means": {**page(1, 1, 2, 3)["means"], "outcome": "refused"}}
    told.tick(refused, times=2)
    assert told.verdict(LISTS) == "not_applicable"


def test_without_truth_nobody_knows_what_was_missed() -> None:
    told = Telling()
    told.tick(page(1, 1, 2, 3), times=3)
    assert told.verdict(LISTS) == "passed"


WHILE = "list.nothing-lost-while-paging"


def happening(told: Telling, kind: str, first: dict[str, Any], *later: dict[str, Any]) -> Telling:
    """A tick, in which something happens to case 2 behind the first answer."""
    number = told.recorder.begin({"op": "tick"})
    told.recorder.add("exchange", {**first, "fault": "meanwhile"})
    told.fact(kind, case="case-2", number="2", invoice="id-2")
    for call in later:
        told.recorder.add("exchange", call)
    told.recorder.finish(number, {"ok": {}})
    return told


def arriving(*calls: dict[str, Any]) -> Telling:
    """Case 2 opens right behind the first page of events."""
    told = Telling("2026-03-02T08:00")
    told.fact("case_opened", case="case-1", number="1", invoice="id-1")
    return happening(told, "case_opened", events(1, ("e1", 1)), *calls)


def test_what_arrives_while_a_list_is_read_may_be_on_its_next_page() -> None:
    told = arriving(events(2, ("e2", 2)))
    told.tick(times=2)
    assert (told.verdict(WHILE), told.judged(WHILE).looked) == ("passed", 1)


def test_or_be_found_by_the_second_tick_after_by_list_case_or_webhook() -> None:
    for found in (events(1, ("e1", 1), ("e2", 2)), called("read_case", case="case-2"), page(1, 2)):
        told = arriving()
        told.at("2026-03-03T08:00").tick(found)
        told.tick()
        assert told.verdict(WHILE) == "passed"
    told = arriving()
    told.deliver(case="case-2")
    told.tick(times=2)
    assert told.verdict(WHILE) == "passed"


def test_what_is_passed_over_is_lost() -> None:
    told = arriving()
    told.at("2026-03-03T08:00").tick(events(1, ("e1", 1)), times=2)
    found = told.judged(WHILE)
    assert (found.verdict, "invoice 2" in found.message) == ("failed", True)
    told.tick(events(1, ("e2", 2)))
    assert told.verdict(WHILE) == "failed"


def test_what_was_told_before_it_happened_is_not_told() -> None:
    told = Telling("2026-03-02T08:00")
    told.fact("case_opened", case="case-2", number="2", invoice="id-2")
    told.tick(called("read_case", case="case-2"))
    happening(told, "payment_received", events(1, ("e1", 1), ("e2", 2)))
    told.tick(events(1, ("e1", 1), ("e2", 2)), times=2)
    assert told.verdict(WHILE) == "failed"


def test_what_happens_between_requests_or_behind_anything_but_a_list_is_not_judged_here() -> None:
    told = Telling("2026-03-02T08:00")
    told.tick(events(1, ("e1", 1)))
    told.fact("case_opened", case="case-2", number="2", invoice="id-2")
    told.tick(times=2)
    assert told.verdict(WHILE) == "not_applicable"
    told = happening(Telling("2026-03-02T08:00"), "letter_sent", called("read_case", case="case-2"))
    told.tick(times=2)
    assert told.verdict(WHILE) == "not_applicable"


def test_two_ticks_must_have_passed() -> None:
    told = arriving()
    told.tick()
    assert told.verdict(WHILE) == "not_applicable"


def from_offset(offset: int, *cases: int, size: int = 3) -> dict[str, Any]:
    items = [{"case": f"case-{case}"} for case in cases]
    asked = {"skip": str(offset), "top": str(size)}
    return called("list_events", items=items, offset=offset, per_page=size, query=asked)


def test_a_list_that_counts_items_instead_of_pages_is_read_to_its_end_alike() -> None:
    told = story()
    told.tick(from_offset(0, 1, 2, 3), from_offset(3, 4), times=2)
    assert told.verdict(LISTS) == "passed"
    told = story()
    told.tick(from_offset(0, 1, 2, 3), times=2)
    assert told.verdict(LISTS) == "failed"
