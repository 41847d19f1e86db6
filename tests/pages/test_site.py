"""The site: every page is in its table of contents, and nothing of it is fetched from elsewhere."""

import re

from tests.architecture.source import ROOT

DOCS = ROOT / "docs"
LISTED = [
    line
    for tree in re.findall(r"^```\{toctree\}\n(.*?)^```", (DOCS / "index.md").read_text("utf-8"), re.M | re.S)
    for line in tree.splitlines()
    if line and not line.startswith(":")
]


def test_every_page_is_in_the_table_of_contents_once_and_every_entry_is_a_page() -> None:
    pages = {str(path.relative_to(DOCS).with_suffix("")) for path in DOCS.rglob("*.md")} - {"index"}
    assert pages - set(LISTED) == set()
    assert len(set(LISTED)) == len(LISTED)
    assert [entry for entry in LISTED if not (DOCS / f"{entry}.md").is_file()] == []


def test_no_page_shows_a_picture_from_elsewhere() -> None:
    found = {
        path.name: re.findall(r"!\[[^\]]*\]\((https?:[^)]*)", path.read_text("utf-8"))
        for path in DOCS.rglob("*.md")
    }
    assert {name: pictures for name, pictures in found.items() if pictures} == {}
