"""Whether the client keeps its tokens, and keeps its secrets to itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._calls import answered
from conformance.trace import Record
from conformance.verdict import Finding

# As a trace has them: it holds no secret and no token itself.
_ADDRESS = re.compile(r"\w+://|\{[\w.]+\}")
_HIDDEN = re.compile(r"\{(secret|token):\d+\}")
_ENOUGH = 2


@check(
    "auth.token-kept",
    topic="auth",
    reads=("wire",),
    right="In one tick the client makes twelve calls with the token that it fetched in the morning. One is answered "
    "401: it fetches a new token, and makes the call again.",
    wrong="In one tick it makes twelve calls, and fetches a token before each.",
    rules=("CLIENT-AUTH-1",),
    duties=("authenticate",),
)
def auth_token_kept(looking: Looking) -> Iterator[Finding]:
    """A token is kept until it expires or is refused; it is not fetched anew for every call.

    A token is wasted when a third for one scope is fetched within one request of the harness, with no refusal
    (401 or 403) between and no restart of the client. Virtual time stands while a request is open, so none of
    them can have expired. The words of a scope may come in any order. A token whose answer got lost is none.
    """
    held: dict[tuple[Any, ...], list[Record]] = {}
    for call in looking.trace.exchanges():
        if answered(call) in (401, 403):
            held.clear()
        elif call.duty == "authenticate" and call.accepted:
            looking.at()
            fetched = held.setdefault((call.op, call.data.get("surface"), _scope(call)), [])
            fetched.append(call)
            if len(fetched) == _ENOUGH + 1:
                yield _wasted(fetched)


def _scope(call: Record) -> tuple[str, ...]:
    return tuple(sorted(str(call.means.get("scope") or "").split()))


def _wasted(fetched: list[Record]) -> Finding:
    return Finding(
        message="the client fetched a third token for the same scope, although none of them had been refused",
        expected="one token, kept until it expires or is refused",
        actual=f"{len(fetched)} tokens within one request, for {' '.join(_scope(fetched[0])) or 'no scope'}",
        at=fetched[-1].at.isoformat(),
        evidence=tuple(call.id for call in fetched),
    )


@check(
    "auth.secrets-hidden",
    topic="auth",
    reads=("wire", "books"),
    acts_alone=True,
    right="The token goes into the Authorization header, the client's secret into the body of the token request; "
    "the user reads: The provider does not answer at the moment.",
    wrong="A call ends in ?access_token=…, with the token in its URL, where every log on the way keeps it.",
    rules=("CLIENT-AUTH-2",),
)
def auth_secrets_hidden(looking: Looking) -> Iterator[Finding]:
    """No secret and no token of the client stands in a URL, or in anything that it tells its user.

    Secrets are those with which the client was configured, tokens those that it was given. Looked at are the
    path and the query of every call, the address that is given for webhooks, and every text for the user: all
    that an outcome or a view says. Else, headers and bodies of calls are where they belong.
    """
    for call in looking.trace.exchanges():
        looking.at()
        found = _hidden_in([call.data.get("path"), call.data.get("query")])
        if found:
            yield _shown(
                call, f"a {found} stands in the URL of a call", "none in any URL", str(call.data["path"])
            )
        yield from _in_address(call)
    told: set[str] = set()
    for op in looking.trace.ops("act", "view"):
        for text in _texts(op.ok or {}):
            looking.at(text not in told)
            found = _hidden_in(text)
            if found and text not in told:
                yield _shown(op, f"a {found} stands in what the user is shown", "none in any text", text)
            told.add(text)


def _in_address(call: Record) -> Iterator[Finding]:
    """The findings that a webhook was to come to an address with a secret in it."""
    for text in _texts(call.data.get("body")) if call.duty == "register_webhook" else ():
        found = _hidden_in(text) if _ADDRESS.match(text) else None
        if found:
            yield _shown(call, f"a {found} stands in the address for webhooks", "none in any URL", text)


def _hidden_in(value: Any) -> str | None:
    """What stands in a value that must not: `secret` or `token`."""
    found = _HIDDEN.search(value if isinstance(value, str) else json.dumps(value))
    return found[1] if found else None


def _texts(words: Any) -> Iterator[str]:
    """Every text in a reply or a body."""
    if isinstance(words, str) and words:
        yield words
    elif isinstance(words, Mapping | list):
        for one in words.values() if isinstance(words, Mapping) else words:
            yield from _texts(one)


def _shown(record: Record, message: str, expected: str, actual: str) -> Finding:
    return Finding(message, expected, actual, record.at.isoformat(), (record.id,))
