"""docs/troubleshooting.md: every message that it quotes is one that dunbox has."""

import re

from tests.architecture.source import PACKAGES, ROOT

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
QUOTED = re.findall(r'^\| ("[^|]*")', PAGE, re.MULTILINE)


def test_every_message_that_is_quoted_is_one_that_dunbox_has() -> None:
    code = "\n".join(path.read_text("utf-8") for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
    quotes = [quote for row in QUOTED for quote in re.findall(r'"([^"]+)"', row)]
    # What a message has for the reader's own words stands as … on the page.
    parts = [part.strip() for quote in quotes for part in quote.split("…")]
    assert len(quotes) >= 7
    assert [part for part in parts if part not in code] == []
