"""The console in a real Chromium: wide and narrow, in the light and in the dark, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator import Server
from tests.browser import AXE, VIOLATIONS, Browser, browser, found
from tests.simulator.console.tale import Tale, tale

PATH = found()
pytestmark = pytest.mark.skipif(PATH is None, reason="no Chromium on this machine (DUNBOX_BROWSER names one)")

EVIL = "<script>window.hit=1</script>\"'><img src=x onerror=window.hit=2>"
HOME = "/console/sandboxes/1"
PAGES = ("/console", HOME, f"{HOME}/invoice?number=1001", f"{HOME}/cases", f"{HOME}/journal")
_OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


@pytest.fixture(scope="module")
def told() -> Tale:
    return tale()


@pytest.fixture(scope="module")
def url(told: Tale) -> Iterator[str]:
    with Server(told.desk.world, control=True) as server:
        yield server.url


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests."""
    assert PATH is not None
    with browser(PATH, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("place", PAGES)
def test_an_accessibility_checker_finds_nothing_and_nothing_is_wider_than_the_screen(
    page: Browser, url: str, place: str, scheme: str, width: int
) -> None:
    page.open(f"{url}{place}", width=width, prefers_color_scheme=scheme)
    assert page.eval("document.documentElement.scrollWidth") == width
    page.eval(_OPEN_ALL)
    page.eval(AXE.read_text("utf-8") + "; true")
    assert page.eval(VIOLATIONS) == []
    assert said_to_the_developer(page) == []


def said_to_the_developer(page: Browser) -> list[str]:
    """What the browser has logged: files that are not there, styles and scripts that the page's policy forbids."""
    words = [event["params"] for event in page.events if event["method"] == "Log.entryAdded"]
    errors = [event["params"] for event in page.events if event["method"] == "Runtime.exceptionThrown"]
    return [str(each["entry"]["text"]) for each in words] + [str(each) for each in errors]


@pytest.mark.parametrize("script", [True, False])
def test_time_passes_by_the_press_of_a_button_with_and_without_script(
    page: Browser, told: Tale, url: str, script: bool
) -> None:
    before = told.sandbox.now
    page.open(f"{url}{HOME}", script=script)
    page.call("Emulation.setScriptExecutionDisabled", value=False)
    page.events.clear()
    page.eval("[...document.querySelectorAll('button')].find((one) => one.textContent == 'By a day').focus()")
    page.press("Enter", 13)
    page.until("Page.loadEventFired")
    assert (told.sandbox.now - before).days == 1
    said = page.eval("document.querySelector('.news h2').textContent")
    assert said == f"It is {told.sandbox.now:%Y-%m-%d %H:%M} now."


def test_the_first_key_leads_past_the_menus_to_the_content(page: Browser, url: str) -> None:
    page.open(f"{url}{HOME}")
    page.press("Tab", 9)
    assert page.eval("document.activeElement.textContent") == "Skip to the content"
    page.press("Enter", 13)
    assert page.eval("location.hash") == "#main"


def test_what_others_wrote_runs_nowhere(page: Browser) -> None:
    hostile = tale(EVIL, EVIL, EVIL)
    with Server(hostile.desk.world, control=True) as server:
        for place in ("", "/cases", "/invoices", "/facts", "/journal", "/letters", "/services"):
            page.open(f"{server.url}{HOME}{place}")
            assert page.eval("window.hit === undefined")
            assert page.eval("document.querySelectorAll('img, script:not([src])').length") == 0
            assert said_to_the_developer(page) == []
        link = page.open(f"{server.url}{HOME}/invoices").eval("document.querySelector('tbody th a').href")
        page.open(link)
        assert page.eval("document.querySelector('h1').textContent").startswith(f"Invoice {EVIL}")
        assert page.eval("window.hit === undefined")
