"""A pytest inside the test's own process, with this plugin and no other."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

import simulator
from conformance import pytest_plugin
from conformance.checks import all_checks
from conformance.pytest_plugin import stories, witness

Inner = Callable[..., pytest.RunResult]


@pytest.fixture(scope="session")
def everything_imported() -> None:
    """What an inner pytest imports it lets go of again; so that nothing has to come twice, it is there before."""
    assert all_checks()
    assert {stories.__name__, witness.__name__} <= set(sys.modules)
    with simulator.Dunbox(agency="ropo", socket=True):
        pass


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, everything_imported: None) -> Inner:
    """Run a pytest in a folder of its own: arguments of its command line, `test` what is in its only test file."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def run(*arguments: str, test: str | None = None) -> pytest.RunResult:
        if test is not None:
            pytester.makepyfile(test_it=test)
        strict = ("-p", "no:cacheprovider", "--strict-markers", "-W", "error")
        return pytester.runpytest_inprocess(*strict, *arguments, plugins=[pytest_plugin])

    return run
