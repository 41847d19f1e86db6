"""Pages that are drawn: what is committed is what is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.drawn import PAGES, write
from tests.architecture.source import ROOT


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_what_is_drawn(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), f"docs/{name} is not what is drawn now: run `make docs`."


def test_every_page_is_written_into_the_folder(tmp_path: Path) -> None:
    write(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        name: text() for name, text in PAGES.items()
    }
