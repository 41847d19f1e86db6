"""Writes the table of how long each bundled scenario takes, by which `dunbox run --shard` splits: `make seconds`.

`python -m conformance.cli.timing FILE` reads a run's JSON result from standard input.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.cli.sharding import seconds_of


def table(result: Mapping[str, Any]) -> str:
    """The table as JSON, a line a scenario: hundredths of a second say enough, and change less than more of them."""
    found = {name: round(seconds, 2) for name, seconds in sorted(seconds_of(result).items())}
    return json.dumps(found, indent=1) + "\n"


if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="python -m conformance.cli.timing", description=__doc__)
    words.add_argument("file", type=Path)
    words.parse_args().file.write_text(table(json.load(sys.stdin)), encoding="utf-8")
