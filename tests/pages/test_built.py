"""The site as it is built: without a warning, and without a request to anybody else."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(find_spec("furo") is None, reason="it needs the extra `docs`"),
]
# What a page has its reader's browser fetch by itself; a link is only followed by who wants to.
_FETCHED = re.compile(r"<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)=\"((?:https?:)?//[^\"]+)")


def test_the_site_is_built_without_a_warning_and_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    built = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"),
            *("-c", "docs", "-d", tmp_path / "read", ".", tmp_path / "site"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 30
    assert {page.name: found for page in pages if (found := _FETCHED.findall(page.read_text("utf-8")))} == {}
    styles = "\n".join(path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.css"))
    assert re.findall(r"url\(['\"]?(?:https?:)?//[^)]*|@import[^;]*", styles) == []
