"""`make audit`: a vulnerability fails it, and what could not be asked is not taken for sound."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SOUND = {"name": "lxml", "version": "5.2", "vulns": []}
OWN = {"name": "dunbox", "skip_reason": "it is editable"}
UNASKED = {"name": "rich", "skip_reason": "not found"}
VULNERABLE = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"]}]}


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    described = importlib.util.spec_from_file_location("audit", ROOT / "ci" / "audit.py")
    assert described is not None
    assert described.loader is not None
    made = importlib.util.module_from_spec(described)
    described.loader.exec_module(made)
    return made


@pytest.mark.parametrize(
    ("found", "codes", "said"),
    [
        ([OWN, SOUND], (0, 0), "Of 1 packages no vulnerability is known"),
        ([OWN, SOUND, VULNERABLE], (1, 1), "jinja2 3.0: PYSEC-1; mended in 3.1.6"),
        ([OWN, UNASKED, VULNERABLE], (1, 1), "jinja2 3.0: PYSEC-1"),
        ([OWN, SOUND, UNASKED], (3, 0), "Not audited, as no service that was reached knows of them: rich"),
        ([OWN, UNASKED], (3, 0), "Of 0 packages no vulnerability is known"),
    ],
)
def test_it_fails_for_what_is_known_and_for_what_could_not_be_asked(
    audit: ModuleType, found: list[Any], codes: tuple[int, int], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuple(audit.told(found, if_reached=reached) for reached in (False, True)) == codes
    assert said in capsys.readouterr().out


def test_a_service_that_is_not_reached_fails_it_unless_that_may_be(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = subprocess.CompletedProcess((), 1, "", "Traceback …\nConnectionError: no route\n")
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: broken)
    assert (audit.main([]), audit.main(["--if-reached"])) == (3, 0)
    assert "No service of vulnerabilities was reached: ConnectionError: no route" in capsys.readouterr().out
