"""The calls that servers are compared by: report an event, read an assignment, list 50. They are Maventa's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

CHANNEL = "maventa"
DOCUMENT = Path(CHANNEL) / "openapi.yaml"
"""Where, below the folder of what providers promise, the document of these calls is."""
PREFIX = f"/{CHANNEL}"
LISTED = 50
MOST_LISTED = 100
"""How many assignments a list has where speed is compared, and how many it may have."""
_LIST = "/v1/assignments"
PATTERNS = {"create": f"{_LIST}/[^/]+/events", "read": f"{_LIST}/[^/]+", "list": _LIST}
"""What the paths of the calls that are compared look like."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: its target is a path below the surface's prefix, with the query."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def below(self, prefix: str) -> Ask:
        """The same request, its target below a prefix."""
        return replace(self, target=prefix + self.target)

    def wire(self, host: str) -> bytes:
        """The request as HTTP/1.1 has it, on a connection that stays."""
        length = [("content-length", str(len(self.body)))] if self.body else []
        lines = [f"{name}: {value}" for name, value in [("host", host), *self.headers, *length]]
        head = "\r\n".join([f"{self.method} {self.target} HTTP/1.1", *lines])
        return f"{head}\r\n\r\n".encode() + self.body


def for_a_token(words: Mapping[str, str]) -> Ask:
    """Ask for a token with a sandbox's words for this channel; the answer has it as `access_token`."""
    form = {"grant_type": "client_credentials", "scope": "receivables:assignments"}
    form |= {name: words[name] for name in ("client_id", "client_secret")}
    kind = ("content-type", "application/x-www-form-urlencoded")
    return Ask("POST", "/oauth2/token", (kind,), urlencode(form).encode())


def for_a_list(token: str, page: int = 1, per_page: int = LISTED) -> Ask:
    """Ask for a page of assignments."""
    return Ask("GET", f"{_LIST}?page={page}&per_page={per_page}", (_bearer(token),))


def to_compare(token: str, cases: Sequence[str]) -> dict[str, list[Ask]]:
    """What servers are compared by: `create`, `read` and `list`, each a round of requests that is gone through again.

    Events are reported on other cases than are read and listed, so that what is read stays as long as it was. `mixed`
    is both in turns, each read of the case that has just been reported on: of what has changed.
    """
    headers = (_bearer(token), ("content-type", "application/json"))
    comment = json.dumps({"type": "comment", "text": "The debtor has moved."}).encode()

    def create(case: str) -> Ask:
        return Ask("POST", f"{_LIST}/{case}/events", headers, comment)

    def read(case: str) -> Ask:
        return Ask("GET", f"{_LIST}/{case}", (_bearer(token),))

    return {
        "create": [create(case) for case in cases[LISTED:]],
        "read": [read(case) for case in cases[:LISTED]],
        "list": [for_a_list(token)],
        "mixed": [ask for case in cases[LISTED:] for ask in (create(case), read(case))],
    }


def document_answering(source: Path, listed: list[dict[str, Any]]) -> str:
    """The document, as JSON, with this list as the example of one: who answers by examples answers as much."""
    document = yaml.safe_load(source.read_text("utf-8"))
    answer = document["paths"][_LIST]["get"]["responses"]["200"]["content"]["application/json"]
    answer["example"] = listed
    return json.dumps(document, default=str)


def _bearer(token: str) -> tuple[str, str]:
    return ("authorization", f"Bearer {token}")
