"""The story of docs/first-client.md, as a stranger runs it: the server in one terminal, the saved script in another."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.pages.commands import Reader, commands

PAGE = "docs/first-client.md"


def test_the_story_ends_with_the_settlement_on_the_statement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reading: ExitStack
) -> None:
    reader = Reader(PAGE, tmp_path, reading)
    told = commands(PAGE)
    assert [each.line for each in told] == ["dunbox serve", "python story.py"]
    assert [reader.does(each) for each in told] == [0, 0]
    said = capsys.readouterr().out
    assert "'status': 'PENDING'" in said
    assert "'close_reason': 'paid'" in said
    statement = said[said.index("<?xml") :]
    assert '<Amt Ccy="EUR">1240.00</Amt>' in statement
    assert "<Ref>10016</Ref>" in statement
