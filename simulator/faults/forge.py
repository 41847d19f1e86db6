"""A message that the provider never sent, behind one that it did."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import orjson

from simulator.faults import Moment
from simulator.faults.malformed import put
from simulator.outbox import Message

TITLE = "Behind the message comes one that the provider never sent"
WORDS: dict[str, Any] = {
    "as_event": {
        "type": "string",
        "minLength": 1,
        "maxLength": 255,
        "description": "The forged message's event; without it, that of the message before it.",
    },
    "body": {
        "type": "object",
        "description": "The forged body; without it, that of the message before it with ids that exist nowhere.",
    },
    "value": {
        "type": "object",
        "propertyNames": {"pattern": "^/", "x-expected": "a JSON pointer into the body, such as /data/type"},
        "description": "Values by JSON pointer, put where there are others; all else stays as it was, true ids too.",
    },
}
REQUIRED = ()


def tamper(words: dict[str, Any], message: Message, moment: Moment) -> list[Message]:
    """Add a forgery."""
    event = words.get("as_event", message.event)
    body = words.get("body")
    if "value" in words:
        body = orjson.loads(message.body) if body is None else deepcopy(body)
        for pointer, value in words["value"].items():
            put(body, pointer, value)
    elif body is None:
        body = _strange(orjson.loads(message.body), {message.event: event}, moment)
    forged = replace(message, event=event, body=orjson.dumps(body), tries=[])
    forged.due, forged.held = moment.now, False
    return [forged]


def _strange(value: Any, renamed: dict[str, str], moment: Moment, name: str = "") -> Any:
    """A copy with other ids, but for those by which the client itself is known; `renamed` are other words for words."""
    if isinstance(value, dict):
        return {each: _strange(inner, renamed, moment, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [_strange(inner, renamed, moment, name) for inner in value]
    if isinstance(value, str) and value in renamed:
        return renamed[value]
    return _other(value, moment) if name == "id" or name.endswith(("_id", "Id", "ID")) else value


def _other(value: Any, moment: Moment) -> Any:
    if not isinstance(value, str | int) or value in moment.own:
        return value
    if isinstance(value, int):
        return moment.draw("forged", str(value), 10**8, 10**9 - 1)
    return moment.draw.uuid("forged", value)
