"""Near misses: what a refused call may have been meant for, in sentences for whoever looks at the journal.

Providers say no such thing: to a client another company's case is not there. None of this reaches the wire.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from simulator import ids
from simulator.channels import channels
from simulator.contract import near
from simulator.contract.document import Document
from simulator.sandbox import Sandbox
from simulator.world import World

_HELD = {"invoices": "an invoice", "cases": "a case", "webhooks": "a subscription"}


def calls(document: Document, method: str, path: str, allowed: Iterable[str]) -> Iterator[str]:
    """Say which call may have been meant by one that the document has not."""
    if allowed:
        yield f"{method} is not taken here; this path has: {', '.join(allowed)}"
        return
    meant = near.call(document, method, path)
    if meant:
        yield f"no such path; did you mean {meant}?"


def things(world: World, mine: Sandbox, named: Mapping[str, str]) -> Iterator[str]:
    """Say of ids that a call named, and that its sandbox has not, who has one or what it is of."""
    for name, text in named.items():
        if (what := _held(mine, text)) is not None:
            yield f"{name} {text[:80]!r} is the id of {what} in this sandbox"
            continue
        for other in world.sandboxes:
            if other is not mine and (what := _held(other, text)) is not None:
                yield f"no {name} {text[:80]!r} is in this sandbox; {what} with that id is in sandbox {other.id}"
                break


def _held(sandbox: Sandbox, text: str) -> str | None:
    """What a sandbox has under an id."""
    return next((what for kind, what in _HELD.items() if text in getattr(sandbox.state, kind)), None)


def credentials(world: World, channel: str, given: Iterable[str]) -> Iterator[str]:
    """Say of credentials that were refused whose they are: another channel's, or those of a sandbox that is gone."""
    for text in given:
        found = _owner(world, text)
        if found is None:
            continue
        sandbox, theirs = found
        if not world.knows(sandbox):
            yield f"these are credentials of sandbox {sandbox}, which is not there any more"
        elif theirs is None:
            yield f"this is a token of sandbox {sandbox}; it has expired, or another surface gave it"
        elif theirs != channel:
            yield f"this is the secret of sandbox {sandbox} for {theirs}; the one for {channel} is another"


def _owner(world: World, text: str) -> tuple[str, str | None] | None:
    """The id of the sandbox that a credential is or was of, and its channel; of a token that is not known."""
    claims = ids.read_token(world.key, text) if text.count(".") == 2 else None
    if claims is not None:
        return str(claims.get("sandbox")), None
    whose = world.credentials.whose(text)
    if whose is not None:
        return whose
    for removed in list(world.removed):
        for name in channels():
            if ids.same(ids.secret_of(world.key, removed, name), text):
                return removed, name
    return None
