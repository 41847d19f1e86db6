"""The pytest plugin: the fixture `dunbox`, a sandbox at the providers' own addresses for as long as a test lasts.

pytest loads it by its entry point, so nothing has to be imported; and it imports nothing itself until it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

import simulator

if TYPE_CHECKING:
    from simulator import Dunbox

_MARKER = (
    "dunbox(*, seed, start, country, company, settings, credentials): how the sandbox of the fixture `dunbox` is "
    "made; what is left out comes from the fixture `dunbox_options`"
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
    marker = request.node.get_closest_marker("dunbox")
    if marker and marker.args:
        pytest.fail("the marker dunbox takes its words by name, such as dunbox(seed=7)", pytrace=False)
    with simulator.Dunbox(**{**dunbox_options, **(marker.kwargs if marker else {})}) as made:
        yield made
