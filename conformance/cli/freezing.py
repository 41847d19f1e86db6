"""Makes a requirement set of all checks, rules and scenarios that there are: `make set VERSION=2026.1`.

`python -m conformance.cli.freezing VERSION FOLDER` writes VERSION.yaml; one that is there stays as it is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from conformance import requirements
from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.cli.bundle import rule_files, stories


def write(version: str, folder: Path) -> Path:
    """Write a new set into a folder. Raises `ValueError` for a version that is none, `FileExistsError`, and OSError."""
    text = requirements.frozen(version, all_checks(), Catalogue(rule_files()), stories())
    file = folder / f"{version}.yaml"
    with file.open("x", encoding="utf-8") as made:
        made.write(text)
    return file


if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="python -m conformance.cli.freezing", description=__doc__)
    words.add_argument("version")
    words.add_argument("folder", type=Path)
    given = words.parse_args()
    try:
        print(write(given.version, given.folder))
    except FileExistsError as error:
        words.error(
            f"{error.filename} is there, and a set that was published never changes: choose a new version"
        )
    except ValueError as error:
        words.error(str(error))
