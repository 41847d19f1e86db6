"""The sample client in Node is judged like any other: as a process, by the driver protocol."""

import json
import re
import shutil
from pathlib import Path

import pytest

from conformance.cli.bundle import vocabulary
from conformance.runner import Options, exit_code, run
from conformance.scenario import Scenario, load_all
from simulator.resources import scenarios

FOLDER = Path(__file__).parents[2] / "examples" / "node"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node is not installed on this machine")


def passes(stories: list[Scenario]) -> None:
    result = run(stories, Options(client=[str(NODE), str(FOLDER / "client.mjs")], op_timeout=30.0))
    assert {one["id"]: one["verdict"] for one in result["scenarios"] if one["verdict"] != "passed"} == {}
    assert len(result["scenarios"]) >= 5
    assert exit_code(result) == 0


@needs_node
def test_the_node_client_passes_every_story_of_its_first_provider() -> None:
    passes([one for one in load_all((), scenarios(), vocabulary()) if one.provider == "ropo"])


@needs_node
def test_the_node_client_hands_invoices_over_to_perinta_as_well() -> None:
    names = [
        "perinta/paid-after-the-reminder",
        "perinta/automatic-transfer",
        "perinta/transfer-fails-later",
        "perinta/paid-to-the-creditor",
        "perinta/closed-with-a-transfer-pending",
    ]
    passes([one for one in load_all((), scenarios(), vocabulary()) if one.id in names])


def test_the_node_client_needs_nothing_but_node() -> None:
    package = json.loads((FOLDER / "package.json").read_text())
    assert not {"dependencies", "devDependencies"} & set(package)
    imported = {
        found
        for file in FOLDER.glob("*.mjs")
        for found in re.findall(r"^import .* from '([^']+)';$", file.read_text(), re.MULTILINE)
    }
    assert imported
    assert all(name.startswith(("node:", "./")) for name in imported)
