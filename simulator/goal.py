"""The moment to which time is to pass, from the words of whoever moves the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simulator import clock
from simulator.refused import Refused
from simulator.sandbox import Sandbox


def moment(text: str) -> datetime:
    """Read a time; raises `Refused`."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no time: {error}; it is written like 2026-02-04T09:00") from error


def goal(sandbox: Sandbox, words: Mapping[str, Any]) -> datetime:
    """Answer the moment that `to` (a time), `by` (a duration) or `banking_days` mean; raises `Refused`.

    A time without an offset is local time of the account's zone.
    """
    try:
        if "to" in words:
            return clock.instant(sandbox.zone, moment(words["to"]))
        if "by" in words:
            return clock.after(sandbox.zone, sandbox.state.now, words["by"])
        return clock.within(sandbox.zone, sandbox.add_banking_days(sandbox.now, int(words["banking_days"])))
    except ValueError as error:
        raise Refused(str(error), "conflict") from error
