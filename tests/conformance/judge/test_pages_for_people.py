"""What somebody opens in a browser during a run is not taken for a call of the client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests

from conformance.cli.bundle import vocabulary
from conformance.clients.reference import Client
from conformance.runner import Options, run
from conformance.scenario.load import load_file
from simulator.resources import scenarios
from tests.conformance.judge.stories import records

SEEN: list[int] = []


class Curious(Client):
    """The reference client, whose user opens each link that the client shows."""

    def link_shown(self, address: str) -> str:
        SEEN.append(requests.get(address, timeout=10).status_code)
        return address


def test_a_page_that_the_user_opens_leaves_no_record(tmp_path: Path) -> None:
    SEEN.clear()
    story: Any = load_file(scenarios() / "kassavirta" / "identification-failed.yaml", vocabulary())[0]
    client = "tests.conformance.judge.test_pages_for_people:Curious"
    result = run([story], Options(client_python=client, op_timeout=10.0, trace_dir=tmp_path))
    assert result["scenarios"][0]["verdict"] == "passed", result
    assert SEEN
    assert set(SEEN) == {200}
    surfaces = {one.get("surface") for one in records(tmp_path, story.id) if one["kind"] == "exchange"}
    assert surfaces == {"maventa"}
