"""The command that plays one scenario again: it names what `dunbox run` finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from conformance.cli.bundle import stories
from conformance.runner.scenario import selector
from conformance.scenario import load_file


def test_a_bundled_story_is_named_by_its_id() -> None:
    (story,) = [one for one in stories() if one.id == "ropo/paid-in-time"]
    assert selector(story) == ("ropo/paid-in-time",)


def test_a_story_of_ones_own_is_named_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert exit_code_of(["new", "--yes", "first.yaml"]) == 0
    (story,) = load_file("first.yaml")
    assert selector(story) == ("first.yaml", "--provider", "ropo")
