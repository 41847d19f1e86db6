"""The pytest plugin: sandboxes as fixtures, and stories as tests that judge a client.

pytest loads it by its entry point, so nothing has to be imported; and what is dear it imports when it is used.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import simulator
from conformance.pytest_plugin import hooks
from conformance.pytest_plugin.asked import ASKED, TOLD, Asked, add

if TYPE_CHECKING:
    from simulator import Dunbox

_MADE = (
    "dunbox(*, seed, start, agency, country, company, settings, credentials, socket): how the sandbox of the fixture "
    "`dunbox` is made; markers of a class and a module add to it, and what is left out comes from the fixture "
    "`dunbox_options`, then from the options --dunbox-…"
)
_PLAYED = "dunbox_scenario: a story that judges a client; the plugin marks those itself, for -m to choose by"


class DunboxWarning(UserWarning):
    """A client broke what it should do, in a story that it passes otherwise."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the options known."""
    add(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Make the hook known by which a conftest.py names the client."""
    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known, and read what is asked for."""
    for marker in (_MADE, _PLAYED):
        config.addinivalue_line("markers", marker)
    asked = config.stash[ASKED] = Asked(config)
    if asked.line["scenarios"] is not None:
        _ours("files").matched(config)  # a glob that finds nothing is told at once


# --- the fixtures -------------------------------------------------------------------------------------------


@pytest.fixture
def dunbox_options() -> dict[str, Any]:
    """How sandboxes are made where a test does not say it: override this fixture for a module or a project."""
    return {}


@pytest.fixture
def dunbox(request: pytest.FixtureRequest, dunbox_options: dict[str, Any]) -> Iterator[Dunbox]:
    """A sandbox for this test. What `requests` and `httpx` send to a provider's host is answered by it."""
    yield from _opened(request, dunbox_options)


@pytest.fixture
def dunbox_server(request: pytest.FixtureRequest, dunbox_options: dict[str, Any]) -> Iterator[Dunbox]:
    """The fixture `dunbox`, served on a free port of loopback too: for clients that are other processes."""
    yield from _opened(request, dunbox_options, socket=True)


def _opened(
    request: pytest.FixtureRequest, options: dict[str, Any], **always: Any
) -> Generator[Dunbox, None, None]:
    words = {**request.config.stash[ASKED].sandbox(), **options, **_marked(request.node), **always}
    with ExitStack() as opened:
        try:
            made = opened.enter_context(simulator.Dunbox(**words))
        except simulator.Refused as refused:
            pytest.fail(f"the fixture {request.fixturename}: {refused}", pytrace=False)
        most = request.config.stash[ASKED].timeline
        request.node.stash[TOLD] = _ours("witness").Witness(made, most).sections
        yield made


def _marked(node: pytest.Item) -> dict[str, Any]:
    """The words of all the markers of a test; where several say a word, the one closest to the test has it."""
    words: dict[str, Any] = {}
    for marker in node.iter_markers("dunbox"):
        if marker.args:
            pytest.fail("the marker dunbox takes its words by name, such as dunbox(seed=7)", pytrace=False)
        words = {**marker.kwargs, **words}
    return words


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what happened in the test's sandbox, and with a story that is skipped where it stands."""
    report = yield
    if report.failed and TOLD in item.stash:
        report.sections += item.stash[TOLD]()
    if report.skipped and isinstance(report.longrepr, tuple) and item.get_closest_marker("dunbox_scenario"):
        path, line, _ = item.location
        report.longrepr = (path, (line or 0) + 1, report.longrepr[2])
    return report


# --- stories ------------------------------------------------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a YAML file that is a story: one of `dunbox_scenarios`, or named on the command line and looking so."""
    if file_path.suffix not in (".yaml", ".yml") or not _ours("files").is_story(file_path, parent.session):
        return None
    found: pytest.Collector = _ours("stories").StoryFile.from_parent(parent, path=file_path)
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Add the bundled stories that are asked for."""
    suite = session.config.stash[ASKED].value("suite")
    if suite:
        items += _ours("stories").bundled(session, suite)


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> list[str]:
    """Say which client is judged, where any is."""
    if not any(item.get_closest_marker("dunbox_scenario") for item in items):
        return []
    return [f"dunbox: the stories judge {_ours('playing').stage(config).client}"]


def _ours(name: str) -> Any:
    """A module of the plugin, imported when it is used."""
    return import_module(f"{__name__}.{name}")
