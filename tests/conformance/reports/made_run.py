"""A run that was really made, with all its documents: a wrong client in one story of each of two agencies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.cli import exit_code_of
from conformance.cli.bundle import rule_files
from conformance.reports import timeline
from conformance.reports.library import Library

STORIES = ("kravia/debtor-pays-both", "ropo/paid-after-the-reminder")
DOCUMENTS = {
    "--json": "result.json",
    "--junit": "junit.xml",
    "--html": "report.html",
    "--markdown": "report.md",
    "--badge": "badge.svg",
    "--evidence": "evidence.zip",
}


@dataclass(frozen=True)
class Made:
    """What the run left in a folder, and what it exited with."""

    folder: Path
    code: int

    @property
    def result(self) -> dict[str, Any]:
        """The result, freshly read."""
        found: dict[str, Any] = json.loads((self.folder / "result.json").read_bytes())
        return found

    def records(self, scenario: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The trace of one of its scenarios; of one that has none of its own, that of the first story."""
        return timeline.read(self.folder / "traces" / scenario.get("trace", f"{STORIES[0]}.jsonl"))

    def file(self, option: str) -> Path:
        """The document that an option asked for."""
        return self.folder / DOCUMENTS[option]


def made(folder: Path, client: str = "books_the_settlement_twice", *stories: str) -> Made:
    """Run stories with a wrong client of the self-test, in this process, and ask for every document."""
    documents = [word for option, name in DOCUMENTS.items() for word in (option, str(folder / name))]
    driven = ["--client-python", f"conformance.clients.wrong.{client}:Client", "--jobs", "1"]
    code = exit_code_of(["run", *(stories or STORIES), *driven, "--keep", str(folder / "traces"), *documents])
    return Made(folder, code)


def library() -> Library:
    """The laws and rules of the product."""
    return Library.of({check.id: check.law for check in all_checks()}, Catalogue(rule_files()))
