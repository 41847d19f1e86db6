"""What can be told over HTTP: an address of a script, or of the client itself, that does as its user would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.runner.posting import posted
from conformance.runner.words import plain


@dataclass(frozen=True, slots=True)
class _Told:
    """A message to the hook."""

    url: str
    body: bytes
    id: str = "hook"
    attempt: int = 1
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})


def told(url: str, op: str, request: Mapping[str, Any], seconds: float) -> int | None:
    """Post a request in the driver protocol's words; the status of the answer, or None without one in time."""
    body = json.dumps(plain({"op": op, **request}), ensure_ascii=False).encode("utf-8", "replace")
    return posted(_Told(url, body), seconds)
