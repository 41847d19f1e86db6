"""The pytest plugin: the fixture `dunbox`, a sandbox at the providers' own addresses for as long as a test lasts.

pytest loads it by its entry point, so nothing has to be imported; and it imports nothing itself until it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

import simulator

if TYPE_CHECKING:
    from simulator import Dunbox

_MARKER = (
    "dunbox(*, seed, start, country, company, settings, credentials): how the sandbox of the fixture `dunbox` is "
    "made; markers of a class and a module add to it, and what is left out comes from the fixture `dunbox_options`"
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def dunbox_options() -> dict[str, Any]:
    """How sandboxes are made where a test does not say it: override this fixture for a module or a project."""
    return {}


@pytest.fixture
def dunbox(request: pytest.FixtureRequest, dunbox_options: dict[str, Any]) -> Iterator[Dunbox]:
    """A sandbox for this test. What `requests` and `httpx` send to a provider's host is answered by it."""
    with ExitStack() as opened:
        try:
            made = opened.enter_context(simulator.Dunbox(**{**dunbox_options, **_marked(request.node)}))
        except simulator.Refused as refused:
            pytest.fail(f"the fixture dunbox: {refused}", pytrace=False)
        yield made


def _marked(node: pytest.Item) -> dict[str, Any]:
    """The words of all the markers of a test; where several say a word, the one closest to the test has it."""
    words: dict[str, Any] = {}
    for marker in node.iter_markers("dunbox"):
        if marker.args:
            pytest.fail("the marker dunbox takes its words by name, such as dunbox(seed=7)", pytrace=False)
        words = {**marker.kwargs, **words}
    return words
