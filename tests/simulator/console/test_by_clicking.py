"""A debt collected by clicking: Ropo activated through its KYC, a transfer, time, a payment, and the settlement read.

Pictures of the pages are kept in the folder that `DUNBOX_ARTIFACTS` names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator import Server
from tests.browser import AXE, VIOLATIONS, Browser, browser, found
from tests.simulator.desk import Desk

PATH = found()
pytestmark = pytest.mark.skipif(PATH is None, reason="no Chromium on this machine (DUNBOX_BROWSER names one)")

HOME = "/console/sandboxes/1"
# Finds what is pressed by its words, opens what it stands behind, and presses it.
_PRESS = """(words) => {
  const one = [...document.querySelectorAll('main button, main a, main summary')]
    .filter((each) => each.textContent.trim() == words && each.tagName != 'SUMMARY').pop();
  if (!one) throw new Error('nothing to press: ' + words);
  const around = one.closest('details');
  if (around) around.open = true;
  one.click();
}"""
_FILL = """([name, value]) => {
  const field = [...document.querySelectorAll(`main [name="${name}"]`)]
    .find((each) => each.type != 'hidden' && !each.closest('details:not([open])'));
  field.value = value;
}"""


@dataclass
class Clicker:
    """Somebody at the console with a mouse; `pictures` is where what they saw is kept."""

    page: Browser
    url: str
    pictures: Path

    def open(self, place: str) -> None:
        self.page.open(f"{self.url}{HOME}{place}")

    def fill(self, name: str, value: str) -> None:
        self.page.eval(f"({_FILL})({json.dumps([name, value])})")

    def press(self, words: str, **fields: str) -> str:
        """Press something that leads to a page, and answer what that says."""
        for name, value in fields.items():
            self.fill(name, value)
        self.page.events.clear()
        self.page.eval(f"({_PRESS})({json.dumps(words)})")
        self.page.until("Page.loadEventFired")
        return str(self.page.eval("document.querySelector('main').innerText"))

    def keep(self, name: str) -> None:
        """Keep pictures of the page, wide and narrow; it is no wider than the screen, and no reader is left out."""
        for width in (1280, 390):
            self.page.resize(width)
            assert self.page.eval("document.documentElement.scrollWidth") == width, name
            (self.pictures / f"{name}-{width}.png").write_bytes(self.page.screenshot(whole=True))
        self.page.eval("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        self.page.eval(AXE.read_text("utf-8") + "; true")
        assert self.page.eval(VIOLATIONS) == [], name
        self.page.resize(1280)


@pytest.fixture
def desk() -> Desk:
    """A company that has sent an invoice, and whose client is yet to be written."""
    made = Desk()
    made.debtor("acme", {"pays": "never"})
    return made


@pytest.fixture
def clicker(desk: Desk, tmp_path: Path) -> Iterator[Clicker]:
    assert PATH is not None
    named = os.environ.get("DUNBOX_ARTIFACTS")
    pictures = Path(named) / "console" if named else tmp_path / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    with Server(desk.world, control=True) as server, browser(PATH, tmp_path / "profile") as opened:
        yield Clicker(opened, server.url, pictures)


def test_a_debt_is_collected_by_clicking(clicker: Clicker, desk: Desk) -> None:
    clicker.open("/api/maventa/putV2ServicesRopoReceivables")
    assert "200" in clicker.press("Send it")
    clicker.keep("explorer")
    clicker.open("/services")
    clicker.keep("services")
    clicker.press("Sign the agreement")
    assert "Done." in clicker.press("Pass KYC")
    clicker.open("")
    clicker.press("Go", to="2026-01-15")
    assert desk.state.service("ropo").status == "active"
    desk.send("1001")
    _hand_over(clicker, desk)
    _pay(clicker)
    _read(clicker)


def _hand_over(clicker: Clicker, desk: Desk) -> None:
    clicker.open("")
    clicker.press("Go", to="2026-02-05")
    clicker.open("/api/maventa/postV2InvoicesIdAssignmentRopo")
    assert "202" in clicker.press("Send it", **{"path.id": desk.state.invoice_ids["1001"][-1]})
    clicker.open("")
    clicker.press("Go", to="2026-02-20")
    assert desk.case("1001").closed_at is None


def _pay(clicker: Clicker) -> None:
    clicker.open("/invoice?number=1001")
    clicker.keep("invoice")
    said = clicker.press("Pay the agency")
    assert "pays" in said.lower()
    clicker.keep("paid")


def _read(clicker: Clicker) -> None:
    clicker.open("")
    clicker.press("Go", to="2026-03-02")
    clicker.keep("overview")
    clicker.open("/settlements")
    day = clicker.page.eval("document.querySelector('main tbody a').textContent.trim()")
    said = clicker.press(day)
    assert "1,240.00 EUR" in said
    assert "1001" in said
    clicker.keep("settlement")
    clicker.open("/faults/new/rate_limit")
    clicker.keep("fault")
