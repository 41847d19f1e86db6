"""What a conftest.py can say to the plugin."""

from __future__ import annotations

import pytest


@pytest.hookspec(firstresult=True)
def pytest_dunbox_client(config: pytest.Config) -> list[str] | str | None:
    """Which client stories judge, where the command line names none.

    A command as a list of words, a callable as the text `module:attribute`, or None to leave it to the ini file.
    """
