"""What `dunbox serve` gives its console: what was done by hand in a sandbox, as a scenario file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.cli.bundle import rule_files, vocabulary
from conformance.meaning import Meaning
from conformance.recorded.retelling import Teller, Untold
from conformance.runner.backend import documents
from conformance.scenario.load import load_text
from conformance.scenario.problems import ScenarioError
from simulator import Refused


def scenario_of(done: Mapping[str, Any]) -> str:
    """Answer the text of a scenario file that tells what was done; raises `Refused` where none can be told."""
    meaning = Meaning(documents())

    def duty_of(operations: Iterable[str]) -> str | None:
        found = {meaning.duty(operation) for operation in operations}
        return found.pop() if len(found) == 1 else None

    rules = frozenset(row["id"] for rows in rule_files().values() for row in rows)
    teller = Teller(done["country"], done["start"], rules, duty_of, done["settings"])
    try:
        text = teller.told(done["rows"], f"What was done by hand in sandbox {done['sandbox']}")
        load_text(text, "by-hand.yaml", vocabulary())
    except Untold as untold:
        raise Refused(str(untold), "conflict") from untold
    except ScenarioError as error:
        raise Refused(
            f"what was done here makes no scenario that can be played: {error}", "conflict"
        ) from error
    return text
