"""The journal: every HTTP exchange, as it was. Not needed to rebuild anything, and bounded."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

_FIELDS = "secret|client_secret|vendor_api_key|access_token|refresh_token"
# A secret where it stands: as a field of JSON, as a field of a form or query; and an access token, anywhere in a word.
# Whatever the text, it is read once or twice: no repetition is tried in several ways.
_SECRETS = (
    re.compile(rf"""("(?i:{_FIELDS})"\s*+:\s*+")[^"\\]*+(?:\\.[^"\\]*+)*+""", re.DOTALL),
    re.compile(rf"""((?:^|[?&\s])(?:{_FIELDS})=)[^&\s]*+"""),
    re.compile(r"(?<![\w-])((?:(?!eyJ)[\w-])*+)eyJ[\w-]{8,}+[.][\w-]{8,}+[.][\w-]{8,}+"),
)
_PART = re.compile(
    rf"""name="(?:{_FIELDS})\""""
)  # of a multipart body; its value stands behind the next empty line
_LINE_END = re.compile("[\r\n]")
_SIGNS = ('"', "=", "eyJ")  # each of these has one of them, which most texts have not

KEPT = 10_000
"""How many exchanges a journal keeps; the oldest go first."""
KEPT_BYTES = 32 * 1024 * 1024
"""How many bytes all these may have; what is larger is kept until the next comes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body."""

    name: str
    filename: str | None
    content_type: str | None
    content: bytes


@dataclass(slots=True)
class Stamp:
    """What a server that watches adds to a request: its `id`, which its caller may have `given`, and real time.

    It came `at` (UTC); `seconds` are from there, when the machine's seconds were at `began`, to its answer.
    """

    id: str
    given: bool
    at: datetime
    began: float
    seconds: float = 0.0


@dataclass(slots=True)
class Exchange:
    """One request and its answer.

    `at` is the sandbox's virtual time; `path` is below the surface's prefix, without the query; header names are
    in lower case. `contract` says where the request was not what the document says, `rules` by which rules it
    was refused, and `near` what it may have been meant for; `harness_error` marks an answer of ours that is wrong: a
    defect of the simulator. `fault` is the kind of the fault that struck it; `committed` says that the provider did it,
    whatever the client was told. An answer that was cut has the status 0 and nothing in it. `store_error` is why the
    store refused it; `stamp` is there in a server that watches, and in no trace.
    """

    sandbox: str | None
    at: datetime | None
    surface: str
    operation: str | None
    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    status: int
    answer_headers: list[tuple[str, str]]
    answer_body: bytes
    contract: list[str] = field(default_factory=list)
    rules: tuple[str, ...] = ()
    harness_error: bool = False
    parts: list[Part] = field(default_factory=list)
    fault: str | None = None
    committed: bool = False
    near: list[str] = field(default_factory=list)
    store_error: str | None = None
    stamp: Stamp | None = None

    @property
    def weight(self) -> int:
        """About how many bytes it takes; the bodies of parts are kept twice."""
        texts = (self.path, self.query, *chain.from_iterable(self.headers), *self.contract)
        return len(self.body) * (2 if self.parts else 1) + len(self.answer_body) + sum(map(len, texts))


def fitting(written: bytes) -> bytes:
    """Answer the same bytes in no more memory than they take.

    Behind what orjson 3.13 has written there is four to ten times as much, for as long as somebody keeps it.
    """
    return bytes(memoryview(written))


def veiled(text: str) -> str:
    """Answer a text of an exchange without the secrets and tokens in it."""
    if not any(sign in text for sign in _SIGNS):
        return text
    for secret in _SECRETS:
        text = secret.sub(r"\1…", text)
    return "".join(_without_parts(text))


def _without_parts(text: str) -> Iterator[str]:
    """A text in pieces, without what stands in the parts of a multipart body that have a secret's name."""
    done = 0
    while part := _PART.search(text, done):
        begins = text.find("\r\n\r\n", part.end()) + 4
        if begins < 4:
            break
        yield text[done:begins] + "…"
        end = _LINE_END.search(text, begins)
        done = end.start() if end else len(text)
    yield text[done:]


Observer = Callable[[Exchange], None]


class Journal:
    """The last exchanges of one sandbox, numbered from 1 on: bounded in number and in bytes.

    `called` is set by whoever calls the sandbox, testers included, and cleared by who wants to know.
    """

    def __init__(self) -> None:
        self.called = False
        self._kept: deque[tuple[int, Exchange]] = deque()
        self._count = 0
        self._bytes = 0

    @property
    def count(self) -> int:
        """How many exchanges there have been."""
        return self._count

    def write(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self._count += 1
        self._bytes += exchange.weight
        if len(self._kept) == KEPT:
            self._forget()
        while self._kept and self._bytes > KEPT_BYTES:
            self._forget()
        self._kept.append((self._count, exchange))

    def _forget(self) -> None:
        _, oldest = self._kept.popleft()
        self._bytes -= oldest.weight

    def read(self, after: int = 0) -> list[tuple[int, Exchange]]:
        """Answer what is kept of the exchanges after this number, in order."""
        return [(number, exchange) for number, exchange in list(self._kept) if number > after]
