"""What differs between two runs of one scenario: verdicts, and the first call that is not the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

_CALL = ("at", "surface", "method", "path", "query", "body")
_SHOWN = 200


def verdicts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for the scenario's verdict, and one for each check's, if it is another one now."""
    if before["verdict"] != after["verdict"]:
        yield f"the scenario was {_told(before)}, and is {_told(after)} now"
    old = {one["id"]: one for one in before["checks"]}
    for check in after["checks"]:
        was = old.get(check["id"])
        if was is None:
            yield f"{check['id']} is new: {_told(check)}"
        elif was["verdict"] != check["verdict"]:
            why = check["message"] or was["message"]
            yield f"{check['id']} was {_told(was)}, and is {_told(check)} now{f': {why}' if why else ''}"
    for name in sorted(old.keys() - {check["id"] for check in after["checks"]}):
        yield f"{name} is no longer there: it was {_told(old[name])}"


def _told(result: Mapping[str, Any]) -> str:
    return str(result["verdict"]).replace("_", " ")


def calls(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Lines on the first call that differs, or one line saying that all are the same."""
    old, new = ([one for one in records if one["kind"] == "exchange"] for records in (before, after))
    for number, (was, now) in enumerate(zip_longest(old, new), 1):
        parts = _parts(was, now)
        if parts:
            yield f"call {number} is the first that differs: in {', '.join(parts)}"
            yield f"  before: {_shown(was, parts)}"
            yield f"  now:    {_shown(now, parts)}"
            return
    yield f"all {len(old)} calls are the same, and their answers"


def _parts(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> list[str]:
    """In what two calls differ; their answers are looked at only if they are the same."""
    if was is None or now is None:
        return ["that it is made"]
    differ = [name for name in _CALL if was.get(name) != now.get(name)]
    return differ or (["answer"] if _answer(was) != _answer(now) else [])


def _answer(call: Mapping[str, Any]) -> Any:
    answer = call.get("answer") or {}
    return answer.get("status"), answer.get("body")


def _shown(call: Mapping[str, Any] | None, parts: Iterable[str]) -> str:
    if call is None:
        return "no such call"
    status = (call.get("answer") or {}).get("status") or "no answer"
    more = "".join(
        f"; {name} {_cut(json.dumps(call.get(name), sort_keys=True, ensure_ascii=False))}"
        for name in parts
        if name in ("query", "body", "answer")
    )
    return f"{call['at']}   {call['method']} {call['path']}: {status}{more}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
