"""The run that the tests of reports look at: made once, as it takes seconds."""

from __future__ import annotations

import pytest

from tests.conformance.reports.made_run import Made, made


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two stories in which the settlement is booked twice, with all their documents."""
    return made(tmp_path_factory.mktemp("run"))
