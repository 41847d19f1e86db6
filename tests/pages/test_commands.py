"""Every command of README and docs, run as a reader runs it (`tests/pages/commands.py` says how)."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.pages.commands import Reader, commands, pages, understood

# Those that no test runs, each with its reason on its page. One more is to be a decision.
NOT_RUN = 56
# Those of this page are run by the test that also reads what they say.
ELSEWHERE = "docs/first-client.md"
WITH_COMMANDS = [
    page for page in pages() if page != ELSEWHERE and any(not each.reason for each in commands(page))
]


@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_the_commands_of_a_page_run_and_exit_as_it_says(
    page: str, tmp_path: Path, reading: ExitStack
) -> None:
    told = [each for each in commands(page) if not each.reason]
    lacking = {each.program for each in told if shutil.which(each.program) is None} - {"dunbox", "python"}
    if lacking:
        pytest.skip(f"this machine has no {' and no '.join(sorted(lacking))}")
    reader = Reader(page, tmp_path, reading)
    assert [(each.line, reader.does(each)) for each in told] == [(each.line, each.exits) for each in told]


@pytest.mark.parametrize("page", [page for page in pages() if any(each.reason for each in commands(page))])
def test_a_command_that_is_not_run_has_a_reason_and_the_words_that_dunbox_takes(page: str) -> None:
    left = [each for each in commands(page) if each.reason]
    assert [each.line for each in left if len(each.reason.split()) < 3] == []
    assert [each.line for each in left if each.program == "dunbox" and not understood(each)] == []


def test_few_commands_are_not_run() -> None:
    assert sum(bool(each.reason) for page in pages() for each in commands(page)) <= NOT_RUN


def test_there_are_commands_on_most_pages_that_say_how_something_is_done() -> None:
    assert len(WITH_COMMANDS) >= 10
