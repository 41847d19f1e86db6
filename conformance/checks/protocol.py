"""Whether the client keeps the driver protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.checks import Looking, check
from conformance.trace import Record
from conformance.verdict import Finding

# What came instead of a reply, by the kind of the driver's error.
_FOUND = {
    "start": "no client: it could not be started",
    "died": "its process ended",
    "silent": "none in time",
    "garbage": "something that is no reply",
    "wrong": "a reply that breaks the protocol",
    "failed": "an error: the client failed",
    "unsupported": "an error: the client does not support it",
    "lingers": "a process that stays",
}


@check(
    "protocol.answers",
    topic="protocol",
    reads=("books",),
    right="Each request gets one reply in time; an action that the client did not declare gets the error "
    "unsupported.",
    wrong="The client declares credit_invoice, and its process ends when it is asked to credit an invoice.",
)
def protocol_answers(looking: Looking) -> Iterator[Finding]:
    """The client answers every request, in time and as the protocol has it.

    It fails where the client died, hung, wrote something else, said that it failed, or does not support
    what it declared. The story ends there. A client that does not exit after `bye` fails too.
    """
    for op in looking.trace.of("op"):
        looking.at()
        fault = (op.data.get("reply") or {}).get("fault")
        if fault:
            yield _unanswered(op, fault)


def _unanswered(op: Record, fault: dict[str, Any]) -> Finding:
    what = op.request.get("action") or op.data.get("name")
    kind = str(fault.get("kind") or "none")
    return Finding(
        message=str(fault.get("message") or f"the client did not answer {what}"),
        expected="its end after bye" if kind == "lingers" else f"a reply to {what} that keeps the protocol",
        actual=_FOUND.get(kind, kind),
        at=op.at.isoformat(),
        evidence=(op.id,),
    )


@check(
    "protocol.quiet",
    topic="protocol",
    reads=("wire", "books"),
    right="A tick finds that there is something to send, sends it, and replies after that.",
    wrong="The client replies to the tick at once, and a thread of its own calls the provider a little "
    "later.",
)
def protocol_quiet(looking: Looking) -> Iterator[Finding]:
    """The client calls the provider only while a request is open: its reply says that all is done.

    A call that comes while none is open is judged by no other check. After a delivery to the client's own
    address its calls are right until the tick that follows is answered.
    """
    looking.at(len(looking.trace.of("exchange")))
    for call in looking.trace.stray():
        yield Finding(
            message="the client called the provider although no request of the harness was open",
            expected="no call between a reply and the next request",
            actual=f"{call.data.get('method')} {call.data.get('path')}",
            at=call.at.isoformat(),
            evidence=(call.id,),
        )
