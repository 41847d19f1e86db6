"""Pages that are drawn: what is committed is what is drawn, and what somebody wrote above it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages import HERE, above, drawn, write
from simulator.assumed import assumptions
from tests.architecture.source import ROOT

DRAWN = drawn()


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_committed_is_what_is_drawn(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert committed.removeprefix(above(committed)) == DRAWN[name], f"docs/{name} is old: run `make pages`."


def test_nothing_is_left_of_what_is_no_longer_drawn() -> None:
    folder = ROOT / "docs" / "agencies"
    assert sorted(f"agencies/{path.name}" for path in folder.iterdir()) == sorted(
        name for name in DRAWN if name.startswith("agencies/")
    )


def test_what_stands_above_the_line_of_a_page_stays(tmp_path: Path) -> None:
    (tmp_path / "checks.md").write_text(
        f"# Checks\n\nOur words.\n\n{HERE}old: change that. -->\n\nOld.\n", "utf-8"
    )
    write(tmp_path)
    found = (tmp_path / "checks.md").read_text(encoding="utf-8")
    assert found == f"# Checks\n\nOur words.\n\n{DRAWN['checks.md']}"
    assert (tmp_path / "law.md").read_text(encoding="utf-8") == DRAWN["law.md"]


def test_every_assumption_stands_on_one_page_with_its_setting() -> None:
    text = {name: page.splitlines() for name, page in DRAWN.items() if name.endswith(".md")}
    for row in assumptions():
        pages = [name for name, lines in text.items() if f"### {row['id']}" in lines]
        mine = [
            name
            for name in pages
            if not row["override"] or any(f"setting `{row['override']}`" in line for line in text[name])
        ]
        assert len(mine) >= 1, row["id"]


def test_a_drawn_page_has_no_heading_twice() -> None:
    for name, page in DRAWN.items():
        heads = [line for line in page.splitlines() if line.startswith("### ")]
        assert len(set(heads)) == len(heads), name
