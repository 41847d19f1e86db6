"""Documentation speaks of what is there: its commands exist, and it can be found."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from pages.markdown import anchor
from tests.architecture.source import ROOT

DOCUMENTS = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "TODO.md"),
    *("scenarios/README.md", "examples/node/README.md"),
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))),
)
_BLOCK = re.compile(r"^```(?:console|bash|sh|shell)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
_FENCED = re.compile(r"^ *(`{3,}).*?^ *\1$", re.DOTALL | re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\n?)+", re.MULTILINE)
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def commands() -> Iterator[tuple[str, str]]:
    """Every `dunbox …` and `make …` in a shell block of the documents, with the document's name."""
    for name in DOCUMENTS:
        path = ROOT / name
        for block in _BLOCK.findall(path.read_text(encoding="utf-8")) if path.is_file() else ():
            for line in block.splitlines():
                command = line.removeprefix("$ ").removeprefix(".venv/bin/").strip()
                if command.startswith(("dunbox", "make")):
                    yield name, command


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_make_command_in_the_documentation_is_a_target() -> None:
    targets = make_targets()
    assert [
        (name, command)
        for name, command in commands()
        if command.startswith("make ") and command.split()[1] not in targets
    ] == []


def test_every_dunbox_command_in_the_documentation_exists() -> None:
    named = {command.split()[1] for _, command in commands() if command.startswith("dunbox ")}
    named = {word for word in named if re.fullmatch(r"[a-z]+", word)}
    unknown = [word for word in sorted(named) if exit_code_of([word, "--help"]) != 0]
    assert unknown == []


@cache
def headings(path: Path) -> set[str]:
    """The fragments that lead to the headings of a document."""
    return {anchor(heading) for heading in _HEADING.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_and_heading_that_a_document_links_to_is_there(name: str) -> None:
    path = ROOT / name
    links = _LINK.findall(path.read_text(encoding="utf-8")) if path.is_file() else []
    assert [link for link, _ in links if not (path.parent / link).exists()] == []
    told = [(path.parent / link if link else path, fragment) for link, fragment in links if fragment]
    assert [fragment for target, fragment in told if fragment not in headings(target.resolve())] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_table_has_a_head_and_as_many_cells_in_each_row(name: str) -> None:
    text = _FENCED.sub("", (ROOT / name).read_text(encoding="utf-8"))
    for rows in (table.splitlines() for table in _TABLE.findall(text)):
        assert _RULE.fullmatch("".join(rows[1:2])), rows[0]
        assert [row for row in rows if len(_BETWEEN_CELLS.findall(row)) != rows[1].count("|")] == []


def test_make_help_lists_every_command_that_makefile_offers() -> None:
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, check=True, text=True, timeout=60
    ).stdout
    assert set(re.findall(r"^make ([a-z-]+)", shown, re.MULTILINE)) == make_targets()
