"""The Markdown summary of a run."""

from __future__ import annotations

import re

from conformance.catalogue import Catalogue
from conformance.reports import markdown
from conformance.reports.library import Library
from tests.conformance.reports.example_of_a_run import FAILED_CHECK, result, scenario
from tests.conformance.reports.hostile import hostile_result

RULE = {
    "id": "CLIENT-SET-1",
    "by": "client",
    "rule": "A settlement is booked once.",
    "source": "Guide, page 4",
}
LIBRARY = Library.of({}, Catalogue({"client": [RULE]}))


def lines_of(text: str) -> list[str]:
    """Its lines without the escapes of punctuation."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).splitlines()


def test_it_tells_the_counts_what_failed_and_by_which_rule_and_all_stories() -> None:
    lines = lines_of(markdown.to_bytes(result(), LIBRARY).decode())
    assert lines[0] == "## dunbox: erp 2.3: 1 of 3 passed"
    assert lines[2:5] == ["| passed | failed | config error |", "| ---: | ---: | ---: |", "| 1 | 1 | 1 |"]
    failed = lines.index("### ❌ north/late: failed")
    assert (
        lines.index("### ❓ north/odd: config error") < failed
    )  # what says nothing of the client comes first
    assert lines[failed + 4 : failed + 8] == [
        "- **settlement.booked-once** failed: 2026-02-10 08:00 settlement_principal of invoice 1001 is booked twice",
        "  - expected: one of 1240.00 EUR",
        "  - actual: two",
        "  - CLIENT-SET-1: A settlement is booked once. _Source: Guide, page 4_",
    ]
    assert "Again: <code>dunbox run north/late --seed 7 --client './erp --driver'</code>" in lines
    assert "| late | ❌ failed |" in lines


def test_hostile_texts_are_neither_markup_nor_links_nor_rows_nor_endless() -> None:
    run, _ = hostile_result()
    document = markdown.to_bytes(run, LIBRARY)
    assert len(document) < 40_000
    text = document.decode("utf-8")
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    assert set(re.findall(r"<[^>]*>", bare)) == {
        *("<details>", "<summary>", "</summary>", "</details>", "<code>", "</code>"),
    }
    assert "](" not in bare
    assert "`" not in bare
    columns = {line.count("|") for line in bare.splitlines() if line.startswith("|")}
    assert columns == {3}  # two columns everywhere


def test_of_very_many_failures_the_first_are_told_and_the_others_counted() -> None:
    many = [
        scenario(f"north/{number}", "failed", [dict(FAILED_CHECK) for _ in range(20)])
        for number in range(9_000)
    ]
    document = markdown.to_bytes({**result(), "scenarios": many}, LIBRARY)
    assert len(document) <= markdown.MOST_BYTES
    lines = lines_of(document.decode())
    assert "And 8940 more that did not pass." in lines
    assert "- and 12 more" in lines
    assert "| 8999 | ❌ failed |" in lines
