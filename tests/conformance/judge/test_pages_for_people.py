"""What somebody opens in a browser during a run: it is not taken for a call of the client, and it is no console."""

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
OF_THE_TESTER: list[int] = []


class Curious(Client):
    """The reference client, whose user opens each link that the client shows, and tries what is beside it."""

    def link_shown(self, address: str) -> str:
        SEEN.append(requests.get(address, timeout=10).status_code)
        server = address.partition("/console/")[0]
        for place in ("/console", "/console/sandboxes/1", "/control/v1/sandboxes"):
            OF_THE_TESTER.append(requests.get(f"{server}{place}", timeout=10).status_code)
        return address


def test_a_page_that_the_user_opens_leaves_no_record_and_leads_to_no_console(tmp_path: Path) -> None:
    SEEN.clear()
    OF_THE_TESTER.clear()
    story: Any = load_file(scenarios() / "kassavirta" / "identification-failed.yaml", vocabulary())[0]
    client = "tests.conformance.judge.test_pages_for_people:Curious"
    result = run([story], Options(client_python=client, op_timeout=10.0, trace_dir=tmp_path))
    assert result["scenarios"][0]["verdict"] == "passed", result
    assert SEEN
    assert set(SEEN) == {200}
    assert set(OF_THE_TESTER) == {404}
    surfaces = {one.get("surface") for one in records(tmp_path, story.id) if one["kind"] == "exchange"}
    assert surfaces == {"maventa"}
