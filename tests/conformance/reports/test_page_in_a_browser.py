"""The HTML report in a real Chromium: readable, bounded, and usable without a mouse, without script, and on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from conformance.reports import html
from tests.browser import AXE, VIOLATIONS, Browser, browser, found
from tests.conformance.reports.hostile import hostile_result
from tests.conformance.reports.made_run import Made, library

PATH = found()
pytestmark = pytest.mark.skipif(PATH is None, reason="no Chromium on this machine (DUNBOX_BROWSER names one)")

_OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests."""
    assert PATH is not None
    with browser(PATH, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_an_accessibility_checker_finds_nothing_in_either_theme_wide_or_narrow(
    page: Browser, run: Made, scheme: str, width: int
) -> None:
    page.open(run.file("--html"), width=width, prefers_color_scheme=scheme)
    page.eval(_OPEN_ALL)
    page.eval(AXE.read_text("utf-8") + "; true")
    assert page.eval(VIOLATIONS) == []


def test_the_checker_would_find_something(page: Browser, run: Made) -> None:
    page.open(run.file("--html"))
    page.eval("document.querySelector('label').remove(); document.querySelector('h2').style.color = '#ddd'")
    page.eval(AXE.read_text("utf-8") + "; true")
    assert {one.partition(":")[0] for one in page.eval(VIOLATIONS)} >= {"label", "color-contrast"}


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_of_it_is_wider_than_the_screen_but_what_scrolls_by_itself(
    page: Browser, run: Made, width: int
) -> None:
    page.open(run.file("--html"), width=width)
    page.eval(_OPEN_ALL)
    assert page.eval("document.documentElement.scrollWidth") == width


def test_it_loads_nothing_and_says_nothing_to_the_console(page: Browser, run: Made) -> None:
    page.open(run.file("--html"))
    asked = [
        one["params"]["request"]["url"] for one in page.events if one["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith("data:")] == [run.file("--html").as_uri()]
    said = [one for one in page.events if one["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]
    assert said == []


def test_hostile_texts_are_texts(page: Browser, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    result, records = hostile_result()
    file.write_bytes(html.to_bytes(result, lambda _: records, library()))
    page.open(file)
    page.eval(_OPEN_ALL)
    assert page.eval("window.hit") is None
    assert page.eval("document.scripts.length") == 1
    assert page.eval("document.querySelectorAll('img, iframe, [onerror], [onload]').length") == 0
    assert "<script>window.hit" in page.eval("document.body.textContent")
    assert page.eval("document.documentElement.scrollWidth") == 1280


def test_a_verdict_in_the_table_leads_to_its_story_by_keyboard_alone(page: Browser, run: Made) -> None:
    page.open(run.file("--html"))
    page.eval("document.getElementById('none').click()")
    page.eval("document.querySelector('.grid a').focus()")
    page.press("Enter", 13)
    assert page.eval("new Promise((done) => requestAnimationFrame(() => done(location.hash)))").startswith(
        "#s-"
    )
    opened = "document.querySelector(location.hash).closest('details')"
    assert page.eval(f"{opened}.open")
    assert page.eval(f"{opened}.contains(document.activeElement)")
    page.press("Enter", 13)
    assert not page.eval(f"{opened}.open")


def test_stories_are_chosen_by_words_and_by_verdict(page: Browser, run: Made) -> None:
    page.open(run.file("--html"))
    shown = "[...document.querySelectorAll('details.story')].filter((one) => !one.hidden).length"
    rows = "[...document.querySelectorAll('.grid tbody tr')].filter((one) => !one.hidden).length"
    change = "const box = document.getElementById('{}'); box.value = '{}'; box.dispatchEvent(new Event('{}'))"
    assert page.eval(shown) == 2
    page.eval(f"{{{change.format('words', 'REMINDER', 'input')}}}")
    assert (page.eval(shown), page.eval(rows)) == (1, 1)
    assert page.eval("document.getElementById('told').textContent") == "1 of 2 stories"
    page.eval(f"{{{change.format('words', 'no such story', 'input')}}}")
    assert (page.eval(shown), page.eval(rows)) == (0, 0)


def test_without_script_a_story_is_opened_by_its_link_and_read(page: Browser, run: Made) -> None:
    page.open(run.file("--html"), script=False)
    root = page.call("DOM.getDocument", depth=-1)["root"]["nodeId"]
    assert page.call("DOM.querySelector", nodeId=root, selector="#tools[hidden]")["nodeId"]
    stories = page.call("DOM.querySelectorAll", nodeId=root, selector="details.story[open] svg.life")[
        "nodeIds"
    ]
    assert len(stories) == 4  # a picture of lanes and one of money for each


def test_it_is_printed_with_what_failed(page: Browser, run: Made) -> None:
    page.open(run.file("--html"), prefers_color_scheme="dark")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf()))
    text = "\n".join(one.extract_text() for one in printed.pages)
    assert "Stories by agency" in text
    assert "settlement.booked-once" in text
    assert "Open all" not in text
    page.emulate("print", prefers_color_scheme="dark")
    assert page.eval("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.eval("getComputedStyle(document.querySelector('.life')).minWidth") == "0px"


def test_the_picture_is_drawn_where_its_marks_say(page: Browser, run: Made) -> None:
    page.open(run.file("--html"), width=1280)
    marks = page.eval(
        "[...document.querySelector('.life').querySelectorAll('use')].map((one) => {"
        "const box = one.getBoundingClientRect(); return [box.left, box.width, box.height]})"
    )
    assert [left for left, _, _ in marks] == sorted(left for left, _, _ in marks)
    assert all(width > 7 and height > 7 for _, width, height in marks)
    assert marks[-1][0] < 1280
