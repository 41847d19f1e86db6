"""The ratios of one run, kept, and compared with those of another: which have become worse?

A ratio here says what share of another server's work at a processor dunbox's is, call by call, in the same run. So it
says the same of a quick machine as of a slow one, and nearly the same however much else a machine has to do, which how
many calls are answered in a second does not.
"""

from __future__ import annotations

import json
from typing import Any

MOST_WORSE = 0.2
"""The share by which a ratio may be worse and is not told; runs differ by less."""

_LOAD = "constant"  # no server that anybody would use


def of(found: dict[str, Any]) -> dict[str, Any]:
    """Answer the ratios of a run beside others, by what they are of, with when and where they were measured."""
    [rows] = [section["rows"] for section in found["sections"] if section["id"] == "peers"]
    ratios = {
        f"{row['call']}, connections: {row['connections']}, of {row['server']}'s": row["share"]
        for row in rows
        if row["share"] is not None and row["server"] != _LOAD
    }
    about = {name: found[name] for name in ("dunbox", "started", "machine")}
    return {**about, "command": found["sections"][0]["command"], "ratios": ratios}


def read(text: bytes) -> dict[str, Any]:
    """Answer ratios as they were written; raises `ValueError`."""
    kept = json.loads(text)
    if not isinstance(kept, dict) or not isinstance(kept.get("ratios"), dict) or "started" not in kept:
        raise ValueError("it is not what --ratios writes")
    return kept


def compared(before: dict[str, Any], found: dict[str, Any]) -> int:
    """Answer how many ratios both runs have."""
    return len(before["ratios"].keys() & of(found)["ratios"].keys())


def worse(before: dict[str, Any], found: dict[str, Any]) -> dict[str, str]:
    """Answer the ratios that are worse by more than may be, each with a sentence on what it was and is."""
    now = of(found)["ratios"]
    return {
        name: f"it was {was:.3f} and is {now[name]:.3f}, {now[name] / was - 1:.0%} worse"
        for name, was in before["ratios"].items()
        if name in now and now[name] / was - 1 > MOST_WORSE
    }
