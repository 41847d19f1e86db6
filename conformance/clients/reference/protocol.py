"""The driver protocol's line loop: one JSON object a line on stdin, one reply a line on stdout, in order."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

Json = dict[str, Any]
log = logging.getLogger(__name__)


class Unsupported(Exception):
    """An op or an action that this client never declared."""


class Speaker(Protocol):
    """Something that answers requests of the driver protocol."""

    def __call__(self, request: Json) -> Json:
        """The reply to one request."""

    def close(self) -> None:
        """Give everything back; called after the last reply is written."""


def failed(identity: object, message: str) -> Json:
    """The reply to a request that crashed or could not be read."""
    return {"id": identity, "error": {"kind": "failed", "message": message}}


def answered(request: Json, ops: Callable[[str, Json], Json]) -> Json:
    """The reply to a request: what `ops` returns, or its exception in the protocol's words."""
    identity = request.get("id")
    try:
        return {"id": identity, "ok": ops(str(request.get("op")), request)}
    except Unsupported as problem:
        return {"id": identity, "error": {"kind": "unsupported", "message": str(problem)}}
    except Exception as problem:  # a crash is told to the harness, and the process goes on
        log.exception("op %s failed", request.get("op"))
        return failed(identity, f"{type(problem).__name__}: {problem}")


def parsed(line: bytes) -> Json | str:
    """A line as a request, or why it is none."""
    try:
        request = json.loads(line.decode("utf-8"))
    except ValueError as problem:
        return f"not a JSON object in UTF-8: {problem}"
    except RecursionError:
        return "not a request: nested too deeply"
    if not isinstance(request, dict) or not isinstance(request.get("op"), str):
        return "not a request: a JSON object with `id` and `op` is expected"
    return request


def serve(speaker: Speaker, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> int:
    """Answer requests until `bye` or the end of input; returns the process's exit code."""
    lines = stdin if stdin is not None else sys.stdin.buffer
    out = stdout if stdout is not None else sys.stdout.buffer
    for line in lines:
        request = parsed(line)
        reply = failed(None, request) if isinstance(request, str) else speaker(request)
        out.write(json.dumps(reply).encode("ascii") + b"\n")
        out.flush()
        if isinstance(request, dict) and request["op"] == "bye":
            break
    speaker.close()
    return 0
